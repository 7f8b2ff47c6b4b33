export { Backups } from "./backups.ts";
export type { BackupOptions, BackupProgress, PreparedRestore, SwapOutcome, WrittenBackup } from "./types.ts";
