import type { BackupProgress } from "./backup.ts";
import type { EventName } from "./channels.ts";
import type { BranchChange, ChatDelta, Conversation } from "./chat.ts";
import type { Comparison, ComparisonDelta } from "./compare.ts";
import type { CollectionChange } from "./collection.ts";
import type { Component } from "./components.ts";
import type { ConversationFolders } from "./conversation-list.ts";
import type { Download } from "./download.ts";
import type { EngineState } from "./engine.ts";
import type { Exact } from "./exact.ts";
import type { HardwareProfile } from "./hardware.ts";
import type { LedgerView } from "./ledger.ts";
import type { Job } from "./jobs.ts";
import type { InstalledVariant } from "./library.ts";
import type { OwnPreset } from "./presets.ts";
import type { SavedPrompt } from "./prompts.ts";
import type { OpenRequest } from "./requests.ts";
import type { SettingsView } from "./settings.ts";

/**
 * What main reports to the window. An event carries the whole state of its subject, so one may be lost; of what may be
 * long it carries only the changes, numbered (`CollectionChange`) or placed (`chatDelta`), so that a lost one shows.
 */
export interface Events {
  machine: HardwareProfile;
  components: Component[];
  downloads: CollectionChange<Download>;
  library: CollectionChange<InstalledVariant>;
  jobs: CollectionChange<Job>;
  /** Main's open questions; an answer removes one. */
  requests: CollectionChange<OpenRequest>;
  engine: EngineState;
  chatDelta: ChatDelta;
  /** A branch changed other than by a delta: an answer ended, was stopped, or failed. */
  chatChanged: BranchChange;
  conversations: CollectionChange<Conversation>;
  comparisons: CollectionChange<Comparison>;
  comparisonDelta: ComparisonDelta;
  /** A person's own, the removed ones among them. */
  presets: OwnPreset[];
  prompts: SavedPrompt[];
  conversationFolders: ConversationFolders;
  ledger: LedgerView;
  /** Of the backup that is being written or checked; null when it has ended. */
  backupProgress: BackupProgress | null;
  settings: SettingsView;
}

export const eventsAreComplete: Exact<keyof Events, EventName> = true;

/** What the preload script puts on `window`: two functions, bound to the names in `channels.ts`. */
export interface Wire {
  /** With an `id` of the caller's own, other than those of all calls that the page waits for, a call can be cancelled by `cancelCall`. */
  call(domain: string, name: string, input: unknown, id?: number): Promise<unknown>;
  on(event: string, listener: (payload: unknown) => void): () => void;
}

/**
 * Domain and name of the call whose input is the id of another one, whose answer is not wanted any more. It answers
 * null at once.
 */
export const cancelCall = ["calls", "cancel"] as const;
