import type { ErrorCode, ErrorDto } from "../../../src-shared/contract/index.ts";

/** The transfer speaks of models and of the Hub; this is neither. */
const words: Readonly<Partial<Record<ErrorCode, string>>> = {
  "hub-offline": "The registry could not be reached. What was received is kept: try again when you are online.",
  "hub-timeout": "The registry does not answer. What was received is kept: try again later.",
  "hub-rate-limited": "The registry asks to slow down. Wait a few minutes, then try again.",
  "hub-bad-answer": "The registry sent something else than the file. A network that wants you to sign in does that.",
  "remote-changed": "The registry's file changes while it is fetched. Try again later.",
  "transfer-failed": "The connection to the registry was lost. What was received is kept: try again.",
  "checksum-mismatch":
    "What arrived is not what it should be: its checksum is wrong. Nothing was installed. Try again, and if it stays so, another network.",
};

/** A failed download of a component as people are told it. */
export function componentError(error: ErrorDto): ErrorDto {
  return { ...error, message: words[error.code] ?? error.message };
}
