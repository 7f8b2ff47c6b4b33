/**
 * Every way in which a service can fail, as the window and the command line distinguish them. What it says under a code
 * is in `ErrorDetails`, and `src-shared/words` has the words.
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

/** An error as it was thrown, sent or kept, without what its details are. */
export interface AnyError {
  readonly code: ErrorCode;
  readonly key: string;
  readonly details: object;
}
