import type { Purpose, installedStates } from "../../../src-shared/contract/index.ts";

/** One file of an installed variant; `path` is absolute. */
export interface InstalledFile {
  path: string;
  sizeBytes: number;
  /** Lower-case hex; null until hashed. */
  sha256: string | null;
}

export type InstalledState = (typeof installedStates)[number];

/** One file of a variant, as it was when it was last found to be right. */
export interface VariantFileRecord {
  /** Absolute. */
  path: string;
  sizeBytes: number;
  /** Lower-case hex; null until somebody has hashed it or the Hub has told. */
  sha256: string | null;
  /** Milliseconds since 1970, whole. */
  modifiedAt: number;
}

export interface VariantRecord {
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
  state: InstalledState;
  /** The models folder that it was downloaded into; null for a file that was imported in place. */
  root: string | null;
  addedAt: number;
  lastUsedAt: number | null;
  /** In the order of the shards. */
  files: VariantFileRecord[];
}
