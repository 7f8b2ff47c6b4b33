import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultDataFolder, openDataFolder } from "../../../../src-main/ground/settings/index.ts";

describe("the default data folder", () => {
  const on = (platform: NodeJS.Platform, env: Record<string, string> = {}): string =>
    defaultDataFolder({ platform, home: "/home/ada", env });

  it("is where each system keeps such things", () => {
    expect(on("darwin")).toBe("/home/ada/Library/Application Support/Bitloft");
    expect(on("linux")).toBe("/home/ada/.config/Bitloft");
    expect(on("linux", { XDG_CONFIG_HOME: "/data/ada" })).toBe("/data/ada/Bitloft");
    expect(on("win32", { APPDATA: "/roaming" })).toBe("/roaming/Bitloft");
  });

  it("is never relative to where the program was started", () => {
    expect(on("linux", { XDG_CONFIG_HOME: "" })).toBe("/home/ada/.config/Bitloft");
    expect(on("linux", { XDG_CONFIG_HOME: "config" })).toBe("/home/ada/.config/Bitloft");
    expect(on("win32", { APPDATA: "" })).toBe("/home/ada/AppData/Roaming/Bitloft");
  });
});

describe("opening a data folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bitloft-data-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes what is missing", () => {
    openDataFolder(join(folder, "a", "b"));
    expect(statSync(join(folder, "a", "b")).isDirectory()).toBe(true);
  });

  it("says what stands in the way", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => {
      openDataFolder(join(folder, "file", "below"));
    }).toThrow(expect.objectContaining({ code: "disk-failed" }));
  });
});
