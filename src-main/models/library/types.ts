import type { Owner, Purpose, installedStates } from "../../../src-shared/contract/index.ts";

/** One file of an installed variant; `path` is absolute. */
export interface InstalledFile {
  path: string;
  sizeBytes: number;
  /** Lower-case hex; null until hashed. */
  sha256: string | null;
}

export type InstalledState = (typeof installedStates)[number];

/** What is known of the bytes at a place, whether or not they can be seen now. */
export const contentStates = ["ready", "damaged", "unverified"] as const;
export type ContentState = (typeof contentStates)[number];

/** A file as it is on the disk. */
export interface FoundFile extends InstalledFile {
  /** Milliseconds since 1970, whole. */
  modifiedAt: number;
}

/** What a folder is for: downloads go to it, or files in it were imported without being moved. */
export const folderRoles = ["models", "imported"] as const;
export type FolderRole = (typeof folderRoles)[number];

/** A file that the library is to know. */
export interface NewPlace extends FoundFile {
  /** Absolute; the file is in it or in a subfolder. */
  folder: string;
  role: FolderRole;
  owner: Owner;
  state: ContentState;
}

/** A file of the library: where it is and what it should contain. Size and time are those at which its state was found. */
export interface PlaceRecord extends FoundFile {
  id: number;
  folderId: number;
  /** Absolute. */
  folder: string;
  /** Whose content is the same, has the same. */
  blobId: number;
  owner: Owner;
  state: ContentState;
  /** Whether it was there when it was last looked for. */
  here: boolean;
  /** Whether its folder's drive was away when that was last looked for. */
  away: boolean;
}

/** A model of another program, to be used where it is. */
export interface LinkedModel extends Pick<VariantFacts, "repository" | "commit"> {
  /** Of its first file. */
  path: string;
  owner: Exclude<Owner, "bitloft">;
  /** As its program calls it; null: by its file. */
  name: string | null;
  /** SHA-256 in lower-case hex, by path, of the files whose names are their hashes. */
  hashes: ReadonlyMap<string, string>;
}

export interface FolderRecord {
  id: number;
  /** Absolute. */
  path: string;
  /** The folder at which its volume began when that was last seen; null until then. */
  volume: string | null;
  /** What stays of that volume wherever it is mounted; null where nothing is known of it. */
  volumeId: string | null;
  away: boolean;
}

export interface VariantFacts {
  id: string;
  repository: string | null;
  commit: string | null;
  variantKey: string | null;
  name: string;
  label: string;
  modifiers: string[];
  architecture: string;
  parameters: number;
  trainedContextTokens: number | null;
  /** Null until its header has been read for it. */
  purpose: "chat" | Purpose | null;
  addedAt: number;
  lastUsedAt: number | null;
}

export interface VariantRecord extends VariantFacts {
  /** Its own, in the order of the shards. */
  files: readonly PlaceRecord[];
  /** Where it is opened: `files`, or copies of the same content while one of those is gone or is not what it was. */
  opened: readonly PlaceRecord[];
}

export interface NewVariant extends VariantFacts {
  /** In the order of the shards. */
  files: readonly NewPlace[];
}
