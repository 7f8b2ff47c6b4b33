import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { engineLibraries } from "../../src-main/answers/engine/index.ts";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { ProbedHardware } from "../../src-main/ground/hardware/index.ts";
import { type Benchmark, type Comparison, byTurns, compare, median } from "./harness.ts";
import { benchModel } from "./peers/bench-model.ts";
import { ChatServices } from "./peers/chat-services.ts";
import { question } from "./peers/our-engine.ts";
import { PlainProcess } from "./peers/plain-process.ts";
import { busynessInWords, processorInWords } from "./peers/surroundings.ts";
import { windowWork } from "./peers/window-work.ts";

const workerPath = fileURLToPath(new URL("../../src-main/answers/engine/worker/main.ts", import.meta.url));
const contextTokens = 2048;
const answerTokens = 128;
const speedRounds = 7;
const limitMs = 20_000;
/** The engine's own pool of threads looks for work for some 0.3 s after its last token, and ours reads ahead: who comes next would have a core less. */
const restMs = 600;

const turns = 20;
const turnTokens = 32;
const conversations = 3;

/** For a conversation of 8,000 tokens and the questions that follow. */
const longContextTokens = 9216;
/** Some 8,000 tokens with the small model. */
const longWords = 7970;

/** A chat as a person has it, from the question to the words: all of main, and the engine below it. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-chat-"));
    const model = benchModel(folder, note);
    const window = await workInWindow(model, note);
    const chat = await ChatServices.open(folder, model);
    try {
      const hardware = new ProbedHardware({ logger: silentLogger, modelsFolder: () => folder });
      const { cpu } = await hardware.get();
      note(`${await processorInWords(hardware)}; ${await busynessInWords()}`);
      return [
        ...(await speed(chat, model, cpu.usableCores, note)),
        window,
        await turnsOf(chat, note),
        ...(await returning(chat, note)),
      ];
    } finally {
      await chat.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** What the built application works while an answer streams into its window. */
async function workInWindow(model: string, note: (text: string) => void): Promise<Comparison> {
  const { main, window, graphics } = await windowWork(model);
  const inWords = (share: number): string => `${(share * 100).toFixed(1)} %`;
  note(`main works ${inWords(main)} of a core, the page ${inWords(window)}, Chromium's graphics ${inWords(graphics)}`);
  const share = { ours: (main + window) * 100, theirs: 100 };
  return compare(
    { name: "work of main and window meanwhile", peer: "one core", unit: "%", ...share },
    { at: "most", ours: 10 },
  );
}

/** Words a second as the window gets them, and what main works for it. */
async function speed(
  chat: ChatServices,
  model: string,
  cores: number,
  note: (text: string) => void,
): Promise<Comparison[]> {
  const counts = [...new Set([1, 2, Math.ceil(cores / 2), cores])].filter((count) => count <= cores);
  const libraries = engineLibraries(workerPath);
  const peers = await Promise.all(
    counts.flatMap((threads) =>
      [
        { name: "node-llama-cpp, plain script", threads, start: PlainProcess.start(model, contextTokens, threads) },
        ...(libraries === null
          ? []
          : [
              {
                name: "the engine alone",
                threads,
                start: PlainProcess.startRaw(libraries, model, contextTokens, threads),
              },
            ]),
      ].map(async ({ name, threads, start }) => ({ name, threads, peer: await start })),
    ),
  );
  const shares: number[] = [];
  const ours = async (): Promise<number> => {
    const { tokens, writingMs, coreShare } = await chat.ask(chat.begin(contextTokens, answerTokens), question);
    shares.push(coreShare);
    return ((tokens - 1) * 1000) / writingMs;
  };
  const decode = async (peer: PlainProcess): Promise<number> => {
    const { tokens, decodeMs } = await peer.answer({ prompt: question, maxTokens: answerTokens, limitMs });
    return ((tokens - 1) * 1000) / decodeMs;
  };
  try {
    // Loads the model, and the first answer is never the fastest.
    await ours();
    await ours();
    const comparisons: Comparison[] = [];
    for (const { name, ratio } of [
      { name: "node-llama-cpp, plain script", ratio: 1 },
      { name: "the engine alone", ratio: 0.95 },
    ]) {
      const rated = [];
      for (const one of peers.filter((candidate) => candidate.name === name))
        rated.push({ ...one, speed: Math.max(await decode(one.peer), await decode(one.peer)) });
      const best = rated.sort((a, b) => b.speed - a.speed)[0];
      if (best === undefined) continue;
      note(`${name} is fastest with ${best.threads} of ${cores} threads`);
      const rested = async (side: () => Promise<number>): Promise<number> => {
        await wait(restMs);
        return side();
      };
      const figures = await byTurns(
        { ours: () => rested(ours), theirs: () => rested(() => decode(best.peer)) },
        speedRounds,
      );
      const peer = `${name}, best thread count (${best.threads})`;
      comparisons.push(compare({ name: "answer", peer, unit: "tokens/s", ...figures }, { at: "least", ratio }));
    }
    const share = { ours: median(shares) * 100, theirs: 100 };
    return [
      ...comparisons,
      compare({ name: "work of main meanwhile", peer: "one core", unit: "%", ...share }, { at: "most", ours: 10 }),
    ];
  } finally {
    await Promise.all(peers.map(({ peer }) => peer.end()));
  }
}

