import { createContext } from "svelte";
import type { CollectionChange, Job, JobKind } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

/** Long work in main, whichever screen began it. */
export class JobsState {
  readonly #bridge: Bridge;
  readonly #list: PagedList<Job>;
  /** Who waits for a job's end. */
  #waiting: readonly { id: string; resolve: (ended: Job | null) => void }[] = [];

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#list = new PagedList({
      fetch: async (_cursor, signal) => {
        const all = await bridge.jobs.list(undefined, signal);
        this.#tell(all.items);
        return { ...all, next: null };
      },
      compare: (one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1),
    });
  }

  connect(): () => void {
    const end = this.#bridge.on("jobs", (change) => this.#take(change));
    void this.#list.load();
    return end;
  }

  /** The check of a variant that is under way, or was interrupted; null when there is neither. */
  verifyOf(variantId: string): Job<"verify"> | null {
    return this.#shown("verify").find(({ subject }) => subject.variantId === variantId) ?? null;
  }

  /** The same for its move to another folder. */
  moveOf(variantId: string): Job<"move"> | null {
    return this.#shown("move").find(({ subject }) => subject.variantId === variantId) ?? null;
  }

  /** Files that are being added, or were when Bitloft ended. */
  get imports(): readonly Job<"import">[] {
    return this.#shown("import");
  }

  /** Models of other programs that are being taken over, or were when Bitloft ended. */
  get links(): readonly Job<"link">[] {
    return this.#shown("link");
  }

  /** Conversations of other programs that are being taken over, or were when Bitloft ended. */
  get chatImports(): readonly Job<"chat-import">[] {
    return this.#shown("chat-import");
  }

  /** Those of a kind that are under way, or were when Bitloft ended; what was begun first comes first. */
  of<K extends JobKind>(kind: K): readonly Job<K>[] {
    return this.#shown(kind);
  }

  /** In its final state, which is then no longer reported; null when that is unknown by now. */
  async end<K extends JobKind>(job: Job<K>): Promise<Job<K> | null> {
    const ended = await this.#ended(job as Job);
    if (ended !== null) await this.dismiss(job.id);
    return ended as Job<K> | null;
  }

  async cancel(id: string): Promise<void> {
    await this.#bridge.jobs.cancel({ id });
  }

  /** Drops one that has ended. */
  async dismiss(id: string): Promise<void> {
    // Another window or the job's own successor may have done so.
    await this.#bridge.jobs.dismiss({ id }).catch(() => undefined);
  }

  #shown<K extends JobKind>(kind: K): Job<K>[] {
    const isShown = (job: Job): boolean =>
      job.kind === kind && (job.state === "running" || job.state === "interrupted");
    return (this.#list.items ?? []).filter(isShown) as Job<K>[];
  }

  #ended(job: Job): Promise<Job | null> {
    // Main may report the end before it answers the call that began it.
    const known = this.#list.items?.find(({ id }) => id === job.id) ?? job;
    if (known.state !== "running") return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, { id: job.id, resolve }];
    });
  }

  #take(change: CollectionChange<Job>): void {
    this.#list.take(change);
    this.#tell(change.put);
    for (const id of change.removed) this.#answer(id, null);
  }

  #tell(jobs: readonly Job[]): void {
    for (const job of jobs) if (job.state !== "running") this.#answer(job.id, job);
  }

  #answer(id: string, ended: Job | null): void {
    const answered = this.#waiting.filter((one) => one.id === id);
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
    for (const { resolve } of answered) resolve(ended);
  }
}

export const [getJobs, setJobs] = createContext<JobsState>();
