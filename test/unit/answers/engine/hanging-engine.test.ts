import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { worded } from "../../../fixtures/worded.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Logger, silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Answer } from "../../../../src-main/answers/engine/index.ts";
import type { OneEngine } from "../../../fixtures/one-engine.ts";
import {
  ask,
  gone,
  isAlive,
  loadOptions,
  newEngine,
  pidOf,
  started,
  tinyModelFolder,
  watchStatuses,
  workerPath,
} from "./support.ts";

const standIn = fileURLToPath(new URL("./engine-stand-in.mjs", import.meta.url));
/** More than an answer or a process may take to end; the timers are the test's own, so it takes no real time. */
const longEnoughMs = 2000;
const waiting = { timeout: 120_000 };

let files: ReturnType<typeof tinyModelFolder>;
let model: string;
beforeAll(() => {
  files = tinyModelFolder();
  model = files.endless;
});
afterAll(() => files.remove());

let engine: OneEngine;
const warnings: string[] = [];
const logger: Logger = {
  ...silentLogger,
  warn: (message, data) => void warnings.push(typeof data?.["notice"] === "string" ? data["notice"] : message),
};
beforeEach(() => {
  warnings.length = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await engine.dispose();
});

function goneForReal(pid: number): Promise<void> {
  vi.useRealTimers();
  return gone(pid);
}

/** A question whose first text has come, and what stops it. */
async function asking(text: string): Promise<{ answer: Promise<Answer>; seen: () => string; stop: () => void }> {
  const stopping = new AbortController();
  let seen = "";
  let answer!: Promise<Answer>;
  await new Promise<void>((begun) => {
    answer = engine.generate(ask(text), {
      signal: stopping.signal,
      onText: (more) => {
        seen += more;
        begun();
      },
    });
  });
  return { answer, seen: () => seen, stop: () => stopping.abort() };
}

describe.skipIf(process.platform === "win32")("an engine whose process was stopped", () => {
  beforeEach(() => {
    engine = newEngine(logger);
  });

  it("in mid-answer ends with a stop: the text is kept, the state says why, and a reload goes on", async () => {
    await engine.load(loadOptions(model));
    const pid = pidOf(engine);
    const statuses = watchStatuses(engine);
    const { answer, seen, stop } = await asking("Go on.");
    process.kill(pid, "SIGSTOP");
    stop();
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    expect(await answer).toMatchObject({ text: seen(), stopReason: "stopped" });
    expect(seen()).toMatch(/^tick/);
    expect(statuses).toEqual(["answering", "failed"]);
    const { error } = engine.state();
    expect(error && worded(error)).toMatchObject({
      code: "engine-crashed",
      message:
        "The engine stopped responding and was ended. The partial answer is kept; load the model again to go on.",
      details: { planAtFault: false },
    });
    await goneForReal(pid);
    await engine.load(loadOptions(model));
    expect(await engine.generate({ ...ask("Again."), maxTokens: 2 })).toMatchObject({ text: "tick tock ", tokens: 2 });
  });

  it("is unloaded", async () => {
    await engine.load(loadOptions(model));
    const pid = pidOf(engine);
    process.kill(pid, "SIGSTOP");
    const unloaded = engine.unload();
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    await unloaded;
    expect(engine.state()).toMatchObject({ status: "idle", error: null });
    await goneForReal(pid);
  });

  it("in mid-answer is unloaded as well, and the answer keeps its text", async () => {
    await engine.load(loadOptions(model));
    const pid = pidOf(engine);
    const { answer, seen } = await asking("Go on.");
    process.kill(pid, "SIGSTOP");
    const disposed = engine.dispose();
    expect(await answer).toMatchObject({ text: seen(), stopReason: "stopped" });
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    await disposed;
    await goneForReal(pid);
  });

  it("while it loads can be cancelled", async () => {
    const cancelling = new AbortController();
    const loading = engine.load(loadOptions(model), cancelling.signal);
    const pid = await started(engine);
    process.kill(pid, "SIGSTOP");
    cancelling.abort();
    await expect(loading).rejects.toMatchObject({ code: "cancelled" });
    expect(engine.state().status).toBe("idle");
    await goneForReal(pid);
  });

  it("gives way to another load", async () => {
    await engine.load(loadOptions(model, { variantId: "a" }));
    const pid = pidOf(engine);
    process.kill(pid, "SIGSTOP");
    const next = engine.load(loadOptions(model, { variantId: "b" }));
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    expect(await next).toMatchObject({ status: "ready", variantId: "b" });
    await goneForReal(pid);
  });

  it("is not waited for when not even a kill ends it", async () => {
    await engine.load(loadOptions(model));
    const pid = pidOf(engine);
    process.kill(pid, "SIGSTOP");
    // As with a process that waits for a driver inside the kernel.
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const unloaded = engine.unload();
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    await unloaded;
    expect(warnings).toEqual(["engine: a process does not end although it was killed; a driver holds it"]);
    kill.mockRestore();
    process.kill(pid, "SIGKILL");
  });
});

