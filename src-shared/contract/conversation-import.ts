import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

/** Programs and forms whose conversations can be read. */
export const importSources = [
  "bitloft",
  "chatgpt",
  "claude",
  "lm-studio",
  "jan",
  "open-webui",
  "llama-cpp",
  "ollama",
  "text-generation-webui",
  "openai-jsonl",
  "sharegpt",
] as const;
export type ImportSource = (typeof importSources)[number];

/** Why something of a file was not taken over. */
export interface ImportSkips {
  "import-not-recognised": NoFigures;
  "import-not-json": { problem: string };
  /** What a schema found. */
  "import-not-valid": { field: string; problem: string };
  "import-newer-version": { version: number };
  "import-no-messages": NoFigures;
  "import-too-large": { mostBytes: number };
  "import-too-rich": { problem: string };
  "import-too-many-messages": { most: number };
  "import-too-many-entries": { most: number };
  "import-unpacks-too-large": NoFigures;
  "import-unsafe-name": NoFigures;
  "import-encrypted": NoFigures;
  "import-cut-short": NoFigures;
  "import-not-read": { code: string };
  "import-older": NoFigures;
  /** The conversation itself is taken over. */
  "import-settings-left-out": { settings: string };
  "import-reader-ended": { reason: string };
  "import-more-skipped": { count: number };
}
export type ImportSkip = StatementOf<ImportSkips>;

/** What came of one file. */
export interface ImportedFile {
  /** Its path; for the window, its name. */
  file: string;
  /** Null where it was not recognised. */
  source: ImportSource | null;
  /** That are new here, and their messages; with a dry run, that would be. */
  conversations: number;
  messages: number;
  /** Files that came with those messages. */
  attachments: number;
  /** That were here and had something new. */
  updated: number;
  /** That were here as they are. */
  unchanged: number;
  skipped: { id: string; reason: ImportSkip }[];
}

/** Of the file that is being read. */
export interface ImportProgress {
  file: string;
  doneBytes: number;
  totalBytes: number;
  conversations: number;
}

/** Files that were chosen to be taken over, and are known to main alone. */
export interface ChosenFiles {
  id: string;
  fileNames: string[];
}
export interface ChosenFilesId {
  id: string;
}
/** The page's own `File`s, whose paths it never sees; main gets the paths. */
export interface DroppedFiles {
  files: readonly unknown[];
}
export interface DroppedPaths {
  files: string[];
}
