import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { MeasureCommand } from "../protocol.ts";
import { readSystemTime } from "./system-time.ts";
import { forModel } from "../for-model.ts";

/** A measurement's length on a fast model; a slow one's is the time of `fewestSteps` steps. */
const windowMs = 120;
const fewestSteps = 2;
/** Not counted: the first steps after a change of threads or a rest. */
const warmUpSteps = 2;
/** One step of so long is a measurement by itself, and warms up enough: what disturbs a step takes far less. */
const longStepMs = 400;
/** Room for the steps of one measurement. */
const contextTokens = 256;
/** Tokens of a prompt that are read for one measurement, or this many seconds' worth of an answer where that is less. */
const promptTokens = { fewest: 8, most: 128 };
const promptSeconds = 2;
/**
 * llama.cpp's waiting threads spin, so threads that all have a core are nearly always busy; below this share, one
 * thread has none. A small model's steps on 2 quiet cores have 0.85 (between them one thread samples), beside a busy
 * program 0.5 to 0.65.
 */
const starvedShare = 0.7;
/** Reading a prompt has stretches that run on one thread. */
const starvedPromptShare = 0.6;

/**
 * Measures how fast the loaded model is with this many threads, in a separate small context: a conversation's tokens
 * stay in theirs. Stopped by a question, at the next token.
 */
export class PaceMeter {
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  #context: Promise<LlamaContext> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;
  #decodeTokensPerSecond = 0;

  constructor(llama: Llama, model: LlamaModel) {
    this.#llama = llama;
    this.#model = model;
  }

  /** Tokens per second; null when another program had the cores, or after a stop. */
  measure(command: MeasureCommand): Promise<number | null> {
    this.#stopped = false;
    const measured = this.#running.then(() => this.#measure(command)).catch(() => null);
    this.#running = measured;
    return measured;
  }

  /** Ends what is being measured and gives the memory back. */
  async stop(): Promise<void> {
    if (this.#context === null) return;
    this.#stopped = true;
    await this.#running;
    const context = this.#context;
    this.#context = null;
    await context.then((made) => made.dispose()).catch(() => undefined);
  }

  async #measure({ kind, threads }: MeasureCommand): Promise<number | null> {
    this.#context ??= this.#model.createContext({
      contextSize: contextTokens,
      batchSize: promptTokens.most,
      ignoreMemorySafetyChecks: true,
      failedCreationRemedy: false,
    });
    const sequence = (await this.#context).getSequence();
    this.#llama.maxThreads = threads;
    try {
      return await (kind === "decode" ? this.#decode(sequence, threads) : this.#prompt(sequence, threads));
    } finally {
      void sequence.dispose();
    }
  }

  async #decode(sequence: LlamaContextSequence, threads: number): Promise<number | null> {
    const [token] = this.#text(1);
    if (token === undefined) return null;
    let steps = -warmUpSteps;
    let begun = performance.now();
    let hadBegun = hadMs();
    const stream = sequence.evaluate([token], { temperature: 0, yieldEogToken: true });
    for await (const _ of stream) {
      if (this.#stopped) return null;
      steps++;
      const ms = performance.now() - begun;
      if (steps <= 0) {
        if (ms >= longStepMs) steps = 0;
        begun = performance.now();
        hadBegun = hadMs();
      } else if (
        (ms >= windowMs && steps >= fewestSteps) ||
        ms >= longStepMs ||
        sequence.nextTokenIndex >= contextTokens - 2
      ) {
        if (hadMs() - hadBegun < starvedShare * threads * ms) return null;
        this.#decodeTokensPerSecond = (steps * 1000) / ms;
        return this.#decodeTokensPerSecond;
      }
    }
    return null;
  }

  async #prompt(sequence: LlamaContextSequence, threads: number): Promise<number | null> {
    const { fewest, most } = promptTokens;
    const text = this.#text(Math.round(Math.min(most, Math.max(fewest, promptSeconds * this.#decodeTokensPerSecond))));
    const begun = performance.now();
    const hadBegun = hadMs();
    await sequence.evaluateWithoutGeneratingNewTokens(text);
    const ms = performance.now() - begun;
    if (this.#stopped || hadMs() - hadBegun < starvedPromptShare * threads * ms) return null;
    return (text.length * 1000) / ms;
  }

  /** Any tokens: what they mean takes no time. */
  #text(tokens: number): Token[] {
    const words = this.#model.tokenize(forModel`The quick brown fox jumps over the lazy dog. `);
    return Array.from({ length: tokens }, (_, at) => words[at % words.length]).filter((token) => token !== undefined);
  }
}

/** Processor time that this process has had, and that a hypervisor has taken: what no other program here could have. */
function hadMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + (readSystemTime()?.stolenMs ?? 0);
}
