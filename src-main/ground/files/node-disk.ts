import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { syncFolder } from "./sync-folder.ts";
import type { Disk } from "./types.ts";

/** This computer's own. */
export const nodeDisk: Disk = {
  sizeOf: async (path) => (await stat(path)).size,
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  open: (path, flags) => open(path, flags),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  syncFolder,
};
