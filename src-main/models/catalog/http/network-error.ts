import { AppError, appError } from "../../../ground/core/index.ts";
import { refusedAddressCode } from "./hop-policy.ts";

const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/;

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: { code?: unknown }[] };
  if (typeof code === "string") return code;
  // All addresses of a name failed: the first one's reason stands for them.
  return typeof errors?.[0]?.code === "string" ? errors[0].code : "";
}

/** What went wrong on the way to `host`. Errors that are ours already stay as they are. */
export function networkError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const details = { host, reason: code };
  const options = { cause: error };
  if ((error as { name?: unknown }).name === "AbortError") return appError("cancelled", "cancelled", {}, options);
  if (code === refusedAddressCode) {
    return appError("hub-refused-address", "private-address", details, options);
  }
  if (certificateCodes.test(code)) {
    return appError("hub-refused-address", "certificate", details, options);
  }
  if (code.startsWith("HPE_")) return noWebServer(host, code, options);
  if (code === "ETIMEDOUT" || code === "ESOCKETTIMEDOUT") return timeoutError(host, null);
  return appError("hub-offline", "unreachable", details, options);
}

export function timeoutError(host: string, waitedMs: number | null): AppError {
  return appError("hub-timeout", "no-answer", { host, waitedMs });
}

/** What comes is there, and too little to wait for. */
export function slowError(host: string): AppError {
  return appError("hub-timeout", "too-slow", { host });
}

/** Something answers, and it is not how a web server answers a plain request. `reason` in words. */
export function noWebServer(host: string, reason: string, options?: ErrorOptions): AppError {
  return appError("hub-bad-answer", "no-web-server", { host, reason }, options);
}
