import { AppError, appError } from "../core/index.ts";

/** The file opens, but SQLite's own check finds it inconsistent. */
export class DamagedDatabase extends Error {
  override readonly name = "DamagedDatabase";
}

/** Whether the file itself is broken, as against busy, forbidden or on a full disk. */
export function isDamage(thrown: unknown): thrown is Error {
  if (thrown instanceof DamagedDatabase) return true;
  if (!(thrown instanceof Error)) return false;
  const code = codeOf(thrown);
  return (
    code.startsWith("SQLITE_CORRUPT") ||
    code.startsWith("SQLITE_NOTADB") ||
    code === "SQLITE_IOERR_SHORT_READ" ||
    /malformed|not a database/i.test(thrown.message)
  );
}

/**
 * On a full disk the file that several processes share cannot grow, and then not even reading works. One process alone needs
 * no such file: it starts, shows what there is, and takes up writing when there is room.
 */
export function lacksRoomToShare(thrown: unknown): boolean {
  return thrown instanceof Error && codeOf(thrown) === "SQLITE_IOERR_SHMSIZE";
}

/** The file system, or what SQLite makes of its answer: who we are may not do this. */
const forbidden = /^(EACCES|EPERM|EROFS|SQLITE_(CANTOPEN|READONLY|PERM|AUTH|IOERR_ACCESS)(_.*)?)$/;

/** What SQLite or the file system threw, as the one error that leaves this folder. `path` is named where that helps. */
export function toDatabaseError(thrown: unknown, path: string | null = null): AppError {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof Error)) return appError("database-failed", "failed");
  const code = codeOf(thrown);
  if (code.startsWith("SQLITE_FULL") || code === "ENOSPC") {
    return appError("disk-full", "database", { code }, { cause: thrown });
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return appError("database-failed", "held", { code }, { cause: thrown });
  }
  if (forbidden.test(code)) {
    return appError("database-failed", "forbidden", { code, path }, { cause: thrown });
  }
  return appError("database-failed", "unusable", { code, reason: thrown.message }, { cause: thrown });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
