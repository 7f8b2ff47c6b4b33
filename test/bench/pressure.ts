import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { syntheticModel, writeGguf } from "../fixtures/index.ts";
import { whyNoMemoryCgroup } from "../fixtures/memory-cgroup.ts";
import { PressedEngine, allowance, mostTries, predict, pressedModels, takenAway } from "../fixtures/pressure.ts";
import { type Benchmark, type Comparison, byTurns, compare } from "./harness.ts";

const answerTokens = 16;
const rounds = 3;
/** What "keeps its speed" means, and what "suffers" means. */
const keepsShare = 0.8;
const suffersShare = 0.8;

/** Decoding speed in what the plan says it needs, against the same without a limit; and with a part of it taken away. */
export const benchmark: Benchmark = {
  async run(note) {
    const refused = whyNoMemoryCgroup();
    if (refused !== null) {
      note(`skipped: ${refused}`);
      return [];
    }
    const comparisons: Comparison[] = [];
    for (const model of pressedModels) comparisons.push(...(await measure(model)));
    return comparisons;
  },
};

async function measure({ kind, label }: (typeof pressedModels)[number]): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-pressure-"));
  // A file for each: pages that another has in its cache would be free.
  const file = (name: string): string => {
    const path = join(folder, `${name}.gguf`);
    writeGguf(path, syntheticModel(kind, { label }));
    return path;
  };
  const engines: PressedEngine[] = [];
  const load = async (name: string, limitBytes: number | null, tries: number): Promise<() => Promise<number>> => {
    const engine = await PressedEngine.load(file(name), prediction, limitBytes);
    engines.push(engine);
    await engine.settle(tries);
    return async () => (await engine.answer(answerTokens)).tokensPerSecond ?? NaN;
  };
  const prediction = await predict(file("header"));
  const enough = prediction.needBytes * allowance;
  try {
    const free = await load("free", null, mostTries);
    const compared = async (
      name: string,
      limit: number,
      tries: number,
    ): Promise<{ name: string; ours: number; theirs: number }> => {
      const ours = await load(name, limit, tries);
      return { name: `${kind} ${label}, ${name}`, ...(await byTurns({ ours, theirs: free }, rounds)) };
    };
    const same = { peer: "the same without a limit", unit: "tokens/s" };
    const limited = await compared("its need and 5 %", enough, mostTries);
    const starved = await compared("a quarter less cache", enough - prediction.memory.fileBackedBytes * takenAway, 1);
    return [
      compare({ ...same, ...limited }, { at: "least", ratio: keepsShare }),
      compare({ ...same, ...starved }, { at: "most", ratio: suffersShare }),
    ];
  } finally {
    await Promise.all(engines.map((engine) => engine.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}
