import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ensureFallbackElectron, fallbackFolder, hasFallback } from "./electron-fallback.mjs";
import { withLock } from "./lock.mjs";
import { cacheRoot, root } from "./paths.mjs";
import { SetupError, say } from "./report.mjs";
import { run } from "./run.mjs";

const packageFolder = join(root, "node_modules", "electron");
const probeTimeoutMs = 5_000;
/** How long an unanswered probe is believed. */
const probeMemoryMs = 12 * 3600_000;
const downloadTimeoutMs = 15 * 60_000;
/** The first Electron with Node-API 10, which better-sqlite3 13 needs. */
const firstMajorWithNodeApi10 = 36;

const executableName =
  { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[process.platform] ?? "electron";

/**
 * The Electron that this clone uses, or null before setup: what ELECTRON_OVERRIDE_DIST_PATH names, else the official
 * binary of the pinned version, else the fall-back for development.
 */
export function findElectron() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named && existsSync(join(named, executableName))) return describe(named);
  const official = join(packageFolder, "dist");
  if (existsSync(join(official, executableName)) && versionIn(official) === pinnedVersion()) return describe(official);
  return existsSync(join(fallbackFolder(), executableName)) ? describe(fallbackFolder()) : null;
}

function describe(distFolder) {
  const version = versionIn(distFolder);
  return {
    version,
    distFolder,
    executable: join(distFolder, executableName),
    /** For development and tests only, never for a package that people install. */
    isFallback: distFolder === fallbackFolder(),
    hasNodeApi10: Number(version.split(".")[0]) >= firstMajorWithNodeApi10,
  };
}

/** What the npm command `electron`, electron-vite and electron-builder need to find this Electron. */
export function electronEnvironment(electron) {
  return { ELECTRON_OVERRIDE_DIST_PATH: electron.distFolder, ELECTRON_EXEC_PATH: electron.executable };
}

/** Chromium's sandbox refuses to run as root; as root, and only then, it is left out. */
export function sandboxArguments() {
  return process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

export async function ensureElectron() {
  const present = findElectron();
  if (present && (!present.isFallback || probedRecently())) return present;
  return withLock("electron", async () => {
    if (!hasFallback || (await isDownloadReachable())) {
      const problem = await downloadOfficial();
      if (problem === null) return findElectron();
      if (!hasFallback) throw new SetupError(`${problem}\n${remedy()}`);
    }
    const wasThere = findElectron();
    if (!wasThere) {
      say(`Electron ${pinnedVersion()} cannot be downloaded here; taking the fall-back for development`);
      await ensureFallbackElectron();
    }
    rememberProbe();
    return findElectron();
  });
}

function remedy() {
  return (
    `Electron ${pinnedVersion()} could not be downloaded from GitHub. Set ELECTRON_MIRROR to a mirror of its releases, ` +
    `or unpack its zip and set ELECTRON_OVERRIDE_DIST_PATH to that folder.`
  );
}

/** Electron's npm package brings its own, checksum-verified download. Null when it is in place, else what went wrong. */
async function downloadOfficial() {
  say(`downloading Electron ${pinnedVersion()} (about 110 MB)`);
  const { code, output } = await run(process.execPath, [join(packageFolder, "install.js")], {
    quiet: true,
    timeoutMs: downloadTimeoutMs,
  });
  return code === 0 && existsSync(join(packageFolder, "dist", executableName)) ? null : output;
}

/**
 * Asks for the very file, as GitHub may answer where its storage does not. Nothing is asked where a proxy, a mirror or
 * Electron's own download cache may know better.
 */
async function isDownloadReachable() {
  const environment = Object.keys(process.env).map((name) => name.toLowerCase());
  if (environment.some((name) => /^(https?_proxy|(npm_config_)?electron_mirror)$/.test(name))) return true;
  const version = pinnedVersion();
  const file = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  if (isInDownloadCache(file)) return true;
  try {
    const url = `https://github.com/electron/electron/releases/download/v${version}/${file}`;
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeTimeoutMs) })).ok;
  } catch {
    return false;
  }
}

function isInDownloadCache(file) {
  const folder =
    process.env.electron_config_cache ?? join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "electron");
  try {
    return readdirSync(folder).some((entry) => existsSync(join(folder, entry, file)));
  } catch {
    return false;
  }
}

const probeStamp = () => join(cacheRoot(), "electron", "unreachable");

function rememberProbe() {
  mkdirSync(dirname(probeStamp()), { recursive: true });
  writeFileSync(probeStamp(), "The official Electron could not be downloaded when this file was written.\n");
}

function probedRecently() {
  try {
    return Date.now() - statSync(probeStamp()).mtimeMs < probeMemoryMs;
  } catch {
    return false;
  }
}

function pinnedVersion() {
  return JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")).version;
}

function versionIn(distFolder) {
  try {
    return readFileSync(join(distFolder, "version"), "utf8").trim().replace(/^v/, "");
  } catch {
    return "0.0.0";
  }
}
