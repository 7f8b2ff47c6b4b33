import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { scriptedModel, tinyChatModel } from "../../../fixtures/index.ts";
import { HostileServer, endlessConducts } from "../../models/catalog/http/hostile-server.ts";
import { CommandLine } from "./command-line.ts";

const main = fileURLToPath(new URL("../../../../src-main/doors/cli/main.ts", import.meta.url));
const gzip = { empty: gzipSync(""), large: gzipSync(Buffer.alloc(1_000_000)) };
const repository = "owner/name";

let folder: string;
let server: HostileServer;
let child: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-interrupt-"));
});
beforeEach(async () => {
  server = await HostileServer.start();
});
afterEach(async () => {
  child?.kill("SIGKILL");
  child = null;
  await server.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
}

/** The command line in a separate process. */
function start(args: string[], env: Record<string, string> = {}): { process: ChildProcess; ended: Promise<Ended> } {
  const made = spawn(process.execPath, [main, ...args, "--json", "--data-dir", join(folder, "data")], {
    env: { PATH: process.env["PATH"], HOME: folder, HF_HOME: folder, HF_ENDPOINT: server.url, ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child = made;
  let stdout = "";
  made.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const ended = new Promise<Ended>((resolve) => {
    made.once("close", (code, signal) => {
      resolve({ code, signal, stdout });
    });
  });
  return { process: made, ended };
}

function expectCancelled({ code, signal, stdout }: Ended): void {
  expect([code, signal]).toEqual([1, null]);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ error: { code: "cancelled" } });
}

describe("Ctrl+C ends", () => {
  it.each([
    "says nothing",
    "sends interim answers without end, slowly",
    "trickles its body",
    "never begins a body without a length",
  ])("a search while the server %s", async (name) => {
    server.conduct = endlessConducts(server, gzip)[name] ?? (() => undefined);
    const asked = new Promise<void>((resolve) => (server.onRequest = resolve));
    const { process: running, ended } = start(["search", "llama"]);
    await asked;
    running.kill("SIGINT");
    expectCancelled(await ended);
  });

  it.each([
    ["SIGINT", ["fit", repository]],
    ["SIGTERM", ["fit", repository]],
    ["SIGINT", ["pull", repository]],
    ["SIGTERM", ["pull", `${repository}:Q4_K_M`]],
  ] as const)("by %s: %o", async (signal, args) => {
    const asked = new Promise<void>((resolve) => (server.onRequest = resolve));
    const { process: running, ended } = start([...args]);
    await asked;
    running.kill(signal);
    expectCancelled(await ended);
  });

  it.each(["HTTPS_PROXY", "ALL_PROXY"])("a search whose %s never answers", async (variable) => {
    const asked = new Promise<void>((resolve) => (server.onConnection = resolve));
    const scheme = variable === "ALL_PROXY" ? "socks5h" : "http";
    const proxy = server.url.replace("http:", `${scheme}:`);
    const { process: running, ended } = start(["search", "llama"], {
      HF_ENDPOINT: "https://hub.example",
      [variable]: proxy,
    });
    await asked;
    running.kill("SIGINT");
    expectCancelled(await ended);
  });
});

describe("Ctrl+C ends what reads files", () => {
  const size = 8 * 1024 ** 3;

  /** Far more than is read within a second, and nothing on the disk. */
  function hugeModel(name: string): string {
    const path = join(folder, name);
    tinyChatModel(path);
    truncateSync(path, size);
    return path;
  }

  it.skipIf(process.platform === "win32")("a check, which leaves the variant as it was", async () => {
    const path = hugeModel("huge-Q8_0.gguf");
    const cli = new CommandLine();
    const dataFolder = join(folder, "data");
    expect((await cli.run(["import", path], { dataFolder })).code).toBe(0);
    const { process: running, ended } = start(["verify", "huge"]);
    // Once: a second one would end it before it has told how it ended.
    let isAsked = false;
    running.stdout?.on("data", (text: string) => {
      if (isAsked || !text.includes('"event":"progress"')) return;
      isAsked = true;
      running.kill("SIGINT");
    });
    expectCancelled(await ended);
    const listed = await cli.run(["list", "--json"], { dataFolder });
    cli.close();
    expect(listed.answer).toMatchObject({ variants: [{ state: "ready", sha256: null }] });
  });
});

describe("Ctrl+C ends a chat", () => {
  beforeAll(async () => {
    const model = join(folder, "endless.gguf");
    scriptedModel(model, { say: ["ha "], then: "again" });
    const cli = new CommandLine();
    const { code } = await cli.run(["import", model], { dataFolder: join(folder, "data") });
    cli.close();
    expect(code).toBe(0);
  });

  it("that waits for its prompt", async () => {
    const { process: running, ended } = start(["chat", "endless"], { BITLOFT_LOG: "debug" });
    await new Promise<void>((resolve) =>
      running.stdin?.write("Hel", () => {
        resolve();
      }),
    );
    running.kill("SIGINT");
    const { code, signal } = await ended;
    // Before the command listens, the signal ends it by itself.
    expect(signal === "SIGINT" || code === 1).toBe(true);
  });

  it.skipIf(process.platform !== "linux").each(["SIGSTOP", "SIGCONT"] as const)(
    "while its engine answers (%s), and the engine with it",
    async (state) => {
      const { process: running, ended } = start(["chat", "endless", "--prompt", "Hello", "--context", "256"]);
      await new Promise<void>((resolve) => {
        running.stdout?.on("data", (text: string) => {
          if (text.includes('"event":"text"')) resolve();
        });
      });
      const engines = childrenOf(running.pid ?? 0).filter(isEngine);
      expect(engines.length).toBeGreaterThan(0);
      for (const engine of engines) process.kill(engine, state);
      running.kill("SIGINT");
      await ended;
      await expect.poll(() => engines.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    },
  );
});

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent);
}

/** Not the guard beside it, which ends it. */
function isEngine(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0]?.endsWith("node") === true;
}

/** A process that has ended and was not reaped yet does not count. */
function isAlive(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && state !== "Z";
}

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    const [, state = "", parent = ""] = /\) (\w) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