describe.skipIf(process.platform === "win32")("an engine that hears a stop and is still busy", () => {
  beforeEach(async () => {
    engine = newEngine(logger, { workerPath: standIn });
    await engine.load(loadOptions(model));
  });

  /** The stop has been heard, and its time is over. */
  async function stopped({ answer, stop }: Awaited<ReturnType<typeof asking>>): Promise<Answer> {
    stop();
    await noticed("stop 1");
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    return answer;
  }

  const noticed = (notice: string): Promise<boolean> => vi.waitUntil(() => warnings.includes(notice), waiting);

  it("ends the answer in time, keeps the model, and answers the next question after it", async () => {
    const first = await asking("One.");
    const pid = pidOf(engine);
    expect(await stopped(first)).toMatchObject({ text: "One.", stopReason: "stopped" });
    expect(engine.state().status).toBe("ready");
    const second = engine.generate(ask("Two."));
    expect(engine.state().status).toBe("answering");
    expect(warnings).not.toContain("generate 2");
    process.kill(pid, "SIGUSR2");
    await noticed("generate 2");
    process.kill(pid, "SIGUSR2");
    expect((await second).text).toBe("Two.");
    expect(engine.processId()).toBe(pid);
  });

  it("can be stopped again before the next question has begun", async () => {
    await stopped(await asking("One."));
    const stopping = new AbortController();
    const second = engine.generate(ask("Two."), { signal: stopping.signal });
    stopping.abort();
    await noticed("stop 2");
    await vi.advanceTimersByTimeAsync(longEnoughMs);
    expect(await second).toMatchObject({ text: "", stopReason: "stopped" });
    expect(engine.state().status).toBe("ready");
  });

  it("is ended when that takes too long", async () => {
    await stopped(await asking("One."));
    const pid = pidOf(engine);
    const waiting = engine.generate(ask("Two."));
    const refused = expect(waiting).rejects.toMatchObject({ code: "engine-crashed" });
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    expect(engine.state()).toMatchObject({ status: "failed", error: { details: { planAtFault: false } } });
    await goneForReal(pid);
  });

  it("takes along what its process has started", async () => {
    const { seen } = await asking("spawn");
    const started = Number(seen());
    expect(isAlive(started)).toBe(true);
    await engine.unload();
    await goneForReal(started);
  });
});

it.each([
  ["running", false],
  ["stopped", true],
])("the engine's process ends with its parent, however that ends: a %s one", async (_, isStopped) => {
  vi.useRealTimers();
  engine = newEngine();
  const script = join(files.folder, "parent.ts");
  const source = fileURLToPath(new URL("../../../../src-main/answers/engine/index.ts", import.meta.url));
  writeFileSync(
    script,
    `import { SessionPool } from ${JSON.stringify(source)};
     const nothing = () => undefined;
     const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
     const sessions = new SessionPool({ nodePath: process.execPath, workerPath: ${JSON.stringify(workerPath)}, logger, clock: { now: () => 0 } });
     const session = await sessions.load(${JSON.stringify(loadOptions(model))});
     console.log(session.processId());
     setInterval(nothing, 1000);`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(pid).toBeGreaterThan(0);
  if (isStopped && process.platform !== "win32") process.kill(pid, "SIGSTOP");
  parent.kill("SIGKILL");
  await gone(pid);
});
