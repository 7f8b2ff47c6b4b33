export { type LibraryOptions, createLibrary } from "./create-library.ts";
export type { InstalledFile, Library } from "./types.ts";
