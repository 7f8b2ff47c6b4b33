import { createContext } from "svelte";
import type { SavePrompt, SavedPrompt } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";
import { Removals } from "./removals.svelte.ts";

/** The texts that a person keeps to ask with. Methods throw `BridgeError`. */
export class PromptsState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"prompts">;
  readonly #removals = new Removals();
  readonly #all = $derived.by(() =>
    (this.#mirror.value ?? [])
      .filter(({ id }) => !this.#removals.has(id))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  );

  /** What is being written; null where nothing is. Closing the dialog loses nothing of it. */
  draft = $state<SavePrompt | null>(null);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "prompts", () => bridge.prompts.list());
  }

  connect(): () => void {
    const end = this.#mirror.connect();
    const flush = (): void => this.#removals.flush();
    addEventListener("pagehide", flush);
    return () => {
      end();
      removeEventListener("pagehide", flush);
      flush();
    };
  }

  /** By name. */
  get all(): readonly SavedPrompt[] {
    return this.#all;
  }

  async save(prompt: SavePrompt): Promise<void> {
    await this.#bridge.prompts.save(prompt);
  }

  /** Hides it at once and removes it when `keep` was not called for some seconds. */
  async removeSoon(id: string): Promise<void> {
    await this.#removals.after(id, async () => void (await this.#bridge.prompts.remove({ id })));
  }

  /** Takes `removeSoon` back. */
  keep(id: string): void {
    this.#removals.undo(id);
  }
}

export const [getPrompts, setPrompts] = createContext<PromptsState>();
