import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  GgufHeaderParser,
  parseGgufHeader,
  readGgufHeader,
} from "../../../../../src-main/models/catalog/gguf/index.ts";
import { MiB } from "../../../../../src-shared/figures/index.ts";
import { worded } from "../../../../fixtures/worded.ts";
import { AppError } from "../../../../../src-main/ground/core/index.ts";
import {
  type GgufContent,
  ggufFileBytes,
  ggufHeaderBytes,
  type GgufValue,
  modelKinds,
  syntheticModel,
} from "../../../../fixtures/index.ts";

const content: GgufContent = {
  metadata: { "general.architecture": "llama", "llama.block_count": 1 },
  tensors: [
    { name: "token_embd.weight", type: "Q4_K", shape: [256, 4] },
    { name: "output_norm.weight", type: "F32", shape: [256] },
  ],
};

function parse(bytes: Uint8Array, fileSizeBytes?: number) {
  const progress = parseGgufHeader(bytes, fileSizeBytes === undefined ? {} : { fileSizeBytes });
  if (progress.status !== "ok") throw new Error(`needs ${progress.atLeastBytes} bytes`);
  return progress.header;
}

function failure(bytes: Uint8Array, fileSizeBytes = bytes.length + MiB): AppError {
  try {
    parseGgufHeader(bytes, { fileSizeBytes });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("what it reads", () => {
  test("every value type", () => {
    const values: Record<string, GgufValue> = {
      u8: { type: "uint8", value: 200 },
      i8: { type: "int8", value: -5 },
      u16: { type: "uint16", value: 60_000 },
      i16: { type: "int16", value: -300 },
      u32: { type: "uint32", value: 4_000_000_000 },
      i32: { type: "int32", value: -70_000 },
      u64: { type: "uint64", value: 2n ** 40n },
      i64: { type: "int64", value: -(2n ** 40n) },
      f32: { type: "float32", value: 0.5 },
      f64: { type: "float64", value: 0.1 },
      yes: true,
      text: "Grüße",
      list: [1, 2, 3],
      truths: [true, false],
      words: ["a", "b"],
    };
    const { metadata } = parse(ggufHeaderBytes({ metadata: values, tensors: [] }));
    const read = Object.fromEntries(
      [...metadata].map(([key, entry]) => [key, entry.type === "array" ? (entry.value ?? entry.length) : entry.value]),
    );
    expect(read).toEqual({
      u8: 200,
      i8: -5,
      u16: 60_000,
      i16: -300,
      u32: 4_000_000_000,
      i32: -70_000,
      u64: 2 ** 40,
      i64: -(2 ** 40),
      f32: 0.5,
      f64: 0.1,
      yes: true,
      text: "Grüße",
      list: [1, 2, 3],
      truths: [1, 0],
      words: 2,
    });
  });

  test("tensors, alignment and the start of the data", () => {
    const bytes = ggufHeaderBytes({ ...content, alignment: 64 });
    const header = parse(bytes, ggufFileBytes({ ...content, alignment: 64 }));
    expect(header.headerBytes).toBe(bytes.length);
    expect(header).toMatchObject({ version: 3, alignment: 64, dataBytes: 576 + 1024 });
    expect(header.tensors[1]).toEqual({
      name: "output_norm.weight",
      type: "F32",
      shape: [256],
      offsetBytes: 576,
      sizeBytes: 1024,
    });
  });

  test("version 2 like version 3", () => {
    expect(parse(ggufHeaderBytes({ ...content, version: 2 })).version).toBe(2);
  });

  test.each(modelKinds)("a model of the shape of %s", (kind) => {
    const model = syntheticModel(
      kind,
      kind === "gpt-oss-20b" ? { label: "MXFP4_MOE", vocabulary: "none" } : { vocabulary: "none" },
    );
    const header = parse(ggufHeaderBytes(model), ggufFileBytes(model));
    expect(header.tensors).toHaveLength(model.tensors.length);
  });
});

describe("reading piece by piece", () => {
  const model = syntheticModel("llama-3.2-1b");
  const bytes = ggufHeaderBytes(model);

  test("gives the same header whatever the pieces, and consumes each byte once", () => {
    const whole = parse(bytes);
    for (const step of [1021, 65_536, 1_000_003]) {
      const parser = new GgufHeaderParser();
      let at = 0;
      let progress = parser.feed(new Uint8Array(0));
      while (progress.status === "needs-more") {
        expect(progress.atLeastBytes).toBeGreaterThan(at);
        progress = parser.feed(bytes.subarray(at, at + step));
        at += step;
      }
      expect(progress.header).toEqual(whole);
    }
  });

  test("asks a source for a few growing reads, one after the other", async () => {
    const reads: [number, number][] = [];
    const header = await readGgufHeader({
      fileSizeBytes: null,
      read: (offset, length) => {
        reads.push([offset, length]);
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    });
    expect(header.headerBytes).toBe(bytes.length);
    expect(reads.length).toBeLessThan(8);
    expect(
      reads.every(([offset], index) => offset === reads.slice(0, index).reduce((sum, [, length]) => sum + length, 0)),
    ).toBe(true);
  });

  test("refuses a source that ends in the middle", async () => {
    const source = {
      fileSizeBytes: null,
      read: (offset: number, length: number) =>
        Promise.resolve(bytes.subarray(0, 5000).subarray(offset, offset + length)),
    };
    await expect(readGgufHeader(source)).rejects.toMatchObject({ code: "malformed-gguf" });
  });

  test("reads no more than its bound of a header that never ends", async () => {
    const start = ggufHeaderBytes({ metadata: { t: { type: "array", of: "string", value: [] } }, tensors: [] });
    new DataView(start.buffer, start.byteOffset).setBigUint64(start.length - 8, 8_000_000n, true);
    let readBytes = 0;
    const source = {
      fileSizeBytes: null,
      read: (offset: number, length: number) => {
        readBytes += length;
        const piece = new Uint8Array(length).fill(0);
        if (offset === 0) piece.set(start);
        // Each text of the vocabulary claims 40 bytes.
        for (let at = offset === 0 ? start.length : 0; at < length; at += 1)
          if ((offset + at - start.length) % 48 === 0) piece[at] = 40;
        return Promise.resolve(piece);
      },
    };
    await expect(readGgufHeader(source)).rejects.toMatchObject({ code: "malformed-gguf" });
    expect(readBytes).toBeLessThanOrEqual(64 * MiB);
  });
});

describe("what it refuses", () => {
  const patched = (at: number, value: bigint, base = ggufHeaderBytes(content)): Uint8Array => {
    const copy = base.slice();
    new DataView(copy.buffer).setBigUint64(at, value, true);
    return copy;
  };
  const starting = (text: string): Uint8Array => new TextEncoder().encode(`${text}${"\0".repeat(64)}`);

  const corpus: [string, Uint8Array, string, RegExp][] = [
    ["GGJT", starting("tjgg"), "unsupported-model", /before GGUF/],
    ["GGML", starting("lmgg"), "unsupported-model", /before GGUF/],
    ["GGMF", starting("fmgg"), "unsupported-model", /before GGUF/],
    ["a web page", starting("<!DOCTYPE html>"), "not-gguf", /web page/],
    ["a pointer of Git LFS", starting("version https://git-lfs"), "not-gguf", /LFS/],
    ["noise", starting("noise"), "not-gguf", /GGUF format only/],
    ["version 1", ggufHeaderBytes({ ...content, version: 1 }), "unsupported-model", /version 1/],
    ["a version to come", ggufHeaderBytes({ ...content, version: 9 }), "unsupported-model", /newer/],
    ["big-endian", ggufHeaderBytes({ ...content, bigEndian: true }), "unsupported-model", /big-endian/],
    ["a huge count of tensors", patched(8, 2n ** 63n), "malformed-gguf", /tensors/],
    ["a huge count of entries", patched(16, 2n ** 40n), "malformed-gguf", /metadata entries/],
    ["more entries than the file can hold", patched(16, 16_000n), "malformed-gguf", /damaged/],
    ["a key beyond any limit", patched(24, 2n ** 62n), "malformed-gguf", /damaged/],
    [
      "an array of arrays",
      ggufHeaderBytes({
        metadata: { deep: { type: "array", of: "array", value: [{ type: "array", of: "uint8", value: [1] }] } },
        tensors: [],
      }),
      "malformed-gguf",
      /array of arrays/,
    ],
    [
      "a key that stands twice",
      ggufHeaderBytes({
        metadata: [
          ["a", 1],
          ["a", 2],
        ],
        tensors: [],
      }),
      "malformed-gguf",
      /twice/,
    ],
    ["an empty key", ggufHeaderBytes({ metadata: [["", 1]], tensors: [] }), "malformed-gguf", /empty/],
    [
      "a tensor that stands twice",
      ggufHeaderBytes({
        metadata: {},
        tensors: [
          { name: "a", type: "F32", shape: [8] },
          { name: "a", type: "F32", shape: [8] },
        ],
      }),
      "malformed-gguf",
      /twice/,
    ],
    [
      "tensors over one another",
      ggufHeaderBytes({
        metadata: {},
        tensors: [
          { name: "a", type: "F32", shape: [64] },
          { name: "b", type: "F32", shape: [64], offset: 32 },
        ],
      }),
      "malformed-gguf",
      /lies over/,
    ],
    [
      "a tensor far outside",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: "F32", shape: [64], offset: 2n ** 62n }] }),
      "malformed-gguf",
      /follow/,
    ],
    [
      "a row of half a block",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: "Q4_K", shape: [100, 4] }] }),
      "malformed-gguf",
      /whole number of blocks/,
    ],
    [
      "five dimensions",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: "F32", shape: [1, 1, 1, 1, 1] }] }),
      "malformed-gguf",
      /dimensions/,
    ],
    [
      "elements beyond counting",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: "F32", shape: [2 ** 40, 2 ** 40] }] }),
      "malformed-gguf",
      /impossibly large/,
    ],
    [
      "a long tensor name",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "n".repeat(64), type: "F32", shape: [1] }] }),
      "malformed-gguf",
      /tensor's name/,
    ],
    [
      "a removed type",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: 31, shape: [32] }] }),
      "unsupported-model",
      /Q4_0_4_4/,
    ],
    [
      "a type of the fork",
      ggufHeaderBytes({ metadata: {}, tensors: [{ name: "a", type: 139, shape: [256] }] }),
      "unsupported-model",
      /ik_llama/,
    ],
    ["an odd alignment", ggufHeaderBytes({ ...content, alignment: 33 }), "malformed-gguf", /alignment/],
    [
      "an alignment of zero",
      ggufHeaderBytes({ metadata: { "general.alignment": 0 }, tensors: [] }),
      "malformed-gguf",
      /alignment/,
    ],
    ["a value of no type", patched(24 + 8 + 20, 99n), "malformed-gguf", /unknown type/],
  ];
  test.each(corpus)("%s", (_, bytes, code, message) => {
    expect(worded(failure(bytes))).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test("a file that ends before its last tensor", () => {
    expect(worded(failure(ggufHeaderBytes(content), ggufFileBytes(content) - 100))).toMatchObject({
      code: "malformed-gguf",
      message: expect.stringMatching(/cut short/) as string,
    });
  });

  test("a key longer than the file", () => {
    const bytes = patched(24, 60_000n);
    expect(failure(bytes, bytes.length).code).toBe("malformed-gguf");
  });

  test("a header cut anywhere, as soon as the size of the file is known", () => {
    const bytes = ggufHeaderBytes(content);
    for (let length = 0; length < bytes.length; length += 7)
      expect(failure(bytes.subarray(0, length), length).code).toBe("malformed-gguf");
  });

  test("asks for more of a header that is cut when the size of the file is not known", () => {
    const bytes = ggufHeaderBytes(content);
    for (let length = 0; length < bytes.length - 32; length += 5) {
      const progress = parseGgufHeader(bytes.subarray(0, length));
      expect(progress).toMatchObject({ status: "needs-more" });
      if (progress.status === "needs-more") expect(progress.atLeastBytes).toBeGreaterThan(length);
    }
  });
});

