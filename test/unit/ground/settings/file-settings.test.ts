import * as fileSystem from "node:fs";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GuardedHttpClient } from "../../../../src-main/models/catalog/index.ts";
import type { ErrorDto, SettingsView } from "../../../../src-shared/contract/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { wordedFailure } from "../../../fixtures/worded.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import {
  type SettingsService,
  type TokenVault,
  FileSettings,
  defaultDataFolder,
  emptyVault,
  hubEndpoint,
  openDataFolder,
} from "../../../../src-main/ground/settings/index.ts";
import type { ReplacingDisk } from "../../../../src-main/ground/files/index.ts";
import { settingsPatchSchema, settingsSchema } from "../../../../src-main/ground/inputs/index.ts";
import { writeSettings } from "../../../../src-main/ground/settings/settings-file.ts";

const wordsOf = (error: ErrorDto | null): string => (error === null ? "" : sayError(error));

let folder: string;
const file = (): string => join(folder, "settings.json");
const open = (vault: TokenVault = emptyVault): SettingsService =>
  new FileSettings({
    dataFolder: folder,
    hubEndpoint: (setting) => hubEndpoint(setting, {}),
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
    expect(open().get()).toMatchObject({ theme: "dark", hubEndpoint: "https://mirror.example", connections: 8 });
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

  it("are on the disk, and so is their name, before they count as kept", () => {
    const steps: string[] = [];
    const names = new Map<number, string>();
    const disk: ReplacingDisk = {
      ...fileSystem,
      openSync(...[path, ...rest]: Parameters<typeof fileSystem.openSync>) {
        const opened = fileSystem.openSync(path, ...rest);
        names.set(opened, basename(String(path)));
        return opened;
      },
      writeFileSync(opened, content) {
        steps.push(`write ${names.get(Number(opened))}`);
        fileSystem.writeFileSync(opened, content);
      },
      fsyncSync(opened) {
        steps.push(`sync ${names.get(opened)}`);
        fileSystem.fsyncSync(opened);
      },
      renameSync(from, to) {
        steps.push(`rename ${basename(String(from))} ${basename(String(to))}`);
        fileSystem.renameSync(from, to);
      },
    };
    writeSettings(file(), settingsSchema.parse({ theme: "dark" }), disk);
    const folderSync = process.platform === "win32" ? [] : [`sync ${basename(folder)}`];
    expect(steps).toEqual([
      "write settings.json.new",
      "sync settings.json.new",
      "rename settings.json.new settings.json",
      ...folderSync,
    ]);
    expect(open().get().theme).toBe("dark");
  });

  it.each([
    { theme: "pink" },
    { connections: 0 },
    { connections: 2.5 },
    { hubEndpoint: "file:///etc" },
    { hubEndpoint: "not an address" },
    { hubEndpoint: "8080" },
    { hubEndpoint: "https://me:secret@mirror.example" },
    { maxBytesPerSecond: -1 },
    { proxyAddress: "ftp://proxy" },
    { proxyAddress: "http://me:secret@proxy:8080" },
    { proxyAddress: "8080" },
    { defaultContextTokens: 1 },
  ])("take no nonsense: %o", (patch) => {
    expect(settingsPatchSchema.safeParse(patch).success).toBe(false);
  });

  it("give a proxy's password to its address alone, and never show it", () => {
    let kept: string | null = null;
    const settings = new FileSettings({
      dataFolder: folder,
      hubEndpoint: (setting) => hubEndpoint(setting, {}),
      vault: emptyVault,
      proxyVault: { get: () => kept, set: (password) => (kept = password) },
      logger: silentLogger,
    });
    expect(settings.proxy()).toEqual({ kind: "system" });
    const noUser = expect.objectContaining({ code: "invalid-input", key: "no-proxy-user" }) as Error;
    expect(() => settings.setProxyPassword("p@ss:word")).toThrow(noUser);
    settings.patch({ proxy: "own", proxyAddress: "socks5://ada@proxy.example:1080" });
    const view = settings.setProxyPassword("p@ss:word");
    expect(view.hasProxyPassword).toBe(true);
    expect(JSON.stringify(view)).not.toContain("p@ss");
    expect(settings.patch({ proxy: "none" }).hasProxyPassword).toBe(true);
    settings.patch({ proxy: "own" });
    expect(settings.proxy()).toEqual({ kind: "address", address: "socks5://ada:p%40ss%3Aword@proxy.example:1080" });
    expect(readFileSync(file(), "utf8")).not.toContain("p@ss");
    settings.patch({ proxyAddress: "http://proxy.example:8080" });
    expect(settings.proxy()).toEqual({ kind: "address", address: "http://proxy.example:8080" });
    settings.patch({ proxy: "none" });
    expect(settings.proxy()).toEqual({ kind: "none" });
    expect(settings.setProxyPassword("").hasProxyPassword).toBe(false);
  });

  it.each([
    "socks5://ada@attacker.example:1080",
    "socks5://ada@proxy.example:1081",
    "socks5://eve@proxy.example:1080",
    "http://ada@proxy.example:1080",
  ])("tell a proxy's password to no other: %s", (proxyAddress) => {
    let kept: string | null = null;
    const options = {
      dataFolder: folder,
      hubEndpoint: (setting: string | null) => hubEndpoint(setting, {}),
      vault: emptyVault,
      proxyVault: { get: () => kept, set: (password: string | null) => (kept = password) },
      logger: silentLogger,
    };
    const own = { proxy: "own", proxyAddress: "socks5://ada@proxy.example:1080" } as const;
    const settings = new FileSettings(options);
    settings.patch(own);
    settings.setProxyPassword("secret");
    // The file of a backup takes the place of the settings, and names another.
    writeSettings(file(), settingsSchema.parse({ ...own, proxyAddress }));
    settings.readAgain();
    expect(settings.proxy()).toEqual({ kind: "address", address: proxyAddress });
    expect(settings.view().hasProxyPassword).toBe(false);
    settings.patch(own);
    settings.setProxyPassword("secret");
    expect(settings.patch({ proxyAddress }).hasProxyPassword).toBe(false);
    expect(settings.proxy()).toEqual({ kind: "address", address: proxyAddress });
    expect(kept).toBeNull();
    settings.patch(own);
    expect(settings.proxy()).toEqual({ kind: "address", address: own.proxyAddress });
  });

  it("tell no proxy a password that was kept without its address", () => {
    const proxyVault = { get: () => "secret", set: () => undefined };
    const vaults = { vault: emptyVault, proxyVault };
    const settings = new FileSettings({
      ...{ dataFolder: folder, hubEndpoint: (setting) => hubEndpoint(setting, {}), logger: silentLogger, ...vaults },
    });
    settings.patch({ proxy: "own", proxyAddress: "http://ada@proxy.example:8080" });
    expect(settings.proxy()).toEqual({ kind: "address", address: "http://ada@proxy.example:8080" });
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

describe("the Hub's address", () => {
  it.each([
    ["hf-mirror.com", "https://hf-mirror.com"],
    ["https://mirror.example/hub/", "https://mirror.example/hub"],
    ["mirror.example:8443/hub", "https://mirror.example:8443/hub"],
    ["127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["127.0.0.1:443", "http://127.0.0.1:443"],
    ["localhost:9000/", "http://localhost:9000"],
    ["192.168.1.5:8080", "http://192.168.1.5:8080"],
    ["[::1]:8080", "http://[::1]:8080"],
    [" HTTPS://Mirror.Example ", "https://mirror.example"],
    ["http://127.0.0.1:9000/", "http://127.0.0.1:9000"],
  ])("%j is taken for %s, from the setting and from the environment", (text, url) => {
    expect(hubEndpoint(text, {})).toEqual({ url, problem: null });
    expect(hubEndpoint(null, { HF_ENDPOINT: text })).toEqual({ url, problem: null });
    expect(settingsPatchSchema.parse({ hubEndpoint: text })).toEqual({ hubEndpoint: url });
  });

  it.each([
    "not an address",
    "ftp://mirror.example",
    "8080",
    "https://",
    "file:///etc",
    "https://me:secret@mirror.example",
  ])("%j is refused in words, and nothing else is asked instead", async (text) => {
    const settings = new FileSettings({
      dataFolder: folder,
      hubEndpoint: (setting) => hubEndpoint(setting, { HF_ENDPOINT: text }),
      vault: emptyVault,
      logger: silentLogger,
    });
    expect(wordsOf(settings.view().hubEndpointProblem)).toMatch(
      /^HF_ENDPOINT (?:is ".+", which is not a web address|holds a name or a password)/,
    );
    const endpoint = (): string => settings.hubEndpoint();
    const problem = (): ErrorDto | null => settings.hubEndpointProblem();
    const resolve = (): never => {
      throw new Error("a name was looked up");
    };
    const http = new GuardedHttpClient({ endpoint, problem, token: () => null, environment: {}, resolve });
    expect(await wordedFailure(http.request({ url: `${endpoint()}/api/models` }))).toMatchObject({
      code: "hub-refused-address",
      message: expect.stringContaining("HF_ENDPOINT") as string,
    });
  });

  it("is the Hub's own without either, and the setting's before the environment's", () => {
    expect(wordsOf(hubEndpoint(null, { HF_ENDPOINT: "javascript:1" }).problem)).toMatch(/not a web address/);
    for (const text of ["https://me:secret@mirror.example", "me:secret@mirror.example", "https://me@mirror.example"]) {
      const { problem } = hubEndpoint(null, { HF_ENDPOINT: text });
      expect(wordsOf(problem)).toMatch(/^HF_ENDPOINT holds a name or a password/);
      expect(JSON.stringify(problem)).not.toContain("secret");
      expect(wordsOf(problem)).not.toContain("secret");
    }
    expect(hubEndpoint(null, {}).url).toBe("https://huggingface.co");
    expect(hubEndpoint(null, { HF_ENDPOINT: " " }).url).toBe("https://huggingface.co");
    expect(hubEndpoint("https://a.example", { HF_ENDPOINT: "no address" })).toMatchObject({ problem: null });
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
