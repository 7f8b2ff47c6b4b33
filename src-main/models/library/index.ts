export { type ModelDescription, describeModel } from "./describe-model.ts";
export { findDuplicates } from "./duplicates.ts";
export { inspectFile } from "./inspect.ts";
export { reviewVariants } from "./review.ts";
export { findUpdates } from "./updates.ts";
export { Library, type LibraryOptions } from "./library.ts";
export { LibraryJobs } from "./library-jobs.ts";
export { ownerOf } from "./owner-of.ts";
export type { InstalledFile, LinkedModel } from "./types.ts";
