import type { Job, JobKind, JobKinds } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeNews } from "./fake-news.ts";
import type { FakeState } from "./fake-state.ts";
import { sampleNow } from "./sample-store.ts";

/** A step of a job's work; the last one gives the result. */
const stepMs = 20;

/** What takes its time in main. */
export class FakeJobs {
  readonly #state: FakeState;
  readonly #news: FakeNews<Job>;
  readonly #cancelled = new Set<string>();
  #lastId = 0;

  constructor(state: FakeState, news: FakeNews<Job>) {
    this.#state = state;
    this.#news = news;
  }

  get api(): Api["jobs"] {
    return {
      list: async () => ({ revision: this.#news.revision, items: this.#state.jobs }),
      cancel: async ({ id }) => {
        if (this.#required(id).state !== "running") return null;
        this.#cancelled.add(id);
        this.#put({ ...this.#required(id), state: "cancelled" });
        return null;
      },
      dismiss: async ({ id }) => {
        if (this.#required(id).state === "running") return null;
        this.#remove(({ id: one }) => one === id);
        return null;
      },
    };
  }

  running(kind: JobKind, isIt: (subject: Job["subject"]) => boolean): Job | null {
    return this.#state.jobs.find((job) => job.kind === kind && job.state === "running" && isIt(job.subject)) ?? null;
  }

  /** Goes on in steps of a time, as main's do in those of a disk. */
  start<K extends JobKind>(
    kind: K,
    subject: JobKinds[K]["subject"],
    totalBytes: number | null,
    finish: () => JobKinds[K]["result"],
  ): Job<K> {
    const same = JSON.stringify(subject);
    this.#remove((job) => job.kind === kind && job.state === "interrupted" && JSON.stringify(job.subject) === same);
    const job = {
      id: `j-${++this.#lastId}`,
      kind,
      subject,
      state: "running",
      progress: { doneBytes: 0, totalBytes: null },
      result: null,
      error: null,
      startedAt: sampleNow + this.#lastId,
    } as Job;
    this.#put(job);
    this.#later(job, () => {
      this.#put({ ...job, progress: { doneBytes: (totalBytes ?? 2e6) / 2, totalBytes } });
      this.#later(job, () =>
        this.#put({
          ...job,
          state: "done",
          progress: { doneBytes: totalBytes ?? 2e6, totalBytes },
          result: finish(),
        } as Job),
      );
    });
    return job as Job<K>;
  }

  #later(job: Job, step: () => void): void {
    setTimeout(() => {
      if (!this.#cancelled.has(job.id)) step();
    }, stepMs);
  }

  #put(job: Job): void {
    const others = this.#state.jobs.filter(({ id }) => id !== job.id);
    this.#state.jobs = [...others, job];
    this.#news.tell({ put: [job] });
  }

  #remove(isIt: (job: Job) => boolean): void {
    const removed = this.#state.jobs.filter(isIt).map(({ id }) => id);
    if (removed.length === 0) return;
    this.#state.jobs = this.#state.jobs.filter((job) => !isIt(job));
    this.#news.tell({ removed });
  }

  #required(id: string): Job {
    const job = this.#state.jobs.find((one) => one.id === id);
    if (job) return job;
    throw new BridgeError({ code: "not-found", key: "job", details: { id } });
  }
}
