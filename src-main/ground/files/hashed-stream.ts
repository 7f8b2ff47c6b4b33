import { createHash } from "node:crypto";
import { Transform } from "node:stream";

export interface HashedStream {
  /** Hands on what it reads. */
  stream: Transform;
  /** The SHA-256 of what went through, in lower-case hex; once, at the end. */
  digest: () => string;
  sizeBytes: () => number;
}

/** Hashes what goes through it, and fails with `tooLarge` after more than `mostBytes`: what says less than it is would go on for ever. */
export function hashedStream(
  mostBytes: number,
  tooLarge: () => Error,
  onRead: (bytes: number) => void = () => undefined,
): HashedStream {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      onRead(chunk.length);
      done(sizeBytes > mostBytes ? tooLarge() : null, chunk);
    },
  });
  return { stream, digest: () => hash.digest("hex"), sizeBytes: () => sizeBytes };
}