/**
 * How long the first word takes in a long conversation, which has been read by then but for its last question. With a small model on a processor most
 * of it is attention, which the engine computes one token after another for fewer than 64 of them: 27 at a depth of 1,100 take six times as long as 20 at
 * the beginning, whoever asks for them.
 */
async function turnsOf(chat: ChatServices, note: (text: string) => void): Promise<Comparison> {
  note(`${conversations} conversations of ${turns} questions`);
  const [first, last]: [number[], number[]] = [[], []];
  for (let round = 0; round < conversations; round++) {
    // What was there before makes room here, and not in the first turn of what is measured.
    await chat.ask(chat.begin(contextTokens, 1), "Hello.");
    const id = chat.begin(contextTokens, turnTokens);
    for (let turn = 1; turn <= turns; turn++) {
      const { firstMs } = await chat.ask(id, `Question ${turn}: what comes next in the story of the ship?`);
      if (turn === 1) first.push(firstMs);
      if (turn === turns) last.push(firstMs);
    }
  }
  return compare(
    {
      name: `first word of turn ${turns}`,
      peer: "that of turn 1",
      unit: "ms",
      ours: median(last),
      theirs: median(first),
    },
    { at: "most", ratio: 1.5 },
  );
}

/** Back to a conversation that another one has taken the engine from; and once more when the model had left memory. */
async function returning(chat: ChatServices, note: (text: string) => void): Promise<Comparison[]> {
  const long = Array.from({ length: longWords }, (_, at) => ["sea", "wind", "harbour", "light", "stone"][(at * 7) % 5]);
  const id = chat.begin(longContextTokens, 8);
  await chat.ask(chat.begin(longContextTokens, 1), "Hello.");
  const anew = await chat.ask(id, long.join(" "));
  note(`a conversation of ${anew.promptTokens} tokens is read in ${(anew.firstMs / 1000).toFixed(1)} s`);
  const other = await chat.ask(chat.begin(longContextTokens, 8), question);
  note(`another one then waits ${other.firstMs.toFixed(0)} ms for its first word`);
  const back = await chat.ask(id, "And then?");
  await chat.unload();
  const reloaded = await chat.ask(id, "And then?");
  note(
    `read again: ${back.promptTokens - back.cachedTokens}, and ${reloaded.promptTokens - reloaded.cachedTokens} after a new load`,
  );
  const against = { peer: "reading it anew", unit: "ms", theirs: anew.firstMs };
  return [
    compare({ ...against, name: "return to it", ours: back.firstMs }, { at: "most", ratio: 0.15 }),
    compare({ ...against, name: "return, model loaded anew", ours: reloaded.firstMs }, { at: "most", ratio: 0.15 }),
  ];
}
