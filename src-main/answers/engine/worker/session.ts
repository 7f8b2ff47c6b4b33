import type { Llama } from "node-llama-cpp";
import { AppError, appError } from "../../../ground/core/index.ts";
import { PartedAnswer, type PartSink } from "../thinking/index.ts";
import type { GenerateCommand, InspectCommand, LoadCommand, MeasureCommand, Report, Threads } from "../protocol.ts";
import { type AnswerHooks, answer } from "./answer.ts";
import { answerAside } from "./answer-aside.ts";
import { DeltaBatch } from "./delta-batch.ts";
import { fittingPrompt } from "./fitting-prompt.ts";
import type { KeptContexts } from "./kept-contexts.ts";
import { inspectPrompt } from "./inspect-prompt.ts";
import { type LoadedModel, loadModel } from "./loaded-model.ts";
import { wholeLog } from "./native.ts";
import { PromptMaker } from "./prompt-maker.ts";
import { ReadAhead } from "./read-ahead.ts";

/** Progress is reported in steps of this size. */
const progressStep = 0.01;

interface Ready {
  loaded: LoadedModel;
  maker: PromptMaker;
  /** Null where nothing is to be kept. */
  kept: KeptContexts | null;
  ahead: ReadAhead;
}

/** What the process does with the commands it gets: one load, then as many answers at a time as there are sequences. */
export class Session {
  readonly #opening: Promise<Llama>;
  readonly #send: (report: Report) => void;
  #ready: Ready | null = null;
  /** Answers that shall end, asked or not yet. */
  readonly #stopped = new Set<number>();
  /** Answers that shall think no longer. */
  readonly #hurried = new Set<number>();
  /** Answers that are being written. */
  readonly #answering = new Map<number, Promise<void>>();

  constructor(opening: Promise<Llama>, send: (report: Report) => void) {
    this.#opening = opening;
    this.#send = send;
  }

