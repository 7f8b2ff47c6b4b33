import { randomUUID } from "node:crypto";
import type { Collection, CollectionChange, Job, JobKind, JobKinds } from "../../../src-shared/contract/index.ts";
import { ChangeFeed, type Clock, type Logger, appError, toAppError } from "../core/index.ts";
import type { Database } from "../storage/index.ts";
import { JobsTable } from "./jobs-table.ts";
import type { JobWork, KeptJob } from "./types.ts";

export interface JobsOptions {
  db: Database;
  clock: Clock;
  logger: Logger;
}

interface Running {
  controller: AbortController;
  ended: Promise<Job>;
}

type JobEnd = Pick<Job, "state" | "result" | "error">;

const limits = {
  /** Of one job: a bar need not move more often. */
  tellEveryMs: 100,
  /** Ended ones that were not dismissed; the oldest are dropped. */
  ended: 100,
} as const;

/**
 * Work that takes its time. Each job reports its changes, can be cancelled, and ends with a result or a typed error.
 * From `restore` on, those under way are written down: the next process reports what was cut short as interrupted.
 */
export class Jobs {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #table: JobsTable;
  readonly #feed = new ChangeFeed<Job>();
  /** In the order in which they were begun. */
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Map<string, Running>();
  #isKeeping = false;
  #isDisposed = false;

  constructor({ db, clock, logger }: JobsOptions) {
    this.#table = new JobsTable(db);
    this.#clock = clock;
    this.#logger = logger;
  }

  list(): Collection<Job> {
    return { revision: this.#feed.revision, items: [...this.#jobs.values()] };
  }

  /** The one that is under way with this subject; null when there is none. */
  running<K extends JobKind>(kind: K, isIt: (subject: JobKinds[K]["subject"]) => boolean): Job<K> | null {
    for (const id of this.#running.keys()) {
      const job = this.#jobs.get(id);
      if (job?.kind === kind && isIt(job.subject)) return job as Job<K>;
    }
    return null;
  }

  /** Begins it. One of the same kind and subject that was interrupted is no longer reported. */
  start<K extends JobKind>(kind: K, subject: JobKinds[K]["subject"], work: JobWork<K>): Job<K> {
    if (this.#isDisposed) throw appError("cancelled", "closing");
    this.#forgetInterrupted(kind, subject);
    const job = {
      id: randomUUID(),
      kind,
      subject,
      state: "running",
      progress: { doneBytes: 0, totalBytes: null },
      result: null,
      error: null,
      startedAt: this.#clock.now(),
    } as Job;
    this.#keep(job);
    this.#jobs.set(job.id, job);
    const controller = new AbortController();
    const ended = this.#run(job, work, controller.signal);
    this.#running.set(job.id, { controller, ended });
    this.#feed.tell({ put: [job] });
    return job as Job<K>;
  }

  /** Resolves when it has ended, however it did. Nothing happens where it has ended already. Throws `not-found`. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) {
      this.#required(id);
      return;
    }
    running.controller.abort();
    await running.ended;
  }

  /** Drops one that has ended; one that is under way stays. Throws `not-found`. */
  dismiss(id: string): void {
    this.#required(id);
    if (!this.#running.has(id)) this.#forget([id]);
  }

  /** As it has ended. Throws `not-found`. */
  async settled(id: string): Promise<Job> {
    return (await this.#running.get(id)?.ended) ?? this.#required(id);
  }

  /** Reports what the last process left, and keeps what is begun from now on. Once, by the window's process. */
  restore(): void {
    this.#isKeeping = true;
    const progress = { doneBytes: 0, totalBytes: null };
    const interrupted = this.#table
      .list()
      .map((kept): Job => ({ ...kept, state: "interrupted", progress, result: null, error: null }));
    for (const job of interrupted) this.#jobs.set(job.id, job);
    this.#feed.tell({ put: interrupted });
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: (change: CollectionChange<Job>) => void): () => void {
    const end = this.#feed.on(listener);
    return () => void end();
  }

  /** Ends what is under way; the next process reports it as interrupted. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #run({ id, kind }: Job, work: JobWork<JobKind>, signal: AbortSignal): Promise<Job> {
    // The caller must know the job before it can end.
    await Promise.resolve();
    const teller = new ProgressTeller(() => this.#feed.tell({ put: [this.#required(id)] }));
    let end: JobEnd;
    try {
      const result = await work((progress) => {
        this.#change(id, { progress });
        teller.tell();
      }, signal);
      end = { state: "done", result, error: null };
    } catch (thrown) {
      const error = toAppError(thrown);
      const isCancelled = signal.aborted || error.code === "cancelled";
      if (error.code === "internal") this.#logger.error("a job failed", { kind, error });
      end = { state: isCancelled ? "cancelled" : "failed", result: null, error: isCancelled ? null : error.toDto() };
    }
    teller.stop();
    return this.#end(id, end);
  }

  #end(id: string, end: JobEnd): Job {
    this.#running.delete(id);
    const ended = this.#change(id, end);
    if (!this.#isDisposed) this.#unkeep(id);
    this.#feed.tell({ put: [ended] });
    this.#forgetOldest();
    return ended;
  }

  #change(id: string, change: JobEnd | Pick<Job, "progress">): Job {
    const changed = { ...this.#required(id), ...change } as Job;
    this.#jobs.set(id, changed);
    return changed;
  }

  #forgetInterrupted<K extends JobKind>(kind: K, subject: JobKinds[K]["subject"]): void {
    const same = JSON.stringify(subject);
    const old = [...this.#jobs.values()].filter(
      (job) => job.kind === kind && job.state === "interrupted" && JSON.stringify(job.subject) === same,
    );
    this.#forget(old.map(({ id }) => id));
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs.keys()].filter((id) => !this.#running.has(id));
    this.#forget(ended.slice(0, Math.max(0, ended.length - limits.ended)));
  }

  #forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#jobs.delete(id);
      this.#unkeep(id);
    }
    this.#feed.tell({ removed: [...ids] });
  }

  #keep({ id, kind, subject, startedAt }: Job): void {
    if (!this.#isKeeping) return;
    try {
      this.#table.put({ id, kind, subject, startedAt } as KeptJob);
    } catch (error) {
      // A full disk must not prevent checking whether files are intact.
      this.#logger.warn("a job could not be kept", { kind, error: String(error) });
    }
  }

  #unkeep(id: string): void {
    if (!this.#isKeeping) return;
    try {
      this.#table.remove(id);
    } catch (error) {
      // A full disk must not cost the result; at worst the job is reported once more as interrupted.
      this.#logger.warn("a job's end could not be kept", { id, error: String(error) });
    }
  }

  #required(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw appError("not-found", "job", { id });
    return job;
  }
}

/**
 * Reports at once, then only as often as a progress bar needs to move, with the latest value at the end of each
 * interval.
 */
class ProgressTeller {
  readonly #tellNow: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isBehind = false;

  constructor(tellNow: () => void) {
    this.#tellNow = tellNow;
  }

  tell(): void {
    if (this.#timer !== undefined) {
      this.#isBehind = true;
      return;
    }
    this.#tellNow();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isBehind) {
        this.#isBehind = false;
        this.tell();
      }
    }, limits.tellEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isBehind = false;
  }
}
