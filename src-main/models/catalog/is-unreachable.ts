import type { AppError } from "../../ground/core/index.ts";

/** Reasons for which what is already known is shown instead; any other error is the answer. */
const unreachable: ReadonlySet<string> = new Set([
  "hub-offline",
  "hub-timeout",
  "hub-rate-limited",
  "hub-bad-answer",
  "hub-refused-address",
]);

/** Whether the Hub cannot be asked now. */
export const isUnreachable = ({ code }: AppError): boolean => unreachable.has(code);
