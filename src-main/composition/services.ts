import type { DatabaseNotice, LibraryReview, LibraryUpdates, ReplaceVariant } from "../../src-shared/contract/index.ts";
import type {
  Chat,
  ConversationExports,
  ConversationImports,
  ExportedFiles,
  ImportJobs,
} from "../answers/chat/index.ts";
import type { Comparisons } from "../answers/compare/index.ts";
import type { Backends, Sessions } from "../answers/engine/index.ts";
import type { Loader } from "../answers/loading/index.ts";
import type { PresetFiles, Presets, Prompts } from "../answers/presets/index.ts";
import type { Backups } from "../ground/backup/index.ts";
import type { Hardware } from "../ground/hardware/index.ts";
import type { Jobs } from "../ground/jobs/index.ts";
import type { Requests } from "../ground/requests/index.ts";
import type { SettingsService } from "../ground/settings/index.ts";
import type { Catalog } from "../models/catalog/index.ts";
import type { Components } from "../models/components/index.ts";
import type { VariantDownloads } from "../models/download/index.ts";
import type { LoadHistory } from "../models/ledger/index.ts";
import type { Lab, LabJobs } from "../models/lab/index.ts";
import type { Library, LibraryJobs } from "../models/library/index.ts";
import type { Planning } from "../models/planning/index.ts";
import type { Stores } from "../models/stores/index.ts";

export interface ServicePaths {
  /** A real Node for the engine. */
  node: string;
  engineWorker: string;
  estimateWorker: string;
  labWorker: string;
  /** The folder of the lab's texts, which a real Node must be able to read. */
  labTexts: string;
  chatImporter: string;
  databaseWorker: string;
  resources: string;
  /** Another catalogue than the one in `resources`: for development alone. */
  catalogue?: string | undefined;
}

/** Everything that the window and the command line stand on. */
export interface Services {
  settings: SettingsService;
  hardware: Hardware;
  catalog: Catalog;
  planning: Planning;
  backends: Backends;
  components: Components;
  downloads: VariantDownloads;
  library: Library;
  libraryJobs: LibraryJobs;
  lab: Lab;
  labJobs: LabJobs;
  stores: Stores;
  /** Asks the Hub what has changed there of what was downloaded. */
  findUpdates(signal?: AbortSignal): Promise<LibraryUpdates>;
  /** What of the library might go, with what was measured of it. */
  reviewLibrary(): Promise<LibraryReview>;
  /** Conversations and choices with one variant go on with another one. Throws `not-found`. */
  switchVariant(fromId: string, toId: string): void;
  /** The same, and deletes the first one, where the other is there whole. Throws what `Library.replace` throws. */
  replaceVariant(wish: ReplaceVariant): Promise<void>;
  jobs: Jobs;
  requests: Requests;
  sessions: Sessions;
  loader: Loader;
  chat: Chat;
  comparisons: Comparisons;
  presets: Presets;
  prompts: Prompts;
  presetFiles: PresetFiles;
  conversationExports: ConversationExports;
  conversationImports: ConversationImports;
  importJobs: ImportJobs;
  exportedFiles: ExportedFiles;
  ledger: LoadHistory;
  backups: Backups;
  /** Null when all was well. */
  databaseNotice: DatabaseNotice | null;
  /** Goes on with what the last run left unfinished: downloads, and answers that were being written. Once, by the window's process. */
  restore(): Promise<void>;
  dispose(): Promise<void>;
}
