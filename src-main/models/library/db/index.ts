export type { Bindable, Database, OpeningReport, Row } from "./database.ts";
export { type OpenOptions, openDatabase } from "./open-database.ts";
export { backupPath } from "./restore-backup.ts";
export { type ConversationPosition, ConversationsTable } from "./conversations-table.ts";
export { createDownloadJournal } from "./download-journal.ts";
export {
  type LedgerBaseline,
  type LedgerMemory,
  type LedgerRecord,
  type LedgerSpeed,
  LedgerTable,
} from "./ledger-table.ts";
export { SearchedFoldersTable } from "./searched-folders-table.ts";
export { type MessageRecord, MessagesTable } from "./messages-table.ts";
export { type TuningRecord, type TuningRowKey, TuningsTable } from "./tunings-table.ts";
export { type InstalledState, type VariantFileRecord, type VariantRecord, VariantsTable } from "./variants-table.ts";
