import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineState, Sampling } from "../../../src-main/contract/index.ts";
import { type Logger, silentLogger, systemClock } from "../../../src-main/core/index.ts";
import { type Engine, type LoadOptions, createEngine } from "../../../src-main/engine/index.ts";
import type { EngineOptions } from "../../../src-main/engine/types.ts";
import { tinyChatModel } from "../../fixtures/index.ts";
import { cpuPlan } from "../../fixtures/cpu-plan.ts";

export const workerPath = fileURLToPath(new URL("../../../src-main/engine/worker/main.ts", import.meta.url));

export const plan = cpuPlan({ contextTokens: 1024, batchTokens: 256, threads: 1 });

export const sampling: Sampling = { temperature: 0.7, topP: 0.95, topK: 40, seed: 7, maxTokens: null };

/** A folder with a tiny model of random weights in it, gone after the tests. */
export function tinyModelFolder(): { folder: string; model: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-engine-"));
  const model = join(folder, "tiny.gguf");
  tinyChatModel(model);
  return { folder, model, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function loadOptions(model: string, overrides: Partial<LoadOptions> = {}): LoadOptions {
  return { variantId: "tiny", files: [model], plan, predicted: null, ...overrides };
}

export function newEngine(logger: Logger = silentLogger, more: Partial<EngineOptions> = {}): Engine {
  return createEngine({ nodePath: process.execPath, workerPath, logger, clock: systemClock, ...more });
}

export function ask(text: string): { messages: { role: "user"; text: string }[]; sampling: Sampling } {
  return { messages: [{ role: "user", text }], sampling };
}

/** Every status that the engine goes through, without repetitions. */
export function watchStatuses(engine: Engine): EngineState["status"][] {
  const seen: EngineState["status"][] = [];
  engine.onChange(({ status }) => {
    if (seen.at(-1) !== status) seen.push(status);
  });
  return seen;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the process is gone; the test's own time limit ends the wait. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}
