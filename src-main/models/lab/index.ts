/** Makes variants and measures them, in processes of their own. */
export { Lab } from "./lab.ts";
export type { LabOptions } from "./lab-work.ts";
export { measuredLosses } from "./measured-losses.ts";
export { LabJobs } from "./lab-jobs.ts";
export { quantiseLabel, quantiseLabels } from "./labels.ts";
export * from "./types.ts";
