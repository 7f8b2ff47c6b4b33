import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type ElectronApplication, type Page, _electron } from "@playwright/test";
import { findElectron, sandboxArguments } from "../../../scripts/setup/electron.mjs";
import { root } from "../../../scripts/setup/paths.mjs";

export interface LaunchOptions {
  dataFolder: string;
  /** The stand-in's address; an unreachable one for "offline". */
  hubUrl: string;
  env?: Record<string, string>;
  theme?: "light" | "dark";
  /** The system's, as the window sees it, whatever the machine's own is. */
  systemLanguage?: string;
}

export interface RunningApp {
  application: ElectronApplication;
  page: Page;
  /** What the page logged as an error, CSP violations among them. */
  errors: string[];
  close(): Promise<void>;
}

/** Only what a desktop would have: a proxy or a token of the machine's must not reach a test. */
const inherited = [
  "PATH",
  "DISPLAY",
  "XAUTHORITY",
  "LANG",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "SYSTEMROOT",
  "APPDATA",
  "LOCALAPPDATA",
];

interface Start {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

function startOf({ dataFolder, hubUrl, env = {}, systemLanguage = "en-US" }: LaunchOptions): Start {
  const electron = findElectron();
  if (electron === null) throw new Error("Electron is not set up; `npm test` does that.");
  const own = Object.fromEntries(
    inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    executablePath: electron.executable,
    args: [...sandboxArguments(), root, `--user-data-dir=${dataFolder}`, `--lang=${systemLanguage}`],
    env: { ...own, HOME: dataFolder, HF_ENDPOINT: hubUrl, ...env },
  };
}

/** Starts it without a driver and waits until it ends by itself: Playwright's own work fails when one ends at once. */
export async function exitCodeOfStart(options: LaunchOptions): Promise<number | null> {
  const { executablePath, args, env } = startOf(options);
  const started = spawn(executablePath, args, { env, stdio: "ignore" });
  const [code] = (await once(started, "exit")) as [number | null];
  return code;
}

export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const { theme } = options;
  const application = await _electron.launch({
    ...startOf(options),
    timeout: 60_000,
    ...(theme === undefined ? {} : { colorScheme: theme }),
  });
  const page = await application.firstWindow();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  return {
    application,
    page,
    errors,
    close: () => application.close(),
  };
}

/**
 * Runs in main, and runs again where the driver lost its own promise to the garbage collection, as it now and then does while
 * main is starting. Only for what may run twice.
 */
export async function inMain<R, A = undefined>(
  application: ElectronApplication,
  work: (electron: typeof import("electron"), argument: A) => R,
  argument?: A,
): Promise<R> {
  for (let left = 5; ; left--) {
    try {
      return await application.evaluate(work as never, argument);
    } catch (error) {
      if (left === 0 || !String(error).includes("garbage collected")) throw error;
    }
  }
}

/** A folder for one test's data, and what removes it. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `bitloft-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** An address that never answers. */
export const silentAddress = "http://127.0.0.1:9";
