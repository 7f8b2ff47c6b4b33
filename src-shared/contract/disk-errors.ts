import type { KeptErrors } from "./kept-errors.ts";
import type { NoFigures } from "./no-figures.ts";

/** What a drive or its file system refuses. `code`, `reason`: the system's own, as "EACCES". */
export interface DiskFullErrors extends KeptErrors {
  settings: { path: string; code: string };
  database: { code: string };
  transfer: { reason: string };
  component: NoFigures;
  /** While a file was made. */
  lab: { reason: string };
  /** Before a file is made. */
  "lab-too-little-space": { freeBytes: number; neededBytes: number };
  /** Before a backup is unpacked. */
  "restore-too-little-space": { freeBytes: number; neededBytes: number };
  /** Before files are copied to another folder. */
  "move-too-little-space": { freeBytes: number; neededBytes: number };
  /** While they were. */
  move: { path: string; code: string };
  /** Before a download begins: what stays free is for the system. */
  "too-little-space": {
    freeBytes: number;
    missingBytes: number;
    slackBytes: number;
    /** Of other downloads that have their room still to come. */
    othersBytes: number;
  };
}

export interface DiskFailedErrors extends KeptErrors {
  "data-folder": { path: string; code: string };
  settings: { path: string; code: string };
  "not-read-for-check": { reason: string };
  "file-not-opened": { name: string; code: string };
  "file-not-read": { code: string };
  "file-not-written": { path: string; code: string };
  "may-not-read": { path: string; reason: string };
  "not-deleted": { path: string | null };
  "models-folder": { reason: string };
  "takes-no-more": NoFigures;
  component: { reason: string };
  lab: { reason: string };
}

export interface DatabaseErrors extends KeptErrors {
  "newer-version": { version: number; knownVersion: number };
  "old-runtime": { runtime: string; nodeApi: number; neededNodeApi: number };
  held: { code: string };
  /** `path`: where it is known which file. */
  forbidden: { code: string; path: string | null };
  unusable: { code: string; reason: string };
  failed: NoFigures;
}
