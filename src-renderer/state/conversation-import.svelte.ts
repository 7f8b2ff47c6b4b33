import { createContext } from "svelte";
import type { ChosenFiles, ImportedFile, Job } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import type { JobsState } from "./jobs.svelte.ts";

/** How far an import has come. `job`: the one that takes over. */
export type ImportStep =
  | { kind: "reading"; fileNames: readonly string[] }
  | { kind: "counted"; chosen: ChosenFiles; files: readonly ImportedFile[] }
  | { kind: "running"; job: Job<"chat-import"> }
  | { kind: "ended"; job: Job<"chat-import"> };

/** Taking over the conversations of other programs: chosen, counted, and then taken over as a job, whichever screen is shown meanwhile. */
export class ConversationImport {
  readonly #bridge: Bridge;
  readonly #jobs: JobsState;
  #step = $state.raw<ImportStep | null>(null);
  #isOpen = $state(false);
  #reading: AbortController | null = null;

  constructor(bridge: Bridge, jobs: JobsState) {
    this.#bridge = bridge;
    this.#jobs = jobs;
  }

  /** Null where nothing is going on. */
  get step(): ImportStep | null {
    const step = this.#step;
    if (step?.kind !== "running") return step;
    // As main tells of it.
    return { kind: "running", job: this.#jobs.chatImports.find(({ id }) => id === step.job.id) ?? step.job };
  }
  /** Whether it is looked at. */
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** Bitloft was closed before they were taken over. */
  get interrupted(): readonly Job<"chat-import">[] {
    return this.#jobs.chatImports.filter(({ state }) => state === "interrupted");
  }

  /** Opens the system's file dialog, and counts what is in the files. While one goes on, shows that. Throws what main says. */
  async choose(): Promise<void> {
    if (this.#showRunning()) return;
    const chosen = await this.#bridge.chatFiles.choose();
    if (chosen !== null) await this.#count(chosen);
  }

  /** The same with files that were dropped on the window. */
  async drop(files: readonly File[]): Promise<void> {
    if (this.#showRunning()) return;
    await this.#count(await this.#bridge.chatFiles.drop({ files }));
  }

  /** Takes over what was counted. Resolves when that has ended, however it did. */
  async begin(): Promise<Job<"chat-import"> | null> {
    const step = this.#step;
    if (step?.kind !== "counted") return null;
    const job = await this.#bridge.chatFiles.import({ id: step.chosen.id });
    this.#step = { kind: "running", job };
    const ended = await this.#jobs.end(job);
    this.#step = ended === null ? null : { kind: "ended", job: ended };
    return ended;
  }

  /** Ends the one that goes on; what was taken over stays. */
  async cancel(): Promise<void> {
    if (this.#step?.kind === "running") await this.#jobs.cancel(this.#step.job.id);
  }

  show(): void {
    this.#isOpen = true;
  }

  /** Looks away: one that goes on goes on, and everything else is forgotten. */
  close(): void {
    this.#isOpen = false;
    this.#reading?.abort();
    if (this.#step?.kind !== "running") this.#step = null;
  }

  async dismiss(id: string): Promise<void> {
    await this.#jobs.dismiss(id);
  }

  #showRunning(): boolean {
    if (this.#step?.kind !== "running") return false;
    this.#isOpen = true;
    return true;
  }

  async #count(chosen: ChosenFiles): Promise<void> {
    const controller = new AbortController();
    this.#reading?.abort();
    this.#reading = controller;
    this.#step = { kind: "reading", fileNames: chosen.fileNames };
    this.#isOpen = true;
    try {
      const files = await this.#bridge.chatFiles.preview({ id: chosen.id }, controller.signal);
      if (!controller.signal.aborted) this.#step = { kind: "counted", chosen, files };
    } catch (thrown) {
      if (controller.signal.aborted) return;
      this.close();
      throw toBridgeError(thrown) satisfies BridgeError;
    }
  }
}

export const [getConversationImport, setConversationImport] = createContext<ConversationImport>();