  async load(command: LoadCommand): Promise<void> {
    let told = 0;
    try {
      const loaded = await loadModel(this.#opening, command, (value) => {
        if (value < told + progressStep) return;
        told = value;
        this.#send({ type: "progress", value });
      });
      const maker = new PromptMaker(loaded.model, command.templateHint, command.ignoreTemplate, (form) =>
        this.#send({ type: "fellBack", form }),
      );
      const ahead = new ReadAhead(loaded.slots, maker);
      this.#ready = { loaded, maker, kept: await this.#keep(command), ahead };
      this.#send({ type: "loaded", memory: loaded.memory() });
    } catch (thrown) {
      this.#send({ type: "loadFailed", error: nativeError(thrown).toDto(), log: await wholeLog() });
    }
  }

  generate(command: GenerateCommand): Promise<void> {
    const { id } = command;
    const answered = this.#generate(command).finally(() => this.#answering.delete(id));
    this.#answering.set(id, answered);
    return answered;
  }

  async #generate(command: GenerateCommand): Promise<void> {
    const { id, conversation, aside } = command;
    const batch = new DeltaBatch({
      send: (part, text) => this.#send({ type: "delta", id, part, text }),
      recast: () => this.#send({ type: "recast", id }),
    });
    const said = new PartedAnswer();
    try {
      if (this.#ready === null) throw new Error("asked before a model was loaded");
      const { loaded, maker, kept, ahead } = this.#ready;
      const hooks: AnswerHooks = {
        stopped: () => this.#stopped.has(id),
        hurried: () => this.#hurried.has(id),
        onPrompt: (promptTokens, cachedTokens) => this.#send({ type: "prompted", id, promptTokens, cachedTokens }),
        parts: toBoth(said, batch),
      };
      await loaded.paceMeter.stop();
      await ahead.stop();
      if (aside) {
        const result = await answerAside(loaded, maker, command, hooks);
        batch.flush();
        this.#send({ type: "answered", id, answer: { ...result, leftOutTurns: null } });
        return;
      }
      const { prompt, leftOutTurns } = await fittingPrompt(maker, command, loaded.slots.contextTokens);
      this.#send({ type: "written", id });
      const slot = loaded.slots.take(prompt.tokens, conversation);
      const given = async () => {
        if (kept !== null) {
          this.#send({ type: "keeping", id, isOver: false });
          await kept.prepare(slot.sequence, conversation, prompt.tokens, hooks.stopped);
          this.#send({ type: "keeping", id, isOver: true });
        }
        return answer(loaded, slot, prompt, command, hooks);
      };
      const result = await given().finally(() => loaded.slots.giveBack(slot));
      kept?.noteReading(result);
      batch.flush();
      this.#send({ type: "answered", id, answer: { ...result, leftOutTurns } });
      if (leftOutTurns === null) ahead.begin({ command, said, isWhole: result.stopReason === "end" });
    } catch (thrown) {
      batch.flush();
      this.#fail(id, nativeError(thrown));
    } finally {
      this.#stopped.delete(id);
      this.#hurried.delete(id);
    }
  }

  /** Beside what is being written: between two tokens of it. */
  async inspect(command: InspectCommand): Promise<void> {
    const { id } = command;
    try {
      if (this.#ready === null) throw new Error("asked before a model was loaded");
      const { loaded, maker } = this.#ready;
      this.#send({ type: "inspected", id, page: await inspectPrompt(loaded, maker, command) });
    } catch (thrown) {
      this.#send({ type: "inspectFailed", id, error: nativeError(thrown).toDto() });
    }
  }

  async measure(command: MeasureCommand): Promise<void> {
    await this.#ready?.ahead.stop();
    const tokensPerSecond = (await this.#ready?.loaded.paceMeter.measure(command)) ?? null;
    this.#send({ type: "measured", id: command.id, tokensPerSecond });
  }

  /** What was measured takes effect, and the measuring's memory is given back. */
  useThreads(threads: Threads): void {
    this.#ready?.loaded.governor?.retune(threads);
    void this.#ready?.loaded.paceMeter.stop();
  }

  /** The cores are wanted for something else, until the next answer has been given. */
  stopReadingAhead(): void {
    void this.#ready?.ahead.stop();
  }

  /** Heard at once, whatever the native side is busy with. */
  stop(id: number): void {
    this.#stopped.add(id);
    this.#send({ type: "stopping", id });
  }

  answerNow(id: number): void {
    this.#hurried.add(id);
  }

  /** Nobody returns to this conversation. */
  forget(conversation: string): void {
    void this.#ready?.kept?.forget(conversation);
  }

  /** Stops what is being written, and keeps of the conversations what is worth it. */
  async end(): Promise<void> {
    const kept = this.#ready?.kept;
    if (kept == null) return;
    for (const id of this.#answering.keys()) this.#stopped.add(id);
    await Promise.allSettled(this.#answering.values());
    await this.#ready?.ahead.stop();
    await this.#ready?.loaded.paceMeter.stop();
    await kept.keepAll();
  }

  /** A command that breaks the protocol's limits. */
  refuse(raw: unknown, problem: string): void {
    const { id, type } = (raw ?? {}) as { id?: unknown; type?: unknown };
    if (type === "load") {
      const error = appError("invalid-input", "command-not-understood", { problem: problem.slice(0, 1000) });
      this.#send({ type: "loadFailed", error: error.toDto(), log: [] });
      return;
    }
    const tooLong = appError("invalid-input", "conversation-too-long", { problem });
    // The other kinds have numbers of their own: that of an answer may be the same.
    if (type === "generate" && typeof id === "number") this.#fail(id, tooLong);
    else if (type === "inspect" && typeof id === "number")
      this.#send({ type: "inspectFailed", id, error: tooLong.toDto() });
    else if (type === "measure" && typeof id === "number") this.#send({ type: "measured", id, tokensPerSecond: null });
    else this.#send({ type: "notice", message: `refused a command: ${problem.slice(0, 1000)}` });
  }

  async #keep({ keeping }: LoadCommand): Promise<KeptContexts | null> {
    if (keeping === null) return null;
    const { KeptContexts } = await import("./kept-contexts.ts");
    return new KeptContexts(keeping, (message) => this.#send({ type: "notice", message }));
  }

  #fail(id: number, error: AppError): void {
    this.#send({ type: "answerFailed", id, error: error.toDto() });
  }
}

function toBoth(one: PartSink, other: PartSink): PartSink {
  return {
    add: (part, text) => {
      one.add(part, text);
      other.add(part, text);
    },
    recast: () => {
      one.recast();
      other.recast();
    },
  };
}

/** Bare, since the main process finds better words for it in the log. */
function nativeError(thrown: unknown): AppError {
  return thrown instanceof AppError
    ? thrown
    : appError("internal", "unexpected", { reason: textOf(thrown) }, { cause: thrown });
}

const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
