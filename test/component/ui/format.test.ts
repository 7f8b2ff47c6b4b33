import { describe, expect, it } from "vitest";
import * as core from "../../../src-main/ground/core/units.ts";
import {
  figureParts,
  formatAgo,
  formatBytes,
  formatBytesOf,
  formatContext,
  formatCount,
  formatDuration,
  formatParameters,
  formatSpeed,
  formatSpeedRange,
  parseCount,
} from "../../../src-renderer/ui/format.ts";

describe("figures in the window", () => {
  it.each([0, 999, 1000, 1e6, 98_362_432, 999.6e6, 4.92e9, 141.1e9])("writes %d bytes as main does", (bytes) => {
    expect(formatBytes(bytes)).toBe(core.formatBytes(bytes));
  });

  it.each([999, 134_515_008, 8_030_261_248, 70_553_706_496, 405e9])("writes %d parameters as main does", (count) => {
    expect(formatParameters(count)).toBe(core.formatParameters(count));
    expect(formatCount(count)).toBe(core.formatCount(count));
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
  ])("writes a context of %d as %s, as main does", (tokens, text) => {
    expect(formatContext(tokens)).toBe(text);
    expect(core.formatContext(tokens)).toBe(text);
  });

  it("names a unit once where two figures share it", () => {
    expect(formatBytesOf(2.1e9, 2.9e9)).toBe("2.1 of 2.9 GB");
    expect(formatBytesOf(98e6, 2.9e9)).toBe("98 MB of 2.9 GB");
  });

  it("finds the figures with their units in a sentence, and leaves its words as they are", () => {
    const text =
      "Needs 6.7 GB of 7.2 GB for 8K tokens, 24 % slower: 9–13 tok/s at 12 GB/s, in 3 minutes, 8 bits, 33 layers.";
    expect(figureParts(text).join("")).toBe(text);
    expect(figureParts(text).filter((_, i) => i % 2 === 1)).toEqual([
      "6.7 GB",
      "7.2 GB",
      "8K tokens",
      "24 %",
      "9–13 tok/s",
      "12 GB/s",
    ]);
  });

  it("writes a range of speeds", () => {
    expect(formatSpeed([9, 13])).toBe("~11 tok/s");
    expect(formatSpeed([1.7, 3.8])).toBe("~2.5 tok/s");
    expect(formatSpeedRange([9.4, 13.2])).toBe("9–13 tokens a second");
    expect(formatSpeedRange([5.1, 7.4])).toBe("5.1–7.4 tokens a second");
  });

  it("writes durations and ages", () => {
    expect([17, 89, 240, 7500].map(formatDuration)).toEqual(["17 s", "89 s", "4 min", "2 h 5 min"]);
    const now = Date.UTC(2026, 10, 22);
    const days = (count: number): string => formatAgo(now - count * 86_400_000, now);
    expect([0, 1, 21, 92, 800].map(days)).toEqual(["today", "yesterday", "3 weeks ago", "3 months ago", "2 years ago"]);
  });

  it.each([
    ["8,192", 8192],
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
});
