import { systemCode } from "../core/index.ts";

/** Whether an error says that no room is left: on the drive, or for this person on it. */
export function isDiskFull(thrown: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes(systemCode(thrown));
}
