import type { PlanRequest } from "./fit.ts";
import type { LeftOut } from "./left-out.ts";
import type { Purpose } from "./purpose.ts";
import type { VerifyOutcome } from "./verify-statements.ts";

/**
 * ready: every file is as it should be. unverified: their contents were not checked yet. damaged: what is in them is
 * wrong. missing: one is not where it was. away: its drive is not connected; what was known of it holds when it is.
 */
export const installedStates = ["ready", "missing", "away", "damaged", "unverified"] as const;

/** One installed variant (`list --json`). */
export interface InstalledVariant {
  id: string;
  /** Null for a file that was imported and whose origin is unknown. */
  repository: string | null;
  commit: string | null;
  /** The key of the repository's variant that was downloaded; null for one that was imported or found again. */
  variantKey: string | null;
  /** A name for people: the repository's or the file's. */
  name: string;
  label: string;
  modifiers: string[];
  architecture: string;
  parameters: number;
  trainedContextTokens: number | null;
  /** What it is for instead of chat; null for one that chats. */
  notForChat: Purpose | null;
  /** The first file that is opened, for people to read; nothing in the window acts on it. */
  path: string;
  /** The variant's own file, while it is gone or not what it was and a copy is opened in its place; null while its own are used. */
  insteadOf: { path: string; state: Exclude<(typeof installedStates)[number], "ready"> } | null;
  /** Where the first file is in its repository, which distinguishes variants of one label; null for what was imported. */
  repositoryPath: string | null;
  sizeBytes: number;
  /** Of the first file; null until hashed. */
  sha256: string | null;
  fileCount: number;
  state: (typeof installedStates)[number];
  /** Imported in place: deleting it from the library leaves the file. */
  imported: boolean;
  addedAt: number;
  lastUsedAt: number | null;
}

/**
 * Whether its files stay when it is taken off the library: they are another program's or a person's, on a drive that is away, or those of
 * another variant that is opened in their place.
 */
export const filesStay = ({
  imported,
  state,
  insteadOf,
}: Pick<InstalledVariant, "imported" | "state" | "insteadOf">): boolean =>
  imported || (insteadOf === null ? state === "away" : insteadOf.state === "away" || insteadOf.state === "missing");

/** Installed variants that can be judged in one call: as many as a screen or two show. */
export const mostFitsAtOnce = 100;

export interface InstalledFitsRequest {
  /** Those that are not there are left out of the answer. */
  ids: string[];
  plan: PlanRequest;
}
export type InstalledFitsRequestInput = LeftOut<InstalledFitsRequest, "plan">;

export interface VariantId {
  id: string;
}

/** Which program put a file there. Only what is Bitloft's is ever moved or deleted. */
export const owners = ["bitloft", "lm-studio", "ollama", "hf-cache", "jan", "gpt4all", "llama-cpp", "user"] as const;
export type Owner = (typeof owners)[number];

/** A folder that downloads may go to. */
export interface LibraryFolder {
  id: string;
  /** For people to read. */
  path: string;
  owner: Owner;
  /** New downloads go there. */
  isDefault: boolean;
  /** Its drive is connected. */
  present: boolean;
  /** Null where its drive is away or does not say. */
  freeBytes: number | null;
  /** Of the library's files in it. */
  usedBytes: number;
  /** Variants with a file in it. */
  variants: number;
}

export interface LibraryFolderId {
  id: string;
}

export interface MoveVariant extends VariantId {
  folderId: string;
}
export interface RemoveVariant extends VariantId {
  /** The size that the person was shown and agreed to; a stale window deletes nothing. */
  confirmedBytes: number;
}

export interface VerifyResult {
  id: string;
  ok: boolean;
  sha256: string;
  /** Null when there is nothing to compare with. */
  expectedSha256: string | null;
  outcome: VerifyOutcome;
}
