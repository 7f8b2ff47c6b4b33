/**
 * Every way in which a service can fail, as the window and the command line tell them apart.
 * The text for people is in `message`; code switches on `code` alone.
 */
export const errorCodes = [
  "internal",
  "invalid-input",
  "not-found",
  "cancelled",
  "busy",
  // the Hub
  "hub-offline",
  "hub-timeout",
  "hub-rate-limited",
  "hub-not-found",
  "hub-gated",
  "hub-bad-token",
  "hub-bad-answer",
  "hub-refused-address",
  // a transfer
  "disk-full",
  "disk-failed",
  "checksum-mismatch",
  "remote-changed",
  "transfer-failed",
  // a file
  "not-gguf",
  "malformed-gguf",
  "unsupported-model",
  "incomplete-model",
  "file-missing",
  "file-changed",
  // the engine
  "out-of-memory",
  "load-failed",
  "engine-crashed",
  "no-model-loaded",
  "context-full",
  "template-failed",
  // the store
  "database-failed",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Units are in the names. */
export type ErrorDetail = string | number | boolean | null;

/** An error as it crosses a process boundary or is printed by `--json`. */
export interface ErrorDto {
  code: ErrorCode;
  /** One or two short sentences: what happened and what to do. */
  message: string;
  /** Figures and names behind the message. */
  details: Record<string, ErrorDetail>;
}
