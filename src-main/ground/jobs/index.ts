export { Jobs, type JobsOptions } from "./jobs.ts";
export type { JobWork } from "./types.ts";
