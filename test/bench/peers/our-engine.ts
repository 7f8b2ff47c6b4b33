import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Plan, defaultSampling } from "../../../src-shared/contract/index.ts";
import { silentLogger, systemClock } from "../../../src-main/ground/core/index.ts";
import type { TuningStore } from "../../../src-main/answers/engine/index.ts";
import { cpuPlan } from "../../fixtures/cpu-plan.ts";
import { OneEngine } from "../../fixtures/one-engine.ts";

/** The worker as it ships, or its source where nothing is built. */
const built = fileURLToPath(new URL("../../../out/main/engine-worker.js", import.meta.url));
const source = fileURLToPath(new URL("../../../src-main/answers/engine/worker/main.ts", import.meta.url));

export const contextTokens = 2048;
export const question = "Tell a long story about a ship that sails to the end of the world.";
export const greedy = { ...defaultSampling, temperature: 0, seed: 1 };

export function ourEngine(codeCacheFolder: string, tunings?: TuningStore): OneEngine {
  return new OneEngine({
    nodePath: process.execPath,
    workerPath: existsSync(built) ? built : source,
    codeCacheFolder,
    logger: silentLogger,
    clock: systemClock,
    ...(tunings === undefined ? {} : { tunings }),
  });
}

/** On the CPU alone, as the app would plan it. */
export const planFor = (threads: number): Plan => cpuPlan({ contextTokens, threads });

/** Tokens per second on our side of the pipe. */
export async function ourDecode(engine: OneEngine, answerTokens: number): Promise<number> {
  const times: number[] = [];
  const answer = await engine.generate(
    { messages: [{ role: "user", text: question }], sampling: greedy, maxTokens: answerTokens },
    { onText: () => times.push(performance.now()) },
  );
  const [first = NaN] = times;
  return ((answer.tokens - 1) * 1000) / (performance.now() - first);
}
