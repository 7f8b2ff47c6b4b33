import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readGgufFile } from "../../../src-main/models/catalog/index.ts";
import { writeGguf } from "../../fixtures/index.ts";
import { type RequantTarget, requantize, requantizedBytes } from "../../hub/requantize.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloft-requantize-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** One block of Q4_1: scale 0.5, minimum -4, so that the values are -4, -3.5 ... 3.5, twice. */
const block = Buffer.from([0x00, 0x38, 0x00, 0xc4, ...Array.from({ length: 16 }, (_, i) => i | (i << 4))]);
const values = Array.from({ length: 32 }, (_, i) => -4 + 0.5 * (i % 16));
const source = join(folder, "source-Q4_1.gguf");
writeGguf(source, {
  metadata: { "general.architecture": "llama", "general.file_type": 3 },
  tensors: [
    { name: "norm", type: "F32", shape: [3], data: new Uint8Array(new Float32Array([1, 2, 3]).buffer) },
    { name: "matrix", type: "Q4_1", shape: [32, 4], data: Buffer.concat([block, block, block, block]) },
  ],
});

/** The first block's values, as the format's own rule gives them back. */
function firstBlock(bytes: Buffer, type: RequantTarget): number[] {
  const half = (at: number): number => {
    const bits = bytes.readUInt16LE(at);
    return (
      (bits & 0x8000 ? -1 : 1) *
      (1 + (bits & 1023) / 1024) *
      2 ** (((bits >> 10) & 31) - 15) *
      Number((bits & 0x7fff) !== 0)
    );
  };
  return Array.from({ length: 32 }, (_, i) => {
    if (type === "F16") return half(i * 2);
    if (type === "Q8_0") return half(0) * bytes.readInt8(2 + i);
    return half(0) * (((bytes[2 + (i % 16)] ?? 0) >> (i < 16 ? 0 : 4)) & 15) - 8 * half(0);
  });
}

describe.each([
  ["F16", 0, 1],
  ["Q8_0", 0.02, 7],
  ["Q4_0", 0.26, 2],
] as const)("a model turned into %s", (target, tolerance, fileType) => {
  const path = join(folder, `model-${target}.gguf`);

  it("keeps its values, its other tensors and the size that was foretold", async () => {
    const sha256 = requantize(source, path, target);
    const bytes = readFileSync(path);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    expect(bytes.length).toBe(requantizedBytes(source, target));
    const header = await readGgufFile(path);
    expect(header.metadata.get("general.file_type")).toMatchObject({ value: fileType });
    expect(header.tensors.map(({ name, type }) => [name, type])).toEqual([
      ["norm", "F32"],
      ["matrix", target],
    ]);
    const [norm, matrix] = header.tensors.map(({ offsetBytes }) => bytes.subarray(header.headerBytes + offsetBytes));
    expect([norm!.readFloatLE(0), norm!.readFloatLE(4), norm!.readFloatLE(8)]).toEqual([1, 2, 3]);
    firstBlock(matrix!, target).forEach((value, i) =>
      expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(tolerance),
    );
  });
});
