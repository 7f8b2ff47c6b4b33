import type { Job } from "../../src-renderer/markdown/worker/job.ts";
import type { FromWorker } from "../../src-renderer/markdown/worker/main.ts";
import type { WorkerPort } from "../../src-renderer/markdown/worker/parser-client.ts";
import { runJob } from "../../src-renderer/markdown/worker/run-job.ts";

/** Does a worker's jobs in the test's own process, with the copying in between that a real one has. */
export class InProcessWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  #ended = false;

  constructor() {
    queueMicrotask(() => this.#say({ ready: true }));
  }

  postMessage(job: Job): void {
    void runJob(structuredClone(job)).then((result) => this.#say({ result: structuredClone(result) }));
  }

  terminate(): void {
    this.#ended = true;
  }

  #say(data: FromWorker): void {
    if (!this.#ended) this.onmessage?.({ data } as MessageEvent<FromWorker>);
  }
}
