import * as fileSystem from "node:fs";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeBytes, isDiskFull, replaceFile } from "../../../../src-main/ground/files/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("replaceFile", () => {
  it("makes the folder, replaces what was there as a whole, and leaves nothing beside it", () => {
    const path = join(folder, "new", "kept.json");
    replaceFile(path, "a longer first text");
    replaceFile(path, new Uint8Array([104, 105]));
    expect(readFileSync(path, "utf8")).toBe("hi");
    expect(readdirSync(join(folder, "new"))).toEqual(["kept.json"]);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps what was there when the disk is full", () => {
    const path = join(folder, "kept.json");
    replaceFile(path, "old");
    const full = {
      ...fileSystem,
      writeFileSync() {
        throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
      },
    };
    let thrown: unknown;
    try {
      replaceFile(path, "new", full);
    } catch (error) {
      thrown = error;
    }
    expect(isDiskFull(thrown)).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("old");
  });
});

describe("freeBytes", () => {
  it("asks the nearest folder that is there", async () => {
    expect(await freeBytes(join(folder, "not", "yet", "there"))).toBeGreaterThan(0);
  });
});
