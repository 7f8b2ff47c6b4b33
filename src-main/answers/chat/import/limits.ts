import { GiB, MiB } from "../../../../src-shared/figures/index.ts";

/** What a file of another program may make this one do. Beyond any of them, that item is skipped with its reason. */
export const importLimits = {
  /** One conversation, as JSON. */
  conversationBytes: 64 * MiB,
  /** All JSON of one file or archive, unpacked. */
  documentBytes: 8 * GiB,
  /** One attachment, unpacked. */
  attachmentBytes: 256 * MiB,
  attachmentsBytes: 8 * GiB,
  /** An entry that unpacks to more than this is held to `packedRatio`. */
  unsuspectedBytes: 16 * MiB,
  packedRatio: 400,
  entries: 200_000,
  /** Folders inside one another, where a folder is given. */
  folderDepth: 6,
  json: { depth: 100, values: 3_000_000 },
  messages: 100_000,
  partsOfMessage: 1000,
  textCharacters: 8_000_000,
  titleCharacters: 500,
  /** Of ids and names. */
  nameCharacters: 500,
  /** Of one part that is kept as it came. */
  dataCharacters: 1_000_000,
  /** Of one file: more are counted and not named. */
  skippedNamed: 1000,
} as const;
