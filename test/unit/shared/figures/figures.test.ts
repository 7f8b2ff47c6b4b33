import { describe, expect, it } from "vitest";
import type { Speed } from "../../../../src-shared/contract/index.ts";
import {
  GiB,
  MiB,
  formatAgo,
  formatBytes,
  formatBytesApart,
  formatBytesPair,
  formatContext,
  formatContextsApart,
  formatCount,
  formatDuration,
  formatKept,
  formatMemory,
  formatMemoryApart,
  formatMemoryPair,
  formatMemorySize,
  formatParameters,
  formatPercent,
  formatSpeed,
  formatSpeedBounds,
  formatSpeedShort,
  formatWait,
  memoryAddingUp,
  modelName,
  pagesOf,
  parseCount,
  parseNumber,
  slowsWhenFull,
  speedFigure,
  variantKey,
  variantLabel,
  wordSpeedFigure,
} from "../../../../src-shared/figures/index.ts";

describe("figures as people read them", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1e6, "1 MB"],
    [98_362_432, "98 MB"],
    [999.6e6, "1.0 GB"],
    [4.92e9, "4.9 GB"],
    [141.1e9, "141.1 GB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, "0 bytes"],
    [1023, "1,023 bytes"],
    [1024, "1 KB"],
    [98 * MiB, "98 MB"],
    [999 * MiB, "999 MB"],
    [1000 * MiB, "1.0 GB"],
    [4_920_734_272, "4.6 GB"],
    [12 * GiB, "12.0 GB"],
    [512 * GiB, "512.0 GB"],
  ])("writes %d bytes of memory as %s, as systems name it", (bytes, text) => {
    expect(formatMemory(bytes)).toBe(text);
  });

  it.each([
    [512 * MiB, "512 MB"],
    [12 * GiB, "12 GB"],
    [12_282 * MiB, "12 GB"],
    [15.6 * GiB, "15.6 GB"],
    [512 * GiB, "512 GB"],
  ])("writes a memory of %d bytes as one of %s", (bytes, text) => {
    expect(formatMemorySize(bytes)).toBe(text);
  });

  it("tells two amounts of memory apart", () => {
    expect(formatMemoryApart(6.04 * GiB, 5.97 * GiB)).toEqual(["6.04 GB", "5.97 GB"]);
    expect(formatMemoryApart(6.1 * GiB, 5.9 * GiB)).toEqual(["6.1 GB", "5.9 GB"]);
  });

  it("writes a sum of memory with as many digits as it needs to come out", () => {
    const written = (parts: number[], total: number): string =>
      [...parts, total].map((bytes) => memoryAddingUp(parts, total)(bytes * Math.sign(bytes))).join(" ");
    expect(written([24 * GiB, -1.5 * GiB], 22.5 * GiB)).toBe("24.0 GB 1.5 GB 22.5 GB");
    expect(written([85.03 * GiB, -1.07 * GiB], 83.96 * GiB)).toBe("85.03 GB 1.07 GB 83.96 GB");
  });

  it.each([
    [999, "999", "999"],
    [134_515_008, "135M", "134,515,008"],
    [8_030_261_248, "8.0B", "8,030,261,248"],
    [70_553_706_496, "70.6B", "70,553,706,496"],
    [405e9, "405B", "405,000,000,000"],
  ])("writes %d parameters as %s, and in full", (count, short, full) => {
    expect(formatParameters(count)).toBe(short);
    expect(formatCount(count)).toBe(full);
  });

  it.each([
    [512, "512"],
    [8192, "8K"],
    [40_960, "40K"],
    [131_072, "128K"],
    [1_000_000, "1M"],
    [1_024_000, "1M"],
    [1_048_576, "1M"],
    [10_485_760, "10M"],
  ])("writes a context of %d as %s", (tokens, text) => {
    expect(formatContext(tokens)).toBe(text);
  });

  it("names a unit once where two figures share it", () => {
    expect(formatBytesPair(2.1e9, 2.9e9)).toEqual(["2.1", "2.9 GB"]);
    expect(formatBytesPair(98e6, 2.9e9)).toEqual(["98 MB", "2.9 GB"]);
    expect(formatMemoryPair(2.1 * GiB, 2.9 * GiB)).toEqual(["2.1", "2.9 GB"]);
    expect(formatMemoryPair(98 * MiB, 2.9 * GiB, "de")).toEqual(["98 MB", "2,9 GB"]);
  });

  it("writes a speed in words, as long as they are in a language, and a context in pages", () => {
    expect([6, 11, 75].map((speed) => wordSpeedFigure(speed))).toEqual(["4.5", "8.3", "56"]);
    expect(wordSpeedFigure(11, "de-DE")).toBe("6,1");
    expect([8192, 131_072, 256].map((tokens) => pagesOf(tokens))).toEqual([12, 197, 1]);
    expect(pagesOf(8192, "de-DE")).toBe(9);
  });

  it("says of all quality but the whole that it is estimated", () => {
    expect([1, 0.9962, 0.951, 0.4].map((share) => formatKept(share))).toEqual(["100 %", "~99.6 %", "~95 %", "~40 %"]);
    expect(formatKept(0.9962, "de-DE")).toBe("~99,6 %");
  });

  it("writes a range of speeds", () => {
    expect(formatSpeed([9, 13])).toBe("~11 tok/s");
    expect(formatSpeed([1.7, 3.8])).toBe("~2.5 tok/s");
    expect(formatSpeedBounds([9.4, 13.2])).toEqual(["9", "13"]);
    expect(formatSpeedBounds([5.1, 7.4])).toEqual(["5.1", "7.4"]);
    expect(formatSpeedShort([9, 13])).toBe("9–13 tok/s");
    expect(formatSpeedShort([2.04, 1.96])).toBe("~2.0 tok/s");
    expect([4.94, 9.94, 9.95, 1234].map((speed) => speedFigure(speed))).toEqual(["4.9", "9.9", "10", "1234"]);
  });

  it("writes durations and ages", () => {
    expect([17, 89, 240, 7500].map(formatDuration)).toEqual(["17 s", "89 s", "4 min", "2 h 5 min"]);
    const now = Date.UTC(2026, 10, 22);
    const days = (count: number): string => formatAgo(now - count * 86_400_000, now);
    expect([0, 1, 21, 92, 800].map(days)).toEqual(["today", "yesterday", "3 weeks ago", "3 months ago", "2 years ago"]);
  });

  it("writes waits", () => {
    expect([42.4, 994, 995, 12_345].map((wait) => formatWait(wait))).toEqual(["42 ms", "994 ms", "1.0 s", "12.3 s"]);
  });

  it.each([
    ["8,192", 8192],
    ["8.192", 8192],
    ["1.048.576", 1_048_576],
    ["1.5k", 1536],
    ["1,5K", 1536],
    ["8192", 8192],
    ["8k", 8192],
    ["128 K", 131_072],
    ["0", 0],
    ["many", null],
    ["", null],
    ["-5", null],
  ])("reads %j as %j tokens", (text, tokens) => {
    expect(parseCount(text)).toBe(tokens);
  });

  it.each([
    ["1,024", 1024, 1.024],
    ["1.024", 1.024, 1024],
    ["1,024.5", 1024.5, NaN],
    ["1.024,5", NaN, 1024.5],
    ["16,5", 16.5, 16.5],
    ["16.5", 16.5, 16.5],
    ["0,001", 0.001, 0.001],
    [" 12 ", 12, 12],
    ["", NaN, NaN],
    ["much", NaN, NaN],
  ])("reads %j as %j in English and as %j in German", (text, english, german) => {
    expect(parseNumber(text)).toBe(english);
    expect(parseNumber(text, "de-DE")).toBe(german);
  });
});

