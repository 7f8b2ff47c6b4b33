export { type LibraryOptions, createLibrary } from "./create-library.ts";
export {
  type ConversationPosition,
  type Database,
  type LedgerBaseline,
  type LedgerMemory,
  type LedgerRecord,
  type LedgerSpeed,
  type MessageRecord,
  type OpeningReport,
  ConversationsTable,
  LedgerTable,
  MessagesTable,
  TuningsTable,
  createDownloadJournal,
  openDatabase,
} from "./db/index.ts";
export { describeOpening } from "./describe-opening.ts";
export type { InstalledFile, Library } from "./library.ts";
