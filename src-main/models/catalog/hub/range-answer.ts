import { retryAfterSeconds } from "../http/rate-limit.ts";
import type { HttpAnswer } from "../http/types.ts";
import type { RangeAnswer } from "./types.ts";

/** What an answer to a request for these bytes of a file of `sizeBytes` gives. */
export function rangeAnswer(answer: HttpAnswer, start: number, endInclusive: number, sizeBytes: number): RangeAnswer {
  const { headers, status } = answer;
  const match = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)\s*$/i.exec(headers["content-range"] ?? "");
  const range = match
    ? {
        start: Number(match[1]),
        endInclusive: Number(match[2]),
        totalBytes: match[3] === "*" ? null : Number(match[3]),
      }
    : null;
  const encoding = headers["content-encoding"] ?? "identity";
  const length = headers["content-length"];
  const exact =
    status === 206 &&
    range?.start === start &&
    range.endInclusive === endInclusive &&
    (range.totalBytes === null || range.totalBytes === sizeBytes) &&
    encoding.toLowerCase() === "identity" &&
    (length === undefined || Number(length) === endInclusive - start + 1);
  return { ...answer, range, exact, etag: headers.etag ?? null, retryAfterSeconds: retryAfterSeconds(headers) };
}
