import { formatBytes } from "../../../figures/index.ts";
import type { ErrorWords } from "../../language.ts";
import { kept } from "./kept.ts";

/** Why a data folder cannot be used, by the system's code. */
const folderReasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the drive is read-only",
  ENOSPC: "the drive is full",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "it is a file",
  ENOENT: "nothing can be made there",
};

export const disk: Pick<ErrorWords, "disk-full" | "disk-failed" | "database-failed"> = {
  "disk-full": {
    ...kept,
    settings: () => "The drive is full. Free some space and try again.",
    database: () => "The disk that holds Bitloft's data is full. Free some space and try again.",
    transfer: () => "The disk is full. What was received is kept: free some space, then resume.",
    component: () => "The disk is full. Free some space, then try again: the download is kept.",
    lab: () => "The disk filled up. What was made of the file is deleted: free some space, then try again.",
    "lab-too-little-space": ({ freeBytes, neededBytes }) =>
      `The file will take ${formatBytes(neededBytes)}, and ${formatBytes(freeBytes)} of the disk may be used. Free some space, or write it elsewhere.`,
    "restore-too-little-space": ({ freeBytes, neededBytes }) =>
      `Restoring needs ${formatBytes(neededBytes)} on the disk that holds Bitloft's data, and ${formatBytes(freeBytes)} is free. Free some space, then try again.`,
    "move-too-little-space": ({ freeBytes, neededBytes }) =>
      `Moving it needs ${formatBytes(neededBytes)} there, and ${formatBytes(freeBytes)} is free. Free some space, or choose another folder.`,
    move: ({ path }) => `The disk with ${path} filled up. Nothing was moved: free some space there, then try again.`,
    "too-little-space": ({ freeBytes, missingBytes, slackBytes, othersBytes }) => {
      const others = othersBytes > 0 ? ` Other downloads still need ${formatBytes(othersBytes)}.` : "";
      return `${formatBytes(freeBytes)} is free on the disk. This download needs ${formatBytes(missingBytes)}, and ${formatBytes(slackBytes)} should stay free.${others} Free some space, then try again.`;
    },
  },
  "disk-failed": {
    ...kept,
    "data-folder": ({ path, code }) =>
      `Bitloft cannot keep its data in ${path}: ${folderReasons[code] ?? "the folder cannot be used"}. Choose another data folder.`,
    settings: ({ path }) => `The settings could not be saved to ${path}. Check who may write there and try again.`,
    "not-read-for-check": ({ reason }) => `The file could not be read to check it: ${reason}`,
    "file-not-opened": ({ name, code }) => `The file ${name} could not be opened (${code}).`,
    "file-not-read": ({ code }) => `The file could not be read (${code}).`,
    "file-not-written": ({ path, code }) =>
      `${path} could not be written (${code}). Check the folder and who may write there.`,
    "may-not-read": ({ path }) => `Bitloft may not read ${path}. Check who may open it.`,
    "not-deleted": () =>
      "The files could not be deleted. Close whatever uses them, or check the drive, then try again.",
    "models-folder": ({ reason }) =>
      `The models folder could not be written (${reason}). Check that its drive is connected and may be written.`,
    "takes-no-more": () => "The disk took no more data. Check the drive, then resume.",
    component: ({ reason }) =>
      `The part could not be written (${reason}). Check who may write to Bitloft's data folder.`,
    lab: ({ reason }) => `The file could not be written or read (${reason}). Check the path and who may write there.`,
  },
  "database-failed": {
    ...kept,
    "newer-version": () => "The library was made by a newer version of Bitloft. Install that version again to open it.",
    "old-runtime": ({ runtime }) =>
      `Bitloft's database needs a newer runtime than Node ${runtime}. Use Node 22.14 or later.`,
    held: () => "Another Bitloft process is holding the library. Close it and try again.",
    forbidden: ({ path }) =>
      `Bitloft can't open or write its database${path === null ? "" : ` at ${path}`}. Check the permissions of the file and its folder, then try again.`,
    unusable: ({ reason }) => `The library's database could not be used: ${reason}`,
    failed: () => "The library's database failed.",
  },
};
