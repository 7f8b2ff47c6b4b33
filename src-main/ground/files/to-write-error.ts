import { AppError, appError, systemCode } from "../core/index.ts";
import { isDiskFull } from "./is-disk-full.ts";

/** What the system itself refuses ("EACCES"), as against an error of Node's ("ERR_…") or of nobody's name. */
export const isOfSystem = (thrown: unknown): boolean => /^E[A-Z0-9]+$/.test(systemCode(thrown));

/** `disk-full` or `disk-failed` where the system has refused to write a file that a person asked for; anything else as it is. */
export function toWriteError(thrown: unknown, path: string): unknown {
  if (thrown instanceof AppError) return thrown;
  const code = systemCode(thrown);
  if (isDiskFull(thrown)) return appError("disk-full", "settings", { path, code }, { cause: thrown });
  if (isOfSystem(thrown)) return appError("disk-failed", "file-not-written", { path, code }, { cause: thrown });
  return thrown;
}
