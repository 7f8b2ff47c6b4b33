import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { GuardedHttpClient, HttpHubClient } from "../../../../src-main/models/catalog/index.ts";
import {
  Components,
  type ComponentsOptions,
  isComponentDownload,
} from "../../../../src-main/models/components/index.ts";
import type { Component } from "../../../../src-shared/contract/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { worded } from "../../../fixtures/worded.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { DownloadJournal, Downloads } from "../../../../src-main/models/download/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { type FakePackage, packageOf, sealed, tar } from "./archives.ts";
import { type StandInRegistry, startRegistry } from "./stand-in-registry.ts";

const version = "1.2.3";
const main = packageOf("@node-llama-cpp/linux-x64-cuda", version, 300_000);
const extra = packageOf("@node-llama-cpp/linux-x64-cuda-ext", version, 40_000);

let folder: string;
let registry: StandInRegistry;
let db: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-components-"));
  registry = await startRegistry([main, extra], version);
  db = openAppDatabase(join(folder, "bitloft.db"));
});

afterEach(async () => {
  db.close();
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Wish extends Partial<ComponentsOptions> {
  runtimeVersion?: number | null;
  bundled?: boolean;
  packages?: readonly FakePackage[];
}

/** The service as the application makes it, and what it reported to its surroundings. */
function open({ runtimeVersion = 13, bundled = false, packages = [main, extra], ...more }: Wish = {}) {
  const told: string[] = [];
  const http = new GuardedHttpClient({ endpoint: () => registry.url, token: () => null, environment: {} });
  const components = new Components({
    manifest: {
      version,
      components: [
        {
          id: "cuda",
          platform: "linux",
          arch: "x64",
          packages: packages.map(({ archive: _, ...one }) =>
            one.name.endsWith("-ext") ? { ...one, onlyWith: 12 } : one,
          ),
        },
      ],
    },
    platform: "linux",
    arch: "x64",
    folder: join(folder, "engine-builds"),
    downloadsFolder: join(folder, "engine-downloads"),
    journal: new DownloadJournal(db),
    client: new HttpHubClient({ http, endpoint: () => registry.url, token: () => null }),
    registry: () => registry.url,
    settings: () => ({ connections: 2, simultaneousDownloads: 1, maxBytesPerSecond: null }),
    ground: () => ({
      bundled,
      runtimeVersion,
      runtimeProblem:
        runtimeVersion === null ? [{ key: "cuda-not-installed", figures: { versions: [12, 13] } } as const] : null,
      useful: true,
    }),
    release: () => Promise.resolve(void told.push("release")),
    onBuilds: () => Promise.resolve(void told.push("builds")),
    logger: silentLogger,
    transfer: {
      limits: { leastRangeBytes: 64 * 1024, firstBackoffMs: 1, maxBackoffMs: 2, attempts: 2, diskSlackBytes: 0 },
    },
    ...more,
  });
  onTestFinished(async () => {
    await components.dispose();
    http.close();
  });
  return { components, told };
}

type Opened = ReturnType<typeof open>["components"];

async function install(components: Opened): Promise<Component> {
  await components.install("cuda");
  return components.settled("cuda");
}

const home = (): string => join(folder, "engine-builds", version, "node_modules", "@node-llama-cpp");
const only = (components: Opened): Component => components.list()[0] as Component;

describe("a part of the engine", () => {
  it("is fetched, found right, and put where Node finds it; its archive does not stay", async () => {
    const { components, told } = open();
    expect(only(components)).toMatchObject({ state: "absent", downloadBytes: main.sizeBytes, installedBytes: 0 });
    expect(await install(components)).toMatchObject({
      state: "installed",
      installedBytes: main.unpackedBytes,
      error: null,
    });
    expect(JSON.parse(readFileSync(join(home(), "linux-x64-cuda", "package.json"), "utf8"))).toMatchObject({ version });
    expect(readFileSync(join(home(), "linux-x64-cuda", "bins", "library.so"))).toHaveLength(300_000);
    expect(existsSync(join(home(), "linux-x64-cuda-ext"))).toBe(false);
    expect(told).toEqual(["release", "builds"]);
    expect(
      readdirSync(join(folder, "engine-downloads"), { recursive: true }).filter((name) =>
        /tgz|part/.test(String(name)),
      ),
    ).toEqual([]);
    const asked = registry.asked.length;
    await install(components);
    expect(registry.asked).toHaveLength(asked);
  });

  it("has a second package for the older libraries alone", async () => {
    const { components } = open({ runtimeVersion: 12 });
    expect(only(components).downloadBytes).toBe(main.sizeBytes + extra.sizeBytes);
    expect((await install(components)).state).toBe("installed");
    expect(readdirSync(home()).sort()).toEqual(["linux-x64-cuda", "linux-x64-cuda-ext"]);
  });

  it("says what it needs besides", () => {
    expect(only(open({ runtimeVersion: null }).components).missing).toMatchObject([
      { key: "cuda-not-installed", figures: { versions: [12, 13] } },
    ]);
    expect(only(open().components).missing).toBeNull();
  });

  it("goes on after a broken connection and after an end of the application, and fetches nothing twice", async () => {
    registry.breakAfterBytes = 20_000;
    const before = open();
    expect(await install(before.components)).toMatchObject({ state: "failed" });
    const { receivedBytes, error } = only(before.components);
    expect(receivedBytes).toBeGreaterThan(0);
    expect(error && sayError(error)).not.toMatch(/Hub/);
    await before.components.dispose();
    registry.breakAfterBytes = null;
    registry.asked = [];
    const after = open();
    expect((await install(after.components)).state).toBe("installed");
    const bytes = registry.asked
      .map((line) => /bytes=(\d+)-(\d+)/.exec(line))
      .reduce((sum, match) => sum + Number(match?.[2]) - Number(match?.[1]) + 1, 0);
    expect(bytes).toBe(main.sizeBytes - receivedBytes);
  });

  it("is paused and resumed", async () => {
    const { components } = open();
    let paused: Promise<void> | null = null;
    registry.onAsked = () => {
      paused ??= components.pause("cuda");
    };
    await install(components);
    await paused;
    expect(only(components).state).toBe("paused");
    expect((await install(components)).state).toBe("installed");
  });

  it("is removed, with the news of it", async () => {
    const { components, told } = open();
    await install(components);
    const news: Component["state"][] = [];
    components.onChange(([one]) => news.push(one?.state ?? "failed"));
    await components.remove("cuda");
    expect(only(components)).toMatchObject({ state: "absent", receivedBytes: 0 });
    expect(readdirSync(join(folder, "engine-builds"))).toEqual([]);
    expect(told).toEqual(["release", "builds", "release", "builds"]);
    expect(news.at(-1)).toBe("absent");
    expect((await install(components)).state).toBe("installed");
  });

  it("that came with the application is neither fetched nor removed", async () => {
    const { components } = open({ bundled: true });
    expect(await install(components)).toMatchObject({ state: "bundled" });
    expect(registry.asked).toEqual([]);
    await expect(components.remove("cuda")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("is no model's download", async () => {
    const journal = new DownloadJournal(db);
    registry.breakAfterBytes = 10;
    await install(open().components);
    expect(journal.list()).toHaveLength(1);
    expect(journal.list().map(isComponentDownload)).toEqual([true]);
    const neverAsked = (): Promise<never> => Promise.reject(new Error("asked"));
    const models = new Downloads({
      source: { resolveFile: neverAsked, openRange: neverAsked },
      journal,
      isOwn: (entry) => !isComponentDownload(entry),
      modelsFolder: () => folder,
      settings: () => ({ connections: 2, simultaneousDownloads: 1, maxBytesPerSecond: null }),
      onInstalled: neverAsked,
      isInLibrary: () => false,
      logger: silentLogger,
    });
    await models.restore();
    expect(models.list()).toEqual([]);
    await models.dispose();
  });

  it("is not there for other computers", () => {
    const { components } = open({ platform: "darwin", arch: "arm64" });
    expect(components.list()).toEqual([]);
  });
});

describe("what is wrong is never installed", () => {
  const nothingIsThere = (): void => {
    expect(existsSync(home())).toBe(false);
    expect(readdirSync(join(folder, "engine-builds")).filter((name) => !name.startsWith("."))).toEqual([]);
  };

  it.each<[string, Partial<FakePackage>]>([
    ["a SHA-256", { sha256: "0".repeat(64) }],
    ["a SHA-512", { integrity: `sha512-${"A".repeat(86)}==` }],
    ["a bound of the unpacked size", { unpackedBytes: 1000 }],
  ])("by %s", async (_, wrong) => {
    mkdirSync(join(folder, "engine-builds"));
    const { components, told } = open({ packages: [{ ...main, ...wrong }] });
    const last = await install(components);
    expect(last).toMatchObject({ state: "failed", error: { code: "checksum-mismatch" } });
    nothingIsThere();
    expect(told).not.toContain("builds");
  });

  it.each<[string, Buffer]>([
    ["another package", packageOf("@node-llama-cpp/another", version, 100).archive],
    ["another version", packageOf(main.name, "9.9.9", 100).archive],
    ["no archive", Buffer.from("not an archive at all")],
    ["a path outside", gzipSync(tar([{ path: "package/../../evil", content: "x" }]))],
    ["no folder of npm's", gzipSync(tar([{ path: "other/package.json", content: "{}" }]))],
  ])("though its hash is right: %s", async (_, archive) => {
    mkdirSync(join(folder, "engine-builds"));
    const one = sealed(main.name, archive, 1_000_000);
    await registry.close();
    registry = await startRegistry([one], version);
    expect(await install(open({ packages: [one] }).components)).toMatchObject({
      state: "failed",
      error: { code: "checksum-mismatch" },
    });
    nothingIsThere();
    expect(existsSync(join(folder, "evil"))).toBe(false);
  });

  it("and what was there before stays", async () => {
    const { components } = open();
    await install(components);
    await components.dispose();
    const bad = { ...extra, integrity: `sha512-${"A".repeat(86)}==` };
    const later = open({ runtimeVersion: 12, packages: [main, bad] });
    expect(await install(later.components)).toMatchObject({ state: "failed" });
    expect(readdirSync(home())).toEqual(["linux-x64-cuda"]);
  });

  it("a registry that does not have it is named, at once", async () => {
    registry.status = 404;
    const last = await install(open().components);
    expect(last.error && worded(last.error)).toMatchObject({
      code: "not-found",
      message: expect.stringContaining("127.0.0.1") as string,
    });
    expect(registry.asked.length).toBeLessThanOrEqual(2);
  });
});

describe("after an end in the middle", () => {
  it("leftovers are no part, and go with the next installation; so do builds of other versions", async () => {
    const builds = join(folder, "engine-builds");
    const half = join(builds, ".in-0a1b2c", "node_modules", "@node-llama-cpp", "linux-x64-cuda");
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, "package.json"), JSON.stringify({ name: main.name, version }));
    mkdirSync(join(builds, "0.9.9", "node_modules"), { recursive: true });
    const { components } = open();
    expect(only(components).state).toBe("absent");
    await install(components);
    expect(readdirSync(builds)).toEqual([version]);
  });

  it("a download of another version of the application is dropped", async () => {
    registry.breakAfterBytes = 10;
    const old = open({ manifest: { version: "1.0.0", components: [] } });
    await old.components.dispose();
    const before = open();
    await install(before.components);
    await before.components.dispose();
    const journal = new DownloadJournal(db);
    const [entry] = journal.list();
    expect(entry).toBeDefined();
    db.run("UPDATE downloads SET commit_hash = '1.0.0'", []);
    const after = open();
    await after.components.restore();
    expect(journal.list()).toEqual([]);
    expect(only(after.components).state).toBe("absent");
  });
});
