import type { ErrorCode } from "../../../src-shared/contract/index.ts";
import { AppError, appError, systemCode, toAppError } from "../../ground/core/index.ts";
import { isDiskFull } from "../../ground/files/index.ts";

/** A failed attempt that another attempt may mend. */
export class TransferFailure extends Error {
  override readonly name = "TransferFailure";
  /** What the download ends with when no attempt mends it. */
  readonly appError: AppError;
  /** The server's own wish; null when it has none. */
  readonly retryAfterMs: number | null;
  /** Whether it uses up an attempt. An expired link does not: that has its own bound. */
  readonly counts: boolean;

  constructor(
    appError: AppError,
    { retryAfterMs = null, counts = true }: { retryAfterMs?: number | null; counts?: boolean } = {},
  ) {
    super(appError.message, { cause: appError });
    this.appError = appError;
    this.retryAfterMs = retryAfterMs;
    this.counts = counts;
  }
}

/** What no further attempt will mend, whatever its code says elsewhere. */
export class TransferEnd extends Error {
  override readonly name = "TransferEnd";
  readonly appError: AppError;

  constructor(appError: AppError) {
    super(appError.message, { cause: appError });
    this.appError = appError;
  }
}

/** The content behind the address is another one than what was received so far: the file starts again. */
export class ContentChanged extends Error {
  override readonly name = "ContentChanged";
  /** Position in the download. */
  readonly position: number;

  constructor(position: number) {
    super("the content changed");
    this.position = position;
  }
}

/** Codes of the Hub client that the next attempt may mend. The rest (gated, gone, refused address ...) need the person. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "hub-offline",
  "hub-timeout",
  "hub-rate-limited",
  "hub-bad-answer",
  "transfer-failed",
]);

/** What Node's sockets throw when a connection breaks. */
const brokenConnection =
  /^(ECONN|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE|HPE_)/;

/** Sorts whatever an attempt threw: into a failure to be tried again, or into the error that ends the download. */
export function sortFailure(thrown: unknown): TransferFailure | ContentChanged | AppError {
  if (thrown instanceof TransferFailure || thrown instanceof ContentChanged) return thrown;
  if (thrown instanceof TransferEnd) return thrown.appError;
  if (thrown instanceof AppError) {
    // A circle of redirects is how the server is set up.
    if (!passing.has(thrown.code) || thrown.key === "circles") return thrown;
    const seconds = thrown.details["retryAfterSeconds"];
    return new TransferFailure(thrown, { retryAfterMs: typeof seconds === "number" ? seconds * 1000 : null });
  }
  const code = systemCode(thrown);
  if (thrown instanceof Error && brokenConnection.test(code)) {
    return new TransferFailure(appError("transfer-failed", "connection-lost", { reason: code }, { cause: thrown }));
  }
  return toDiskError(thrown);
}

/** A failed file operation as the error that a download ends with. */
export function toDiskError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = systemCode(thrown);
  if (isDiskFull(thrown)) {
    return appError("disk-full", "transfer", { reason: code }, { cause: thrown });
  }
  if (/^E[A-Z]+$/.test(code)) {
    return appError("disk-failed", "models-folder", { reason: code }, { cause: thrown });
  }
  return toAppError(thrown);
}
