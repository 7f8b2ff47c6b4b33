import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SettingsView, settingsPatchSchema, settingsSchema } from "../../../src-main/contract/index.ts";
import { silentLogger } from "../../../src-main/core/index.ts";
import {
  type SettingsService,
  type TokenVault,
  createSettings,
  defaultDataFolder,
  emptyVault,
  openDataFolder,
} from "../../../src-main/settings/index.ts";

let folder: string;
const file = (): string => join(folder, "settings.json");
const open = (vault: TokenVault = emptyVault): SettingsService =>
  createSettings({
    dataFolder: folder,
    hubEndpoint: (setting) => setting ?? "https://hub.example",
    vault,
    logger: silentLogger,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-settings-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("settings", () => {
  it("begin with the defaults and write nothing until something changes", () => {
    expect(open().get()).toEqual(settingsSchema.parse({}));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keep a change over a start, tell of it, and leave no other file behind", () => {
    const settings = open();
    const told: SettingsView[] = [];
    settings.onChange((view) => told.push(view));
    settings.patch({ theme: "dark", hubEndpoint: "https://mirror.example" });
    expect(told).toMatchObject([{ settings: { theme: "dark" }, effectiveHubEndpoint: "https://mirror.example" }]);
    expect(open().get()).toMatchObject({ theme: "dark", hubEndpoint: "https://mirror.example", connections: 6 });
    expect(readdirSync(folder)).toEqual(["settings.json"]);
  });

  it("do not lose a value to a key that came without one", () => {
    const settings = open();
    settings.patch({ theme: "dark" });
    settings.patch(settingsPatchSchema.parse({ theme: undefined, connections: 3 }));
    expect(settings.get()).toMatchObject({ theme: "dark", connections: 3 });
  });

  it.each([
    ["text that is no JSON", "{ theme: dark"],
    ["a value that is not allowed", JSON.stringify({ theme: "pink" })],
    ["a newer version", JSON.stringify({ version: 2 })],
    ["a file that is far too long", JSON.stringify({ theme: "dark", more: "x".repeat(100_000) })],
  ])("move %s aside and start with the defaults", (_, text) => {
    writeFileSync(file(), text);
    const settings = open();
    expect(settings.get()).toEqual(settingsSchema.parse({}));
    expect(readFileSync(`${file()}.unreadable`, "utf8")).toBe(text);
    settings.patch({ theme: "light" });
    expect(open().get().theme).toBe("light");
  });

  it("stay as they were when they cannot be written", () => {
    const settings = open();
    settings.patch({ theme: "dark" });
    // A folder where the new file is to be written first.
    mkdirSync(`${file()}.new`);
    expect(() => settings.patch({ theme: "light" })).toThrow(expect.objectContaining({ code: "disk-failed" }) as Error);
    expect(settings.get().theme).toBe("dark");
    expect(open().get().theme).toBe("dark");
  });

  it.each([
    { theme: "pink" },
    { connections: 0 },
    { connections: 2.5 },
    { hubEndpoint: "file:///etc" },
    { hubEndpoint: "not an address" },
    { maxBytesPerSecond: -1 },
    { defaultContextTokens: 1 },
  ])("take no nonsense: %o", (patch) => {
    expect(settingsPatchSchema.safeParse(patch).success).toBe(false);
  });

  it("say whether there is a token, and never which", () => {
    let kept: string | null = null;
    const settings = open({ get: () => kept, set: (token) => (kept = token) });
    const view = settings.setHubToken("hf_secret");
    expect(view.hasHubToken).toBe(true);
    expect(JSON.stringify(view)).not.toContain("hf_secret");
    expect(settings.hubToken()).toBe("hf_secret");
    expect(settings.setHubToken("").hasHubToken).toBe(false);
    expect(kept).toBeNull();
    expect(existsSync(file())).toBe(false);
  });
});

describe("the data folder", () => {
  it.each([
    ["linux", { XDG_CONFIG_HOME: "/xdg" }, join("/xdg", "Bitloft")],
    ["linux", {}, join("/home/me", ".config", "Bitloft")],
    ["darwin", {}, join("/home/me", "Library", "Application Support", "Bitloft")],
    ["win32", { APPDATA: "/roaming" }, join("/roaming", "Bitloft")],
  ] as const)("is where %s keeps such things", (platform, env, expected) => {
    expect(defaultDataFolder({ platform, env, home: "/home/me" })).toBe(expected);
  });

  it("is made with all above it, and refused below a file", () => {
    const deep = join(folder, "a", "b", "c");
    openDataFolder(deep);
    openDataFolder(deep);
    expect(existsSync(deep)).toBe(true);
    writeFileSync(join(folder, "file"), "");
    for (const path of [join(folder, "file"), join(folder, "file", "below")]) {
      expect(() => openDataFolder(path)).toThrow(
        expect.objectContaining({ code: "disk-failed", details: expect.objectContaining({ path }) as object }) as Error,
      );
    }
  });
});
