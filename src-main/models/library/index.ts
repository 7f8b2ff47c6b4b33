export { Library, type LibraryOptions } from "./library.ts";
export type { InstalledFile } from "./types.ts";
