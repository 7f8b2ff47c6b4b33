import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const library = {
  nothingKept: "What you download or add is kept here.",
  holds: (variants: number, ownBytes: number) =>
    `${variants === 1 ? "One variant" : `${figures.count(variants)} variants`}${ownBytes > 0 ? `, ${figures.bytes(ownBytes)} in Bitloft's own folder` : ""}.`,
  added: (name: string) => `${name} is in the library. Its file stays where it is.`,
  addFile: "Add a file",
  findModel: "Find a model",
  notOpened: "The library could not be opened.",
  tryAgain: "Try again",
  showMore: "Show more",
  empty: "No model yet",
  emptyText:
    "Find one that suits this computer, or add a GGUF file that you already have. It stays where it is; nothing is copied.",

  parameters: (count: number) => figures.parameters(count),
  context: (tokens: number) => `${figures.context(tokens)} context`,
  size: (bytes: number) => figures.bytes(bytes),
  files: (count: number) => counted(count, "file", "files"),
  addedFromDisk: "added from your disk",
  used: (then: number, now: number) => `used ${figures.ago(then, now)}`,
  loaded: "loaded",
  problems: {
    missing: "The file is not where it was. Connect its drive, or remove it from the library.",
    away: "The drive that it is on is not connected. Connect it to use the model again.",
    damaged: "The file is not what was installed. Delete it and download it again.",
    unverified: "The file has changed, or was never checked. Verify reads it again.",
  },
  insteadOf: (path: string) => ({
    missing: `The file is no longer at ${path}. A copy of it is used.`,
    away: `The drive with ${path} is not connected. A copy of the file is used.`,
    damaged: `The file at ${path} is damaged. A copy of its original content is used.`,
    unverified: `The file at ${path} has changed. A copy of its original content is used.`,
  }),
  speed: (range: readonly [number, number]) => figures.speed(range),
  chat: "Chat",
  moreFor: (variant: string) => `More for ${variant}`,
  verify: "Verify",
  showFile: "Show the file",
  removeFromLibrary: "Remove from library",
  fileStays: "the file stays",
  delete: "Delete",

  removeTitle: (variant: string) => `Remove ${variant} from the library?`,
  removeText: (bytes: number) => `Its file of ${figures.bytes(bytes)} stays where it is. Conversations are kept.`,
  removed: (variant: string) => `${variant} was removed from the library.`,
  remove: "Remove",
  deleteTitle: (variant: string) => `Delete ${variant}?`,
  deleteText: (bytes: number) =>
    `${figures.bytes(bytes)} will be freed. Conversations are kept; to go on with them you would have to download it again.`,
  deleted: (variant: string, bytes: number) => `${variant} is deleted; ${figures.bytes(bytes)} is free again.`,
  deleteSize: (bytes: number) => `Delete ${figures.bytes(bytes)}`,
  cancel: "Cancel",
};

export type LibraryWords = typeof library;
