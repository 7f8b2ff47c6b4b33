import type { BackupFile, WaitingRestore } from "./backup.ts";
import type {
  ExplainRequest,
  ExplainRequestInput,
  Ladder,
  LadderRequest,
  LadderRequestInput,
  ListFitsRequest,
  ListFitsRequestInput,
  RepositoryChoice,
  RepositorySummary,
  SearchPage,
  SearchQuery,
  SearchQueryInput,
} from "./catalog.ts";
import type { CallNames, Domain } from "./channels.ts";
import type {
  BranchChange,
  Conversation,
  ConversationId,
  ConversationView,
  CreateConversation,
  CreateConversationInput,
  Draft,
  DraftOf,
  EarlierMessages,
  EarlierMessagesInput,
  EditMessage,
  EditSummary,
  KeepDraft,
  KeepDraftInput,
  KeepEdit,
  MessageChoice,
  MessageEdit,
  MessagePage,
  RenameConversation,
  RetryAnswer,
  RetryAnswerInput,
  SendMessage,
  SendMessageInput,
  UpdateConversation,
  UpdateConversationInput,
} from "./chat.ts";
import type { Collection, CollectionPage, ListPage, ListPageInput } from "./collection.ts";
import type {
  Comparison,
  ComparisonId,
  ComparisonTable,
  ExportComparisons,
  ExportedComparisons,
  StartComparison,
  StartComparisonInput,
  StopComparison,
  VoteOnComparison,
} from "./compare.ts";
import type { Component, ComponentChoice } from "./components.ts";
import type { ExportConversations, ExportedFile, ExportedFileId } from "./conversation-export.ts";
import type { ChosenFiles, ChosenFilesId, DroppedFiles, DroppedPaths, ImportedFile } from "./conversation-import.ts";
import type {
  ArrangeConversations,
  ConversationFolder,
  ConversationFolders,
  ConversationPage,
  ConversationPageInput,
  ConversationSearch,
  ConversationSearchInput,
  CreateFolder,
  CreateFolderInput,
  FolderId,
  FoundConversation,
  RenameFolder,
} from "./conversation-list.ts";
import type { Download, DownloadId, DownloadPlace, DownloadRequest } from "./download.ts";
import type { EngineState, LoadRequest, LoadRequestInput, SessionId } from "./engine.ts";
import type { Exact } from "./exact.ts";
import type { ExactCheck, FitArithmetic, FrontierStep, VariantFit } from "./fit.ts";
import type { CommonMachine, DeviceLimit, HardwareProfile } from "./hardware.ts";
import type { LedgerQuery, LedgerQueryInput, LedgerView } from "./ledger.ts";
import type { Job, JobId } from "./jobs.ts";
import type {
  ChosenFile,
  CollectMatrix,
  DryRun,
  DryRunRequest,
  MadeHere,
  MakeRequest,
  Making,
  MeasureChoice,
  MeasureEstimate,
  MeasuredHere,
  MeasurementId,
  Parting,
} from "./lab.ts";
import type { Inspection, LibraryReview, LibraryUpdates, ReplaceVariant, SwitchVariant } from "./library-care.ts";
import type {
  InstalledFitsRequest,
  InstalledFitsRequestInput,
  InstalledVariant,
  LibraryFolder,
  LibraryFolderId,
  MoveVariant,
  RemoveVariant,
  VariantId,
} from "./library.ts";
import type { ExportedPresets, ImportedPresets } from "./preset-files.ts";
import type { AskingProfile, ChoosePreset, OwnPreset, PresetId, SavePreset } from "./presets.ts";
import type { PromptId, SavePrompt, SavedPrompt } from "./prompts.ts";
import type { OpenRequest, RequestAnswer } from "./requests.ts";
import type { PromptPage, PromptRequest } from "./sent-prompt.ts";
import type { HubToken, ProxyPassword, SettingsPatch, SettingsView } from "./settings.ts";
import type { Elsewhere, FoundModelIds, FoundModels } from "./stores.ts";
import type { SuggestRequest, SuggestRequestInput, MachineSuggestions } from "./suggestions.ts";

