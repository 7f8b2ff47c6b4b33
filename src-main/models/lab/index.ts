/** Makes variants and measures them, in processes of their own. */
export { Lab, type LabOptions } from "./lab.ts";
export { LabJobs } from "./lab-jobs.ts";
export { quantiseLabel, quantiseLabels } from "./labels.ts";
export * from "./types.ts";
