import type { EngineTuning } from "./engine-tuning.ts";
import { type EnvironmentName, usualEnvironment } from "./environments.ts";
import { findFastest } from "./find-fastest.ts";
import { threadCandidates } from "./thread-candidates.ts";

export type PaceKind = "decode" | "prompt";

/** A process with the model loaded. Tokens per second by so many threads, or null when the measurement says nothing. */
export interface PacedProcess {
  measure(kind: PaceKind, threads: number): Promise<number | null>;
}

export interface TuneOptions {
  process: PacedProcess;
  maxThreads: number;
  /** Other environments worth a try, and a process in each; null when there is none to be had. */
  rivals: readonly EnvironmentName[];
  startRival(environment: EnvironmentName): Promise<PacedProcess | null>;
  now(): number;
  signal: AbortSignal;
}

/**
 * No measuring is begun that would end after so long, but for the first of a kind. Answers leave half of it for prompts, but for
 * the second number of threads: without it nothing tells that all of them are too many, which costs the most.
 */
const limitMs = { decode: 4000, second: 6000, all: 8000 };

/**
 * Which threads and which environment are fastest for the model that is loaded. Null when it could not be found out this
 * time: other programs took cores, or somebody asks a question.
 */
export async function tune(options: TuneOptions): Promise<EngineTuning | null> {
  const { process, maxThreads, signal, now } = options;
  const begun = now();
  let lastMs = 0;
  const isOver = (kind: keyof typeof limitMs = "all"): boolean =>
    signal.aborted || now() - begun + lastMs > limitMs[kind];
  const take = async (measured: PacedProcess, kind: PaceKind, threads: number): Promise<number | null> => {
    if (signal.aborted) return null;
    const start = now();
    const speed = await measured.measure(kind, threads);
    lastMs = now() - start;
    return speed;
  };
  const counts = threadCandidates(maxThreads);
  const of = (kind: PaceKind) =>
    findFastest(counts, (threads) => take(process, kind, threads), {
      isOver: (known) => isOver(kind === "prompt" ? "all" : known === 1 ? "second" : "decode"),
      // Fewer threads leave more of the computer to others.
      inDoubt: "last",
    });
  const decode = await of("decode");
  if (decode === null) return null;
  const prompt = await of("prompt");
  if (prompt === null) return null;

  const processes = new Map([[usualEnvironment, process]]);
  for (const name of options.rivals) {
    const rival = isOver() ? null : await options.startRival(name);
    if (rival !== null) processes.set(name, rival);
  }
  const inEach = (name: EnvironmentName): Promise<number | null> =>
    take(processes.get(name) ?? process, "decode", decode.candidate);
  const environment =
    processes.size === 1
      ? null
      : await findFastest([...processes.keys()], inEach, { isOver: () => isOver(), inDoubt: "first" });
  if (signal.aborted) return null;
  return {
    decodeThreads: decode.candidate,
    promptThreads: prompt.candidate,
    environment: environment?.candidate ?? usualEnvironment,
    decodeTokensPerSecond: environment?.tokensPerSecond ?? decode.tokensPerSecond,
    promptTokensPerSecond: prompt.tokensPerSecond,
  };
}