/** How the database was mended when it was opened, or that a backup took its place before that. */
export interface DatabaseNotice {
  kind: "restored" | "replaced" | "moved-aside" | "backup-restored";
  /** Where what was in its place is now. */
  movedAside: string | null;
}

export interface AppInfo {
  version: string;
  platform: string;
  /** "45.4.1", and whether it is the fall-back runtime for development. */
  electron: string;
  developmentRuntime: boolean;
  dataFolder: string;
  /** Null when all was well. */
  databaseNotice: DatabaseNotice | null;
}

export interface Link {
  url: string;
}

/** What a call takes, what it answers, and what its handler gets: the input with what was left out filled in. */
interface Call<Input, Answer, Parsed = Input> {
  input: Input;
  answer: Answer;
  parsed: Parsed;
}

/** Every call, by its names in `channels.ts`. Answers come from our own side and are not parsed again. */
export interface Calls {
  app: {
    info: Call<undefined, AppInfo>;
    /** https and mailto only, after a question that shows the address. */
    openLink: Call<Link, { opened: boolean }>;
    /** The window says that it can be used; the benchmark's mark. */
    ready: Call<undefined, null>;
  };
  machine: {
    get: Call<undefined, HardwareProfile>;
    refresh: Call<undefined, HardwareProfile>;
    measureBandwidth: Call<undefined, HardwareProfile>;
    /** Computers to ask "what if" about. */
    common: Call<undefined, CommonMachine[]>;
    /** What plans may use of each device as it is now: the processor first, then the GPUs that the engine can use. */
    limits: Call<undefined, DeviceLimit[]>;
  };
  catalog: {
    search: Call<SearchQueryInput, SearchPage, SearchQuery>;
    ladder: Call<LadderRequestInput, Ladder, LadderRequest>;
    /** The fits for a list of results, for those that are known without asking the Hub for each. */
    fits: Call<ListFitsRequestInput, Record<string, RepositorySummary["fit"]>, ListFitsRequest>;
    /** The arithmetic behind one variant's fit; null when it cannot run or the model's shape is unknown. */
    explain: Call<ExplainRequestInput, FitArithmetic | null, ExplainRequest>;
    /** What each gigabyte buys, for the model of a repository that `ladder` has opened. */
    frontier: Call<LadderRequestInput, FrontierStep[], LadderRequest>;
    /** The engine's own estimate of each variant's plan on the devices of this machine, by variant key. */
    check: Call<LadderRequestInput, Record<string, ExactCheck>, LadderRequest>;
    /** The models of the bundled catalogue to take on a machine, for a job. */
    suggest: Call<SuggestRequestInput, MachineSuggestions, SuggestRequest>;
    /** The Hub's name of the licence of a repository's model, as far as it is known without asking the Hub. */
    licence: Call<RepositoryChoice, string | null>;
  };
  components: {
    /** Parts of the engine for this computer that are fetched when they are wanted. */
    list: Call<undefined, Component[]>;
    /** Starts its download, or goes on with it. */
    install: Call<ComponentChoice, Component>;
    pause: Call<ComponentChoice, null>;
    /** Deletes it, or what was received of it. */
    remove: Call<ComponentChoice, null>;
  };
  downloads: {
    /** In the order in which they run. */
    list: Call<undefined, Collection<Download>>;
    start: Call<DownloadRequest, Download>;
    /** Changes the order in which they run; one that runs already goes on. */
    place: Call<DownloadPlace, null>;
    pause: Call<DownloadId, null>;
    resume: Call<DownloadId, null>;
    /** Also deletes what was received. */
    cancel: Call<DownloadId, null>;
    /** Takes the finished and failed ones off the list. */
    clear: Call<undefined, null>;
  };
  library: {
    /**
     * A page of them, the newest first. With the first one main checks whether all files are still there, and reports
     * what has changed.
     */
    list: Call<ListPageInput | undefined, CollectionPage<InstalledVariant>, ListPage>;
    /** Opens the system's file dialog; null when it was dismissed. */
    import: Call<undefined, Job<"import"> | null>;
    /** Answers with the job that is under way, or begins one. */
    verify: Call<VariantId, Job<"verify">>;
    /** The same, to another folder; what is loaded of it is unloaded before the old files go. */
    move: Call<MoveVariant, Job<"move">>;
    remove: Call<RemoveVariant, null>;
    /** Asks the Hub what has changed there since. */
    updates: Call<undefined, LibraryUpdates>;
    /** Conversations and choices with one variant go on with another one; both stay installed. */
    switch: Call<SwitchVariant, null>;
    /** The same, and deletes the first one, where the other is there whole by a look at it now: else `file-changed`. */
    replace: Call<ReplaceVariant, null>;
    /** What there is twice, which of several variants to keep, and what was not used for long. */
    review: Call<undefined, LibraryReview>;
    /** What the header of its file says. */
    inspect: Call<VariantId, Inspection>;
    reveal: Call<VariantId, null>;
    /** What these installed variants would cost now, by id. */
    fits: Call<InstalledFitsRequestInput, Record<string, VariantFit>, InstalledFitsRequest>;
  };
  stores: {
    /** What other programs hold: a look that is quick and may leave some out. */
    look: Call<undefined, Elsewhere>;
    /** The same thoroughly: each model with its header read. */
    scan: Call<undefined, FoundModels>;
    /** Takes some of what was found into the library, where it is. */
    use: Call<FoundModelIds, Job<"link">>;
    /** The same with files and folders that were dropped on the window. */
    drop: Call<DroppedFiles, Job<"link">, DroppedPaths>;
  };
  lab: {
    /** What was measured here, the latest first. */
    list: Call<undefined, MeasuredHere[]>;
    /** Where the two of a measurement part; null where that was not kept. */
    parting: Call<MeasurementId, Parting | null>;
    /** How long a measurement would take. Throws what would keep it from being begun. */
    estimate: Call<MeasureChoice, MeasureEstimate>;
    /** Opens the system's file dialog; null when it was dismissed. */
    chooseText: Call<undefined, ChosenFile | null>;
    measure: Call<MeasureChoice, Job<"measure">>;
    /** What can be made of an installed variant, with what each would cost here. */
    making: Call<VariantId, Making>;
    /** The size of a file before it is made, by the engine itself. */
    dryRun: Call<DryRunRequest, DryRun>;
    /** As `chooseText`, an importance matrix. */
    chooseMatrix: Call<undefined, ChosenFile | null>;
    collectMatrix: Call<CollectMatrix, Job<"imatrix">>;
    /** Makes a file of another type for the library. */
    make: Call<MakeRequest, Job<"quantise">>;
    /** Where those that were made here came from. */
    made: Call<undefined, MadeHere[]>;
  };
  /** Where models are kept, on whichever drives. */
  modelFolders: {
    /** The one that new downloads go to first. */
    list: Call<undefined, LibraryFolder[]>;
    /** Opens the system's dialog, and adds what is chosen there; null when it was dismissed. */
    add: Call<undefined, LibraryFolder | null>;
    /** Takes what is in it out of the library; the files stay. */
    remove: Call<LibraryFolderId, null>;
    /** New downloads go there. */
    choose: Call<LibraryFolderId, null>;
    /** Shows it in the system's file manager. */
    open: Call<LibraryFolderId, null>;
  };
  jobs: {
    /** Those that are under way, and those that have ended and were not dismissed; what was begun first comes first. */
    list: Call<undefined, Collection<Job>>;
    /** Answers when it has ended. */
    cancel: Call<JobId, null>;
    /** Takes one that has ended off the list. */
    dismiss: Call<JobId, null>;
  };
  requests: {
    /** Main's open questions, the oldest first. */
    list: Call<undefined, Collection<OpenRequest>>;
    /** Resolves when what the answer leads to is done. A question that is no longer open is `not-found`. */
    answer: Call<RequestAnswer, null>;
  };
  engine: {
    state: Call<undefined, EngineState>;
    load: Call<LoadRequestInput, EngineState, LoadRequest>;
    cancelLoad: Call<undefined, null>;
    unload: Call<undefined, null>;
    /** Unloads one of several; does nothing if it has ended already. */
    unloadSession: Call<SessionId, null>;
  };
  chat: {
    /** A page of them, the last used first. */
    list: Call<ConversationPageInput, CollectionPage<Conversation>, ConversationPage>;
    /** A page of what says this, the last used first. */
    search: Call<ConversationSearchInput, CollectionPage<FoundConversation>, ConversationSearch>;
    folders: Call<undefined, ConversationFolders>;
    createFolder: Call<CreateFolderInput, ConversationFolder, CreateFolder>;
    renameFolder: Call<RenameFolder, null>;
    /** What is in it moves to where it was. */
    removeFolder: Call<FolderId, null>;
    /** Puts conversations elsewhere in the list; those that are gone are left out. */
    arrange: Call<ArrangeConversations, null>;
    /** The end of the branch that is shown. */
    get: Call<ConversationId, ConversationView>;
    /** The page above a message. */
    earlier: Call<EarlierMessagesInput, MessagePage, EarlierMessages>;
    create: Call<CreateConversationInput, Conversation, CreateConversation>;
    rename: Call<RenameConversation, Conversation>;
    update: Call<UpdateConversationInput, Conversation, UpdateConversation>;
    remove: Call<ConversationId, null>;
    /** Answers at once with the question and an empty streaming answer; the rest comes as events. */
    send: Call<SendMessageInput, BranchChange, SendMessage>;
    stop: Call<ConversationId, null>;
    /** Where it is thinking, it ends that and begins with the answer. */
    answerNow: Call<ConversationId, null>;
    /** A page of what the model is sent for an answer, token by token; only of a model that is in memory. */
    prompt: Call<PromptRequest, PromptPage>;
    retry: Call<RetryAnswerInput, BranchChange, RetryAnswer>;
    edit: Call<EditMessage, BranchChange>;
    /** Another text in the message's place, a branch beside it that nobody answers; an answer is marked as edited. */
    replace: Call<EditMessage, BranchChange>;
    /** Goes on with an answer that ended early, or was ended: it grows. Only one that nothing follows. */
    continue: Call<MessageChoice, BranchChange>;
    /** A new conversation that begins with the branch down to this message. */
    branchOff: Call<MessageChoice, Conversation>;
    /** With all that is below it. Where the branch that is shown goes through it, the one beside it is shown, else what is above it. */
    removeMessage: Call<MessageChoice, BranchChange>;
    selectBranch: Call<MessageChoice, BranchChange>;
    /** Another text in a summary's place; the message is the last one that it stands for. */
    editSummary: Call<EditSummary, BranchChange>;
    /** It is written anew when it is needed. */
    removeSummary: Call<MessageChoice, BranchChange>;
    /** What was typed there and not sent. */
    draft: Call<DraftOf, Draft>;
    /** What was typed in the places of a conversation's messages and not saved. */
    edits: Call<ConversationId, MessageEdit[]>;
    keepEdit: Call<KeepEdit, null>;
    keepDraft: Call<KeepDraftInput, null, KeepDraft>;
  };
  /** One prompt, several variants: their answers, and which is better. */
  compare: {
    /** A page of them, the newest first. */
    list: Call<ListPageInput | undefined, CollectionPage<Comparison>, ListPage>;
    /** Answers at once; what the variants say comes as events. */
    start: Call<StartComparisonInput, Comparison[], StartComparison>;
    /** Ends one, or all that is under way and waits. */
    stop: Call<StopComparison, null>;
    /** Asks again for the answers that failed or were ended. */
    resume: Call<ComparisonId, Comparison>;
    /** Of a blind one whose answers are all whole; it then says who answered. */
    vote: Call<VoteOnComparison, Comparison>;
    /** Says who answers, without a vote. */
    reveal: Call<ComparisonId, Comparison>;
    remove: Call<ComparisonId, null>;
    /** What all of them say: of each variant, and of each pair that was voted on. */
    table: Call<undefined, ComparisonTable>;
    /** Opens the system's dialog for a place, and writes the table; null when it was dismissed. */
    export: Call<ExportComparisons, ExportedComparisons | null>;
  };
  presets: {
    /** A person's own, the oldest first; those that were removed are among them. */
    list: Call<undefined, OwnPreset[]>;
    save: Call<SavePreset, OwnPreset>;
    remove: Call<PresetId, null>;
    /** How an installed variant wants to be asked. */
    profile: Call<VariantId, AskingProfile>;
    /** What conversations with it begin with. */
    choose: Call<ChoosePreset, AskingProfile>;
  };
  prompts: {
    /** The oldest first. */
    list: Call<undefined, SavedPrompt[]>;
    save: Call<SavePrompt, SavedPrompt>;
    remove: Call<PromptId, null>;
  };
  /** A person's own presets and prompts, all of them as one file. */
  presetFiles: {
    /** Opens the system's dialog for a place, and writes; null when it was dismissed. */
    export: Call<undefined, ExportedPresets | null>;
    /** Opens the system's file dialog, and adds what is new; null when it was dismissed. */
    import: Call<undefined, ImportedPresets | null>;
  };
  chatFiles: {
    /** Opens the system's file dialog; null when it was dismissed. */
    choose: Call<undefined, ChosenFiles | null>;
    /** Files that were dropped on the window. */
    drop: Call<DroppedFiles, ChosenFiles, DroppedPaths>;
    /** Reads them, and says what would be taken over. Nothing is kept. */
    preview: Call<ChosenFilesId, ImportedFile[]>;
    /** Takes over what is in them. */
    import: Call<ChosenFilesId, Job<"chat-import">>;
    /** Opens the system's dialog for a place, and writes; null when it was dismissed. */
    export: Call<ExportConversations, ExportedFile | null>;
    /** Shows a file that was written in the system's file manager. */
    reveal: Call<ExportedFileId, null>;
  };
  backup: {
    /** Opens the system's dialog for a place, and writes everything but the models there; null when it was dismissed. */
    save: Call<undefined, BackupFile | null>;
    /** Opens the system's file dialog, checks what is chosen there, and lets it wait for the next start; null when it was dismissed. */
    restore: Call<undefined, WaitingRestore | null>;
    /** Null where nothing waits. */
    waiting: Call<undefined, WaitingRestore | null>;
    /** All stays as it is. */
    cancelRestore: Call<undefined, null>;
  };
  ledger: {
    list: Call<LedgerQueryInput, LedgerView, LedgerQuery>;
  };
  settings: {
    get: Call<undefined, SettingsView>;
    patch: Call<SettingsPatch, SettingsView>;
    setHubToken: Call<HubToken, SettingsView>;
    /** Of the proxy that `proxyAddress` names; null takes it away. */
    setProxyPassword: Call<ProxyPassword, SettingsView>;
    /** Opens the system's dialog for a certificate's file; null when it was dismissed. */
    chooseAuthority: Call<undefined, SettingsView | null>;
    removeAuthority: Call<undefined, SettingsView>;
    /** Shows it in the system's file manager. */
    openModelsFolder: Call<undefined, null>;
    /**
     * Opens the system's dialog, and lets new downloads go to the folder that is chosen there. What is installed stays where it is. Null when
     * it was dismissed.
     */
    chooseModelsFolder: Call<undefined, SettingsView | null>;
  };
}

/** Neither a name without a call compiles, nor a call without a name. */
type Named = { [D in Domain]: CallNames[D][number] };
export const callsAreComplete: Exact<{ [D in keyof Calls]: keyof Calls[D] }, Named> = true;

/**
 * The calls as the window makes them. `Signal` is the `AbortSignal` of the side that uses the type: an abort ends the wait at once with
 * `cancelled`, and main ends what it was doing for it.
 */
export type Api<Signal> = {
  [D in Domain]: {
    [N in keyof Calls[D]]: Calls[D][N] extends Call<infer Input, infer Answer, unknown>
      ? undefined extends Input
        ? (input?: Input, signal?: Signal) => Promise<Answer>
        : (input: Input, signal?: Signal) => Promise<Answer>
      : never;
  };
};

/** What main must implement: the same calls with parsed inputs, and a signal that fires when the caller gives up. */
export type Handlers<Signal> = {
  [D in Domain]: {
    [N in keyof Calls[D]]: Calls[D][N] extends Call<unknown, infer Answer, infer Parsed>
      ? (input: Parsed, signal: Signal) => Promise<Answer>
      : never;
  };
};
