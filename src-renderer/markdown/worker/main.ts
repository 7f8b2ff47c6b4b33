import type { Job, Result } from "./job.ts";
import { runJob } from "./run-job.ts";

/** The worker's whole protocol: one job comes, one answer goes. It says `ready` once, when its code is read. */
export type FromWorker = { ready: true } | { result: Result };

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<Job>) => void) | null;
};

scope.onmessage = ({ data }) => {
  void runJob(data)
    .catch(() => null)
    .then((result) => {
      scope.postMessage({ result });
    });
};
scope.postMessage({ ready: true });
