import type {
  CollectionChange,
  InstalledVariant,
  Purpose,
  VerifyResult,
  installedStates,
} from "../../../src-shared/contract/index.ts";
import type { InstalledFiles } from "../download/index.ts";

/** One file of an installed variant; `path` is absolute. */
export interface InstalledFile {
  path: string;
  sizeBytes: number;
  /** Lower-case hex; null until hashed. */
  sha256: string | null;
}

/**
 * What is installed on this computer, wherever it lies. Errors are `AppError`; besides those named, `database-failed` and
 * `disk-full` from any that writes.
 */
export interface Library {
  /** The newest first. */
  list(): InstalledVariant[];
  /** The same, each with its files. */
  listWithFiles(): { variant: InstalledVariant; files: InstalledFile[] }[];
  /** Of the last change that `onChange` told. */
  revision(): number;
  /** By its id; null when it is gone. */
  get(id: string): InstalledVariant | null;
  /** Its files, the first shard first; none when it is gone. */
  files(id: string): InstalledFile[];
  /** Whether the file belongs to a variant of the library. */
  has(path: string): boolean;
  /** Whether that variant is known to be as it should be: neither missing nor damaged nor changed since. */
  isSound(path: string): boolean;
  /**
   * Takes over a finished download and returns the variant's id. Its header is read: throws `not-gguf`, `malformed-gguf`,
   * `incomplete-model` or `unsupported-model`.
   */
  installed(download: InstalledFiles): Promise<string>;
  /**
   * Adds a GGUF file where it lies, with the shards beside it. Throws what `installed` throws, and `file-missing`,
   * `invalid-input` (a folder, a device, a file that is in the library already), `disk-failed`.
   */
  importFile(path: string): Promise<InstalledVariant>;
  /**
   * Hashes every file again and compares. Throws `not-found`, `file-missing`, `cancelled`. `onProgress` counts bytes of all its
   * files together.
   */
  verify(
    id: string,
    onProgress?: (doneBytes: number, totalBytes: number) => void,
    signal?: AbortSignal,
  ): Promise<VerifyResult>;
  /**
   * Takes a variant out of the library: a downloaded one with its files, an imported one without. Throws `not-found`, or
   * `file-changed` when `confirmedBytes` is not its size.
   */
  remove(id: string, confirmedBytes: number): Promise<void>;
  /** Looks at every file: gone, back, or changed. In a models folder that this database has not seen, also finds what was downloaded. */
  refresh(): Promise<void>;
  /** Tells what another process has changed since the last call; the first one only remembers what there is. */
  noticeOutsideChanges(): void;
  /** Notes that it was used. Never throws: it is told in the log when that could not be kept. */
  touch(id: string): void;
  /** Returns the function that ends the subscription. */
  onChange(listener: (change: CollectionChange<InstalledVariant>) => void): () => void;
  dispose(): Promise<void>;
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
