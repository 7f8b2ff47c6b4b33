import { createCipheriv, createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { cachedHash } from "./hash-cache.ts";

/** The content of one file that the stand-in serves. */
export interface Body {
  /** What it is made of; two bodies with the same key have the same bytes. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Lower-case hex, of the real bytes. */
  sha256(): Promise<string>;
  /** The bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): Readable;
}

const chunkBytes = 256 * 1024;

async function hashOf(body: Pick<Body, "read" | "sizeBytes">): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of body.read(0, body.sizeBytes)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

export function bufferBody(content: Buffer | string): Body {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    key: sha256,
    sizeBytes: bytes.length,
    sha256: () => Promise.resolve(sha256),
    read: (start, end) => Readable.from(chunks(bytes.subarray(start, end)), { objectMode: false }),
  };
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** `knownSha256` saves hashing a file whose hash is published. */
export function fileBody(path: string, knownSha256?: string): Body {
  const { size, mtimeMs } = statSync(path);
  let hash: Promise<string> | undefined = knownSha256 === undefined ? undefined : Promise.resolve(knownSha256);
  const body: Body = {
    key: `${path}|${size}|${mtimeMs}`,
    sizeBytes: size,
    sha256: () => (hash ??= cachedHash(body.key, () => hashOf(body))),
    read: (start, end) =>
      start >= end ? Readable.from([]) : createReadStream(path, { start, end: end - 1, highWaterMark: chunkBytes }),
  };
  return body;
}

/**
 * A header followed by pseudo-random bytes that need no disk: AES-128 in counter mode over zeros, which is random
 * access (the counter is the offset over 16) and faster than any disk.
 */
export function seededBody(seed: string, sizeBytes: number, header: Buffer = Buffer.alloc(0)): Body {
  if (sizeBytes < header.length)
    throw new Error(`${seed}: ${sizeBytes} bytes cannot hold a header of ${header.length}`);
  const cipherKey = createHash("sha256").update(seed).digest().subarray(0, 16);
  const headerHash = createHash("sha256").update(header).digest("hex").slice(0, 16);
  let hash: Promise<string> | undefined;
  const body: Body = {
    key: `seed:${seed}|${sizeBytes}|${headerHash}`,
    sizeBytes,
    sha256: () => (hash ??= cachedHash(body.key, () => hashOf(body))),
    read: (start, end) => Readable.from(seededChunks(cipherKey, header, start, end), { objectMode: false }),
  };
  return body;
}

function* seededChunks(key: Buffer, header: Buffer, start: number, end: number): Generator<Buffer> {
  let at = start;
  if (at < header.length) {
    const stop = Math.min(end, header.length);
    yield* chunks(header.subarray(at, stop));
    at = stop;
  }
  if (at >= end) return;
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 16)), 8);
  const cipher = createCipheriv("aes-128-ctr", key, counter);
  cipher.update(Buffer.alloc(at % 16));
  const zeros = Buffer.alloc(chunkBytes);
  while (at < end) {
    const size = Math.min(chunkBytes, end - at);
    yield cipher.update(zeros.subarray(0, size));
    at += size;
  }
}
