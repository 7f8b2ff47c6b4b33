import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepMapped, mappedBytes, rangesOf } from "../../../../src-main/answers/engine/worker/keep-mapped.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-ranges-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tensor = (name: string, filePart: number, fileOffset: number) => ({ name, filePart, fileOffset });

describe("the bytes of tensors in their files", () => {
  it("are joined where they follow one another, and end with the next tensor or the file", () => {
    const files = ["one", "two"].map((name) => join(folder, name));
    for (const file of files) {
      writeFileSync(file, "");
      truncateSync(file, 1000);
    }
    const [one = "", two = ""] = files;
    const fullTensorInfo = [
      tensor("d", 1, 700),
      tensor("a", 1, 100),
      tensor("b", 1, 200),
      tensor("c", 1, 400),
      tensor("e", 2, 50),
      tensor("f", 2, 600),
    ];
    expect(rangesOf({ fullTensorInfo }, ["a", "b", "d", "e"], files)).toEqual([
      { path: one, offset: 100, length: 300 },
      { path: one, offset: 700, length: 300 },
      { path: two, offset: 50, length: 550 },
    ]);
    expect(rangesOf({ fullTensorInfo }, ["unknown"], files)).toEqual([]);
    expect(rangesOf({}, ["a"], files)).toEqual([]);
  });

  it("are told from all that a process has mapped", () => {
    const maps = `55d0c2a00000-55d0c2b00000 r-xp 00000000 fe:00 17 /usr/bin/node
7f0000000000-7f0000400000 r--s 00000000 fe:00 1234                       /models/with space.gguf
7f0000400000-7f0000500000 rw-p 00000000 00:00 0
7f0000600000-7f0000700000 r--s 00500000 fe:00 1234                       /models/with space.gguf
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]`;
    expect(mappedBytes(maps, new Set(["/models/with space.gguf"]))).toBe(0x500000);
    expect(mappedBytes(maps, new Set(["/models/other.gguf"]))).toBe(0);
  });

  it("that are gone by now cost nobody the loaded model", async () => {
    const file = join(folder, "gone.gguf");
    const ranges = () => rangesOf({ fullTensorInfo: [tensor("a", 1, 100)] }, ["a"], [file]);
    expect(ranges).toThrow("ENOENT");
    await expect(keepMapped(ranges, [file], { anonymousBytes: 0, fileBackedBytes: 0 })).resolves.toBeUndefined();
  });
});
