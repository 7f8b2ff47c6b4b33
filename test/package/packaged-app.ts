import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Page, chromium } from "@playwright/test";
import { sandboxArguments } from "../../scripts/setup/electron.mjs";
import { packageFolder } from "../../scripts/setup/package.mjs";

const folders = {
  darwin: { executable: "Bitloft.app/Contents/MacOS/Bitloft", resources: "Bitloft.app/Contents/Resources" },
  win32: { executable: "Bitloft.exe", resources: "resources" },
  linux: { executable: "bitloft", resources: "resources" },
};

/** Only what a desktop would have: nothing of the repository's own tools may reach the package. */
const inherited = [
  "PATH",
  "DISPLAY",
  "XAUTHORITY",
  "TMPDIR",
  "TEMP",
  "XDG_RUNTIME_DIR",
  "SYSTEMROOT",
  "APPDATA",
  "LOCALAPPDATA",
];

export interface PackagedApp {
  /** Runs the command line that the package brings along; its answer as text. */
  cli(...args: string[]): Promise<string>;
  start(): Promise<{ page: Page; quit(): Promise<number | null> }>;
  /** Names of what the window's bundle holds beside its page. */
  assets(): Promise<string[]>;
  dispose(): Promise<void>;
}

/**
 * The package, copied to where it cannot find the repository's `node_modules` by climbing up: inside it a broken one would
 * work.
 */
export async function copyOfPackage(): Promise<PackagedApp> {
  const platform = process.platform as keyof typeof folders;
  const home = await mkdtemp(join(tmpdir(), "bitloft-package-"));
  const folder = join(home, "app");
  await cp(packageFolder(), folder, { recursive: true, verbatimSymlinks: true });
  const { executable, resources } = folders[platform];
  const known = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = {
    ...Object.fromEntries(known),
    HOME: home,
    LANG: "en_US.UTF-8",
    HF_ENDPOINT: "http://127.0.0.1:9",
  } as NodeJS.ProcessEnv;
  const dataFolder = join(home, "data");
  const running = new Set<ChildProcess>();
  const launch = (command: string, args: string[]): ChildProcess => {
    const child = spawn(command, args, {
      cwd: home,
      env,
      shell: command.endsWith(".cmd"),
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    return child;
  };
  return {
    async cli(...args) {
      const command = join(folder, resources, "bin", platform === "win32" ? "bitloft.cmd" : "bitloft");
      const child = launch(command, [...args, "--data-dir", dataFolder]);
      const [output, errors] = [collect(child.stdout), collect(child.stderr)];
      const [code] = (await once(child, "close")) as [number | null];
      if (code !== 0) throw new Error(`bitloft ${args.join(" ")} ended with ${String(code)}: ${errors()}`);
      return output();
    },
    async start() {
      const child = launch(join(folder, executable), [
        ...sandboxArguments(),
        `--user-data-dir=${dataFolder}`,
        "--lang=en-US",
        // Chromium's own door: Node's inspector is closed by the package's fuses.
        "--remote-debugging-port=0",
      ]);
      const ended = once(child, "exit") as Promise<[number | null]>;
      const browser = await chromium.connectOverCDP(await debuggingAddress(child));
      const context = browser.contexts()[0]!;
      const page = context.pages()[0] ?? (await context.waitForEvent("page"));
      return {
        page,
        async quit() {
          await page.close();
          return (await ended)[0];
        },
      };
    },
    assets: () => listArchive(join(folder, resources, "app.asar"), ["out", "renderer", "assets"]),
    async dispose() {
      await Promise.all(
        [...running].map(async (child) => {
          const ended = once(child, "exit");
          child.kill("SIGKILL");
          await ended;
        }),
      );
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface ArchiveFolder {
  files?: Record<string, ArchiveFolder>;
}

/** Of an asar archive its head alone is read: four numbers, the last of them the length of the JSON that follows. */
async function listArchive(path: string, folder: readonly string[]): Promise<string[]> {
  const archive = await open(path);
  try {
    const { buffer: sizes } = await archive.read(Buffer.alloc(16), 0, 16, 0);
    const { buffer: json } = await archive.read(Buffer.alloc(sizes.readUInt32LE(12)), 0, sizes.readUInt32LE(12), 16);
    let found = JSON.parse(json.toString("utf8")) as ArchiveFolder | undefined;
    for (const name of folder) found = found?.files?.[name];
    return Object.keys(found?.files ?? {});
  } finally {
    await archive.close();
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Chromium writes it to stderr once it listens. */
async function debuggingAddress(child: ChildProcess): Promise<string> {
  const errors = collect(child.stderr);
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", () => {
      const address = /DevTools listening on (ws:\S+)/.exec(errors())?.[1];
      if (address) resolve(address);
    });
    child.once("exit", (code) => {
      reject(new Error(`The application ended with ${String(code)}: ${errors()}`));
    });
  });
}
