import type { EngineTuning } from "./engine-tuning.ts";
import type { EnvironmentName } from "./environments.ts";
import { findFastest } from "./find-fastest.ts";
import { threadCandidates } from "./thread-candidates.ts";

export type PaceKind = "decode" | "prompt";

/** A process with the model loaded. Tokens per second with this many threads, or null when the measurement is of no use. */
export interface PacedProcess {
  measure(kind: PaceKind, threads: number): Promise<number | null>;
}

export interface TuneOptions {
  process: PacedProcess;
  environment: EnvironmentName;
  maxThreads: number;
  now: () => number;
  signal: AbortSignal;
}

/**
 * No measuring is begun that would end later than this, except the first of a kind. Answers leave half of it for
 * prompts, except for the second number of threads: only a comparison shows that all of them are too many, which costs
 * the most.
 */
const limitMs = { decode: 4000, second: 6000, all: 8000 };
/** Two processes that are compared are measured by turns, so that a change of the computer's mood meets both. */
const turns = 3;
const comparingLimitMs = 4000;

/**
 * Which threads are fastest for the model that is loaded. Null when it could not be found out this time: other programs
 * took cores, or a question came in.
 */
export async function tune(options: TuneOptions): Promise<EngineTuning | null> {
  const { process, environment, maxThreads, signal, now } = options;
  const begun = now();
  let lastMs = 0;
  const isOver = (kind: keyof typeof limitMs): boolean => signal.aborted || now() - begun + lastMs > limitMs[kind];
  const counts = threadCandidates(maxThreads);
  const of = (kind: PaceKind) =>
    findFastest(
      counts,
      async (threads) => {
        if (signal.aborted) return null;
        const start = now();
        const speed = await process.measure(kind, threads);
        lastMs = now() - start;
        return speed;
      },
      {
        isOver: (known) => isOver(kind === "prompt" ? "all" : known === 1 ? "second" : "decode"),
        // Fewer threads leave more of the computer to others.
        inDoubt: "last",
      },
    );
  const decode = await of("decode");
  if (decode === null) return null;
  const prompt = await of("prompt");
  if (prompt === null || signal.aborted) return null;
  return {
    decodeThreads: decode.candidate,
    promptThreads: prompt.candidate,
    environment,
    decodeTokensPerSecond: decode.tokensPerSecond,
    promptTokensPerSecond: prompt.tokensPerSecond,
  };
}

export interface Contender {
  process: PacedProcess;
  tuning: EngineTuning;
}

/** Their pace once more, by turns. Null when one of them could not be measured. */
export async function compareByTurns(
  contenders: readonly Contender[],
  now: () => number,
  signal: AbortSignal,
): Promise<EngineTuning[] | null> {
  const begun = now();
  const best = contenders.map(() => 0);
  for (let turn = 0; turn < turns; turn++) {
    if (turn > 0 && now() - begun > comparingLimitMs) break;
    for (const [at, { process, tuning }] of contenders.entries()) {
      const speed = signal.aborted ? null : await process.measure("decode", tuning.decodeThreads);
      // What disturbs can only slow.
      best[at] = Math.max(best[at] ?? 0, speed ?? 0);
    }
  }
  if (signal.aborted || best.includes(0)) return null;
  return contenders.map(({ tuning }, at) => ({ ...tuning, decodeTokensPerSecond: best[at] ?? 0 }));
}
