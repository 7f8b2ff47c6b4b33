export { lookElsewhere } from "./elsewhere.ts";
export { Library, type LibraryOptions } from "./library.ts";
export { LibraryJobs } from "./library-jobs.ts";
export type { InstalledFile } from "./types.ts";