it("notices a full context that costs more than a quarter of the speed", () => {
  const slowing = (full: [number, number]): boolean =>
    slowsWhenFull({ tokensPerSecond: [8, 12], fullContextTokensPerSecond: full } as Speed);
  expect(slowing([6.01, 9])).toBe(false);
  expect(slowing([5.99, 9])).toBe(true);
});

it("names variants and models", () => {
  expect(variantKey(["UD"], "Q4_K_XL")).toBe("UD-Q4_K_XL");
  expect(variantLabel({ modifiers: [], label: "Q8_0" })).toBe("Q8_0");
  expect(["bartowski/Qwen3-4B-GGUF", "owner/a.gguf", "SmolLM2"].map(modelName)).toEqual(["Qwen3-4B", "a", "SmolLM2"]);
});

it("writes figures as a locale does", () => {
  const german = "de-DE";
  expect(formatBytes(4.92e9, german)).toBe("4,9 GB");
  expect(formatMemory(4.92e9, german)).toBe("4,6 GB");
  expect(formatMemorySize(15.6 * GiB, german)).toBe("15,6 GB");
  expect(formatBytesApart(5.204e9, 5.196e9, german)).toEqual(["5,20 GB", "5,20 GB"]);
  expect(formatBytesApart(5.24e9, 5.16e9)).toEqual(["5.24 GB", "5.16 GB"]);
  expect(formatCount(8192, german)).toBe("8.192");
  expect(formatPercent(0.664, german)).toBe("66 %");
  expect(formatParameters(8.03e9, german)).toBe("8,0B");
  expect(formatContext(1.5 * 1024 * 1024, german)).toBe("1,5M");
  expect(formatContextsApart(4100, 4096, german)).toEqual(["4.100", "4.096"]);
  expect(speedFigure(4.94, german)).toBe("4,9");
});
