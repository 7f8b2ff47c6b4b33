import { AppError } from "../../../ground/core/index.ts";
import { refusedAddressCode } from "./hop-policy.ts";

const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/;

function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: { code?: unknown }[] };
  if (typeof code === "string") return code;
  // All addresses of a name failed: the first one's reason stands for them.
  return typeof errors?.[0]?.code === "string" ? errors[0].code : "";
}

/** What went wrong on the way to `host`, in words. Errors that are ours already stay as they are. */
export function networkError(error: unknown, host: string): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const details = { host, reason: code };
  const options = { cause: error };
  if ((error as { name?: unknown }).name === "AbortError") return new AppError("cancelled", "Cancelled.", {}, options);
  if (code === refusedAddressCode) {
    return new AppError(
      "hub-refused-address",
      `${host} leads to a private address, and Bitloft does not follow it there. Check your network, or the Hub address in the settings.`,
      details,
      options,
    );
  }
  if (certificateCodes.test(code)) {
    return new AppError(
      "hub-refused-address",
      `The certificate of ${host} cannot be trusted. A log-in page of the network or a filter may stand between; log in there or try another network.`,
      details,
      options,
    );
  }
  if (code.startsWith("HPE_")) return noWebServer(host, code, options);
  if (code === "ETIMEDOUT" || code === "ESOCKETTIMEDOUT") return timeoutError(host, null);
  return new AppError(
    "hub-offline",
    `${host} cannot be reached. Check the connection to the internet, then try again; what is installed works without it.`,
    details,
    options,
  );
}

export function timeoutError(host: string, waitedMs: number | null): AppError {
  const waited = waitedMs === null ? "" : ` within ${Math.round(waitedMs / 1000)} s`;
  return new AppError("hub-timeout", `${host} did not answer${waited}. Try again, or check the connection.`, {
    host,
    waitedMs,
  });
}

/** What comes is there, and too little to wait for. */
export function slowError(host: string): AppError {
  return new AppError("hub-timeout", `${host} answers too slowly. Try again later, or from another network.`, { host });
}

/** Something answers, and it is not how a web server answers a plain request. `reason` in words. */
export function noWebServer(host: string, reason: string, options?: ErrorOptions): AppError {
  return new AppError(
    "hub-bad-answer",
    `${host} did not answer as a web server does. Check the Hub address in the settings.`,
    { host, reason },
    options,
  );
}
