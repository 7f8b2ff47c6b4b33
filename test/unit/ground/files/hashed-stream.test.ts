import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { hashedStream } from "../../../../src-main/ground/files/index.ts";

const through = async (pieces: readonly string[], mostBytes: number) => {
  const read: number[] = [];
  const passed: Buffer[] = [];
  const hashed = hashedStream(mostBytes, () => new Error("too large"), (bytes) => read.push(bytes));
  const source = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  await pipeline(source, hashed.stream, async function (from) {
    for await (const piece of from as AsyncIterable<Buffer>) passed.push(piece);
  });
  return { text: Buffer.concat(passed).toString(), read, sizeBytes: hashed.sizeBytes(), sha256: hashed.digest() };
};

test("hands on what it hashes and counts", async () => {
  const sha256 = createHash("sha256").update("abcdef").digest("hex");
  expect(await through(["abc", "def"], 6)).toEqual({ text: "abcdef", read: [3, 3], sizeBytes: 6, sha256 });
});

test("fails with the first byte too many", async () => {
  await expect(through(["abc", "def"], 5)).rejects.toThrow("too large");
});
