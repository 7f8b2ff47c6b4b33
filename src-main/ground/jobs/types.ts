import type { JobKind, JobKinds, JobProgress } from "../../../src-shared/contract/index.ts";

/** What a job does. Once the signal has fired it ends soon, and leaves nothing half done. */
export type JobWork<K extends JobKind> = (
  report: (progress: JobProgress) => void,
  signal: AbortSignal,
) => Promise<JobKinds[K]["result"]>;

/** A job that was under way when it was written down. */
export type KeptJob = {
  [K in JobKind]: { id: string; kind: K; subject: JobKinds[K]["subject"]; startedAt: number };
}[JobKind];
