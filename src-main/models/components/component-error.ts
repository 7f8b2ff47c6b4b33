import type { ErrorCode, ErrorDto } from "../../../src-shared/contract/index.ts";

/** What speaks of models and of the Hub where a model is fetched: this is neither. */
const ofTransfers = [
  "hub-offline",
  "hub-timeout",
  "hub-rate-limited",
  "hub-bad-answer",
  "remote-changed",
  "transfer-failed",
  "checksum-mismatch",
] as const satisfies readonly ErrorCode[];

/** A failed download of a component, worded for people: it names the registry that it came from. */
export function componentError(error: ErrorDto): ErrorDto {
  const code = ofTransfers.find((one) => one === error.code);
  return code === undefined ? error : { code, key: "registry", details: {} };
}
