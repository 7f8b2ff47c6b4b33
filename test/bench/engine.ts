import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../src-shared/contract/index.ts";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { ProbedHardware } from "../../src-main/ground/hardware/index.ts";
import { type Benchmark, type Comparison, byTurns, compare } from "./harness.ts";
import type { OneEngine } from "../fixtures/one-engine.ts";
import { benchModel } from "./peers/bench-model.ts";
import { contextTokens, greedy, ourDecode, ourEngine, planFor, question } from "./peers/our-engine.ts";
import { PlainProcess } from "./peers/plain-process.ts";
import { busynessInWords, processorInWords } from "./peers/surroundings.ts";

const answerTokens = 128;
/** Words of a prompt; some 600 tokens with the small model. */
const promptWords = 450;
const limitMs = 20_000;
const speedRounds = 7;
/** On any processor, busy or quiet. */
const leastRatio = 0.95;
/** For the peer at its defaults, whose threads may spin for seconds over a token. */
const defaultsLimitMs = 8_000;
const defaultsRounds = 3;

/** What all measurements need; `plan` has as many threads as the app would take on this machine. */
interface Bench {
  engine: OneEngine;
  model: string;
  plan: Plan;
  note: (text: string) => void;
}

let promptCount = 0;
/** Different from its first word on, so that nothing of it is cached. */
function longPrompt(): string {
  const words = ["sea", "wind", "harbour", "light", "stone", "bread", "winter", "letter", "garden", "train"];
  promptCount++;
  const text = Array.from({ length: promptWords }, (_, at) => words[(at * 7 + promptCount * (at % 5)) % 10]);
  return [promptCount, ...text].join(" ");
}

export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-"));
    const model = benchModel(folder, note);
    const engine = ourEngine(join(folder, "code"));
    try {
      const hardware = new ProbedHardware({ logger: silentLogger, modelsFolder: () => folder });
      const { cpu } = await hardware.get();
      note(`${await processorInWords(hardware)}; ${await busynessInWords()}`);
      const bench = { engine, model, plan: planFor(cpu.usableCores), note };
      return [await loadTime(bench), ...(await speed(bench)), ...(await speedAtDefaults(bench))];
    } finally {
      await engine.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function load({ engine, model, plan }: Bench): Promise<void> {
  await engine.load({ variantId: "bench", files: [model], plan, predicted: null });
}

/** From nothing to a context that can be asked, with the process that it takes. */
async function loadTime(bench: Bench): Promise<Comparison> {
  const { engine, model, plan, note } = bench;
  note("load time");
  const ours = async (): Promise<number> => {
    await engine.unload();
    const begun = performance.now();
    await load(bench);
    return performance.now() - begun;
  };
  const theirs = async (): Promise<number> => {
    const plain = await PlainProcess.start(model, contextTokens, plan.threads);
    await plain.end();
    return plain.loadMs;
  };
  // Once unmeasured: the file comes into the page cache, and our compiled code onto the disk.
  await theirs();
  await ours();
  const figures = await byTurns({ ours, theirs });
  await engine.unload();
  return compare(
    { name: "load time", peer: "node-llama-cpp, plain script", unit: "ms", ...figures },
    { at: "most", ratio: 1.1 },
  );
}

async function ourPrompt(engine: OneEngine): Promise<number> {
  const begun = performance.now();
  const answer = await engine.generate({
    messages: [{ role: "user", text: longPrompt() }],
    sampling: greedy,
    maxTokens: 1,
  });
  return ((answer.promptTokens - answer.cachedTokens) * 1000) / (performance.now() - begun);
}

async function theirDecode(plain: PlainProcess, limit = limitMs): Promise<number> {
  const { tokens, decodeMs } = await plain.answer({ prompt: question, maxTokens: answerTokens, limitMs: limit });
  return ((tokens - 1) * 1000) / decodeMs;
}

async function theirPrompt(plain: PlainProcess): Promise<number> {
  const { promptTokens, promptMs } = await plain.answer({ prompt: longPrompt(), maxTokens: 1, limitMs });
  return (promptTokens * 1000) / promptMs;
}

/** The peer gets the thread count that is best for it, for each of the two figures. */
async function speed(bench: Bench): Promise<Comparison[]> {
  const { engine, model, note } = bench;
  const cores = bench.plan.threads;
  const counts = [...new Set([1, 2, Math.ceil(cores / 2), cores])].filter((count) => count <= cores);
  await load(bench);
  const peers = await Promise.all(
    counts.map(async (threads) => ({ threads, plain: await PlainProcess.start(model, contextTokens, threads) })),
  );
  try {
    const comparisons: Comparison[] = [];
    for (const { name, ours, theirs } of [
      { name: "decode", ours: (ours: OneEngine) => ourDecode(ours, answerTokens), theirs: theirDecode },
      { name: "prompt", ours: ourPrompt, theirs: theirPrompt },
    ]) {
      const best = await fastest(peers, theirs);
      note(`${name}: the plain script is fastest with ${best.threads} of ${cores} threads`);
      const figures = await byTurns({ ours: () => ours(engine), theirs: () => theirs(best.plain) }, speedRounds);
      const peer = `node-llama-cpp, plain script, best thread count (${best.threads})`;
      comparisons.push(compare({ name, peer, unit: "tokens/s", ...figures }, { at: "least", ratio: leastRatio }));
    }
    return comparisons;
  } finally {
    await Promise.all(peers.map(({ plain }) => plain.end()));
    await engine.unload();
  }
}

interface Peer {
  threads: number;
  plain: PlainProcess;
}

async function fastest(peers: readonly Peer[], measure: (plain: PlainProcess) => Promise<number>): Promise<Peer> {
  const rated: (Peer & { speed: number })[] = [];
  for (const peer of peers) {
    const tries = [await measure(peer.plain), await measure(peer.plain)];
    rated.push({ ...peer, speed: Math.max(...tries) });
  }
  const best = rated.sort((a, b) => b.speed - a.speed)[0];
  if (best === undefined) throw new Error("no peer was started");
  return best;
}

/** Only reported: the peer's own default is never fewer than 4 threads. */
async function speedAtDefaults(bench: Bench): Promise<Comparison[]> {
  const { engine, model, note } = bench;
  note("the plain script at its defaults");
  await load(bench);
  const plain = await PlainProcess.start(model, contextTokens, "default");
  try {
    const peer = "node-llama-cpp, plain script, its defaults";
    const decode = await byTurns(
      { ours: () => ourDecode(engine, answerTokens), theirs: () => theirDecode(plain, defaultsLimitMs) },
      defaultsRounds,
    );
    const prompt = await byTurns({ ours: () => ourPrompt(engine), theirs: () => theirPrompt(plain) }, defaultsRounds);
    return [
      compare({ name: "decode, defaults", peer, unit: "tokens/s", ...decode }, null),
      compare({ name: "prompt, defaults", peer, unit: "tokens/s", ...prompt }, null),
    ];
  } finally {
    await plain.end();
    await engine.unload();
  }
}
