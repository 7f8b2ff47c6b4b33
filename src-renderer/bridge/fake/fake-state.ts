import type {
  AskingProfile,
  Comparison,
  Component,
  Conversation,
  ConversationFolder,
  ConversationSummary,
  Download,
  Elsewhere,
  EngineState,
  EventName,
  Events,
  FoundModels,
  HardwareProfile,
  ImportedFile,
  InstalledVariant,
  Job,
  LibraryFolder,
  LibraryReview,
  LibraryUpdates,
  LedgerView,
  MadeHere,
  MeasuredHere,
  OpenRequest,
  OwnPreset,
  PresetContent,
  PromptContent,
  SavedPrompt,
  SettingsView,
  WaitingRestore,
} from "../../../src-shared/contract/index.ts";

/** What main would hold. A test may read it, and change it before or between calls. */
export interface FakeState {
  machine: HardwareProfile;
  components: Component[];
  downloads: Download[];
  library: InstalledVariant[];
  modelFolders: LibraryFolder[];
  /** What the Hub would answer. */
  updates: LibraryUpdates;
  review: LibraryReview;
  jobs: Job[];
  /** What was measured, the latest first. */
  measured: MeasuredHere[];
  made: MadeHere[];
  requests: OpenRequest[];
  /** What the person chooses in the system's dialog; null: they dismiss it. */
  pickedFile: string | null;
  /** As `pickedFile`, for the folder of new models. */
  pickedFolder: string | null;
  /** The same for files of conversations. */
  pickedConversations: string[] | null;
  /** What is in each of them. */
  importedFile: ImportedFile;
  /** The name that the person gives an export; null: they dismiss the dialog. */
  exportName: string | null;
  /** What is in the file of presets that was exported last; null: there is none, and the dialog for one is dismissed. */
  presetFile: { presets: PresetContent[]; prompts: PromptContent[] } | null;
  /** The name that the person gives a backup, and the backup that they choose to restore; null: they dismiss the dialog. */
  backupName: string | null;
  pickedBackup: WaitingRestore | null;
  waitingRestore: WaitingRestore | null;
  /** What other programs hold. */
  elsewhere: Elsewhere;
  /** The same, each with its header read. */
  foundModels: FoundModels;
  engine: EngineState;
  settings: SettingsView;
  conversations: Conversation[];
  /** With all names, as main keeps them; the newest first. */
  comparisons: Comparison[];
  /** Between the words of an answer. */
  wordMs: number;
  /** A person's own. */
  presets: OwnPreset[];
  prompts: SavedPrompt[];
  /** How models want to be asked, by their variants; those that are not here say nothing. */
  profiles: Record<string, AskingProfile>;
  /** Of the beginnings of sample conversations. */
  summaries: readonly ConversationSummary[];
  folders: Omit<ConversationFolder, "count">[];
  ledger: LedgerView;
}

export type Emit = <E extends EventName>(event: E, payload: Events[E]) => void;