describe("a damaged header", () => {
  const bytes = ggufHeaderBytes(syntheticModel("smollm2-135m", { shape: { blocks: 2, vocabulary: 400 } }));
  const mutations = fc.array(
    fc.tuple(fc.nat(bytes.length - 1), fc.constantFrom(1, 4, 8), fc.bigInt(0n, 2n ** 64n - 1n)),
    { minLength: 1, maxLength: 6 },
  );

  test("is read or refused with an AppError, never anything else", () => {
    fc.assert(
      fc.property(mutations, fc.boolean(), fc.nat(bytes.length), (changes, cut, length) => {
        const copy = bytes.slice();
        const view = new DataView(copy.buffer);
        for (const [at, width, value] of changes) {
          if (width === 8 && at + 8 <= copy.length) view.setBigUint64(at, value, true);
          else if (width === 4 && at + 4 <= copy.length) view.setUint32(at, Number(value & 0xffffffffn), true);
          else view.setUint8(at, Number(value & 0xffn));
        }
        const part = cut ? copy.subarray(0, length) : copy;
        try {
          parseGgufHeader(part, { fileSizeBytes: part.length });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(["not-gguf", "malformed-gguf", "unsupported-model"]).toContain(error.code);
          expect(worded(error).message.length).toBeLessThan(400);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("of pure noise behind the magic is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 400 }), (noise) => {
        const copy = new Uint8Array(8 + noise.length);
        copy.set([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0]);
        copy.set(noise, 8);
        try {
          parseGgufHeader(copy, { fileSizeBytes: copy.length });
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
