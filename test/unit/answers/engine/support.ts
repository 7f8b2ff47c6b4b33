import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EngineState, type Sampling, defaultSampling } from "../../../../src-shared/contract/index.ts";
import { type Logger, silentLogger, systemClock } from "../../../../src-main/ground/core/index.ts";
import type { LoadOptions } from "../../../../src-main/answers/engine/index.ts";
import type { EngineOptions } from "../../../../src-main/answers/engine/types.ts";
import { chatMlTemplate, scriptedModel, tinyChatModel } from "../../../fixtures/index.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { OneEngine } from "../../../fixtures/one-engine.ts";

export const workerPath = fileURLToPath(new URL("../../../../src-main/answers/engine/worker/main.ts", import.meta.url));

export const plan = cpuPlan({ contextTokens: 1024, batchTokens: 256, threads: 1 });

export const sampling: Sampling = { ...defaultSampling, seed: 7 };

/** A folder with two models in it, gone after the tests: a tiny one of random weights, and one whose answers never end. */
export function tinyModelFolder(): { folder: string; model: string; endless: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-engine-"));
  const [model, endless] = [join(folder, "tiny.gguf"), join(folder, "endless.gguf")];
  tinyChatModel(model);
  scriptedModel(endless, { ...chatMl, say: ["tick", " tock "], then: "again" });
  return { folder, model, endless, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** For scripted models that are asked in ChatML. */
export const chatMl = { template: chatMlTemplate, special: ["<|im_start|>"], eos: "<|im_end|>" };

export function loadOptions(model: string, overrides: Partial<LoadOptions> = {}): LoadOptions {
  return { variantId: "tiny", files: [model], plan, predicted: null, ...overrides };
}

export function newEngine(logger: Logger = silentLogger, more: Partial<EngineOptions> = {}): OneEngine {
  return new OneEngine({ nodePath: process.execPath, workerPath, logger, clock: systemClock, ...more });
}

export function ask(text: string): { messages: { role: "user"; text: string }[]; sampling: Sampling } {
  return { messages: [{ role: "user", text }], sampling };
}

/** Every status that the engine goes through, without repetitions. */
export function watchStatuses(engine: OneEngine): EngineState["status"][] {
  const seen: EngineState["status"][] = [];
  engine.onChange(({ status }) => {
    if (seen.at(-1) !== status) seen.push(status);
  });
  return seen;
}

/** One that has ended and that no parent has asked about counts as gone: where nothing adopts orphans, it stays in the list for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Of a loaded engine. Never a number that `process.kill` would take for more than this one process. */
export function pidOf(engine: OneEngine): number {
  const pid = engine.processId();
  if (pid === null) throw new Error("the engine has no process");
  return pid;
}

/** The engine's process, as soon as there is one. */
export async function started(engine: OneEngine): Promise<number> {
  for (;;) {
    const pid = engine.processId();
    if (pid !== null) return pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when the process is gone; the test's own time limit ends the wait. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}
