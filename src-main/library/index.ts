export { type LibraryOptions, createLibrary } from "./create-library.ts";
export {
  type Database,
  type MessageRecord,
  type OpeningReport,
  ConversationsTable,
  MessagesTable,
  createDownloadJournal,
  openDatabase,
} from "./db/index.ts";
export type { InstalledFile, Library } from "./library.ts";
