import { createContext } from "svelte";
import type { Elsewhere, FoundModels, Job } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import type { JobsState } from "./jobs.svelte.ts";

/** What other programs keep on this computer, and taking it into the library, whichever screen is shown meanwhile. */
export class StoresState {
  readonly #bridge: Bridge;
  readonly #jobs: JobsState;
  #elsewhere = $state.raw<Elsewhere | null>(null);
  #found = $state.raw<FoundModels | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  #scanning: AbortController | null = null;

  constructor(bridge: Bridge, jobs: JobsState) {
    this.#bridge = bridge;
    this.#jobs = jobs;
  }

  /** What they hold in short; null until it was looked for. */
  get elsewhere(): Elsewhere | null {
    return this.#elsewhere;
  }
  /** Each model; null until they were read. */
  get found(): FoundModels | null {
    return this.#found;
  }
  get error(): BridgeError | null {
    return this.#error;
  }
  /** Being taken over, or interrupted. */
  get jobs(): readonly Job<"link">[] {
    return this.#jobs.links;
  }

  /** Looks what there is. It is a mention: without it nothing is missing. */
  async look(signal?: AbortSignal): Promise<void> {
    try {
      this.#elsewhere = await this.#bridge.stores.look(undefined, signal);
    } catch {
      // The line is left out.
    }
  }

  /** Reads each model that there is; a look before it is given up. */
  async scan(): Promise<void> {
    this.leave();
    const controller = new AbortController();
    this.#scanning = controller;
    this.#error = null;
    this.#found = null;
    try {
      const found = await this.#bridge.stores.scan(undefined, controller.signal);
      if (!controller.signal.aborted) this.#found = found;
    } catch (thrown) {
      if (!controller.signal.aborted) this.#error = toBridgeError(thrown);
    }
  }

  /** Nobody waits for it any more. */
  leave(): void {
    this.#scanning?.abort();
    this.#scanning = null;
  }

  /** Takes these over; null: all that runs. Resolves when that has ended, however it did; null where that is unknown by now. */
  async use(ids: readonly string[] | null): Promise<Job<"link"> | null> {
    return this.#end(await this.#bridge.stores.use({ ids: ids === null ? null : [...ids] }));
  }

  /** The same with files and folders that were dropped on the window. */
  async drop(files: readonly File[]): Promise<Job<"link"> | null> {
    return this.#end(await this.#bridge.stores.drop({ files }));
  }

  async #end(begun: Job<"link">): Promise<Job<"link"> | null> {
    const ended = await this.#jobs.end(begun);
    await this.look();
    return ended;
  }
}

export const [getStores, setStores] = createContext<StoresState>();
