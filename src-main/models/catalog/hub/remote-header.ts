import { MiB } from "../../../../src-shared/figures/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { type GgufHeader, GgufHeaderParser } from "../gguf/index.ts";
import type { HttpLimits } from "../http/http-limits.ts";
import { LeastSpeed } from "../http/least-speed.ts";
import { networkError } from "../http/network-error.ts";
import type { HubClient, HubFile, RangeAnswer } from "./types.ts";

/** All that is read of a remote file for its header, whatever the server sends. Published headers have up to 16 MiB. */
export const maxRemoteHeaderBytes = 32 * MiB;
/** Ends of the ranges that are asked for: nearly every header is within the first, and the answer is left as soon as it is complete. */
const rangeEnds = [8 * MiB, maxRemoteHeaderBytes];

export interface RemoteFile extends HubFile {
  repository: string;
  commit: string;
}

export interface RemoteHeader extends GgufHeader {
  /**
   * The file's first bytes, at least to where the tensors' descriptions end: what the engine needs for its own
   * estimate.
   */
  bytes: Uint8Array;
}

/**
 * Reads the header of a GGUF file on the Hub and as little else as possible. Costs one request to the Hub and one to its content
 * host for headers up to 8 MiB, one more beyond. A server that ignores Range and sends the whole file is cut off at the same bounds.
 * Throws the Hub client's errors and the parser's (not-gguf, malformed-gguf, unsupported-model).
 */
export async function readRemoteHeader(hub: HubClient, file: RemoteFile, signal?: AbortSignal): Promise<RemoteHeader> {
  const parser = new GgufHeaderParser({ fileSizeBytes: file.sizeBytes });
  const received: Buffer[] = [];
  let address = hub.unresolved(file);
  if (file.sizeBytes === 0) throw appError("malformed-gguf", "empty-on-hub", { path: file.path });
  for (const end of rangeEnds) {
    const start = parser.givenBytes;
    const endInclusive = Math.min(end, file.sizeBytes) - 1;
    if (start > endInclusive) break;
    const answer = await hub.openRange(address, start, endInclusive, signal);
    if (answer.status !== 206 && answer.status !== 200) throw await hub.errorOf(answer, file.repository, file.path);
    const header = await feedFrom(answer, { parser, start, file, received, limits: hub.limits });
    if (header !== null) return { ...header, bytes: Buffer.concat(received).subarray(0, header.headerBytes) };
    // The signed address at once, not the Hub's again.
    address = { ...address, url: answer.finalUrl };
  }
  throw appError("malformed-gguf", "header-not-read-to-end", { path: file.path, maxBytes: maxRemoteHeaderBytes });
}

interface Reading {
  parser: GgufHeaderParser;
  /** Of the range, in the file. */
  start: number;
  file: RemoteFile;
  /** All bytes so far. */
  received: Buffer[];
  limits: HttpLimits;
}

/** Feeds the parser until it has the header (then the connection is dropped), the range ends, or the bound is reached. */
async function feedFrom(answer: RangeAnswer, reading: Reading): Promise<GgufHeader | null> {
  const { parser, start, file, received, limits } = reading;
  const { body, range, status } = answer;
  // A proxy's compression would be fed as if it were the file.
  const encoded = (answer.headers["content-encoding"] ?? "identity").toLowerCase() !== "identity";
  const begins = status === 206 ? range?.start === start : start === 0;
  if (encoded || !begins || /html/i.test(answer.headers["content-type"] ?? "")) {
    body.destroy();
    throw appError("hub-bad-answer", "other-part", { path: file.path, status });
  }
  const host = new URL(answer.finalUrl).host;
  const speed = new LeastSpeed(body, host, limits.leastHeaderBytesPerSecond, limits);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      speed.received(chunk.length);
      const left = maxRemoteHeaderBytes - parser.givenBytes;
      const piece = chunk.subarray(0, left);
      received.push(piece);
      const progress = parser.feed(piece);
      if (progress.status === "ok") return progress.header;
      if (chunk.length >= left) return null;
    }
    return null;
  } catch (error) {
    throw networkError(error, host);
  } finally {
    speed.end();
    body.destroy();
  }
}
