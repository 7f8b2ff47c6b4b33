export { Backups } from "./backups.ts";
export { ChildDatabaseWork } from "./child-database-work.ts";
export { doDatabaseWork } from "./do-database-work.ts";
export type { BackupOptions, DatabaseWork, PreparedRestore, SwapOutcome, WrittenBackup } from "./types.ts";
