import { availableMemory } from "node:process";
import { type EngineState, type Plan, idleEngine } from "../../../src-shared/contract/index.ts";
import { AppError, Emitter, toAppError } from "../../ground/core/index.ts";
import { EngineChild } from "./engine-child.ts";
import { type Phase, engineHangs, explainAnswerFailure, explainExit, explainLoadFailure } from "./failure.ts";
import { countMemoryKills, isKilledForMemory } from "./memory-kills.ts";
import { PendingAnswer } from "./pending-answer.ts";
import { type NewsReport, type Threads, maxHintCharacters } from "./protocol.ts";
import { startRival } from "./start-rival.ts";
import {
  type EngineTuning,
  Tuner,
  type TunerOptions,
  type TuningKey,
  chooseEnvironment,
  environmentNames,
  filesBytes,
  hasRoomForCopies,
  sizeClassOf,
} from "./tuning/index.ts";
import type { Answer, Engine, EngineOptions, GenerateOptions, GenerateRequest, LoadOptions } from "./types.ts";

/** A stop takes effect between tokens, or between pieces of a prompt; an answer that still goes on after this ends without the engine. */
const stopMs = 1500;
/** An engine that heard the stop may be at a long piece of a prompt on a slow disk; one that takes longer than this is given up. */
const leaveMs = 10_000;

/** A child with what was asked of it. */
interface Loaded {
  child: EngineChild;
  options: LoadOptions;
  begun: number;
  phase: Phase;
  load: PromiseWithResolvers<EngineState> | null;
  answer: PendingAnswer | null;
  /** An answer that nobody waits for any more, while the engine is still at it. */
  leaving: Leaving | null;
  /** While it is not known what is fastest for this model. */
  tuner: Tuner | null;
  /** By the kernel, for want of memory, when the load or the answer began. */
  killsBefore: number | null;
}

interface Leaving {
  id: number;
  over: PromiseWithResolvers<void>;
  giveUp: NodeJS.Timeout;
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function createEngine(options: EngineOptions): Engine {
  return new Supervisor(options);
}

class Supervisor implements Engine {
  readonly #options: EngineOptions;
  readonly #changed = new Emitter<EngineState>();
  readonly #answered = new Emitter<Answer>();
  #state: EngineState = idleEngine;
  #loaded: Loaded | null = null;
  #lastAnswerId = 0;
  #disposed = false;
  /** Counts what was asked of the engine; only the last one's wish holds. */
  #turn = 0;
  /** Settles when every process that was ended is gone and its memory free. */
  #gone: Promise<unknown> = Promise.resolve();
  /** Variants whose own template took the engine down; a reload uses a known form. */
  readonly #brokenTemplates = new Set<string>();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  state(): EngineState {
    return this.#state;
  }

  onChange(listener: (state: EngineState) => void): () => void {
    const off = this.#changed.on(listener);
    return () => void off();
  }

  onAnswer(listener: (answer: Answer) => void): () => void {
    const off = this.#answered.on(listener);
    return () => void off();
  }

  async load(options: LoadOptions, signal?: AbortSignal): Promise<EngineState> {
    if (this.#disposed) throw new AppError("cancelled", "Bitloft is closing.");
    // Before it costs whatever is loaded by now.
    if (isAborted(signal)) throw cancelled();
    const turn = ++this.#turn;
    await this.#end();
    // Whoever asked for something else meanwhile goes first.
    if (turn !== this.#turn || isAborted(signal)) throw cancelled();
    const { variantId, plan, predicted } = options;
    const begun = performance.now();
    const sizeBytes = onGpu(plan) ? null : filesBytes(options.files);
    const key: TuningKey | null =
      sizeBytes === null ? null : { sizeClass: sizeClassOf(sizeBytes), maxThreads: plan.threads };
    const tunings = await this.#findTunings(key);
    if (turn !== this.#turn || isAborted(signal)) throw cancelled();
    const load = withResolvers<EngineState>();
    const hasRoom = (copies: number): boolean =>
      hasRoomForCopies(
        copies,
        { sizeBytes: sizeBytes ?? Infinity, anonymousBytes: predicted?.anonymousBytes ?? null },
        availableMemory(),
      );
    const { environment, tuning } = chooseEnvironment(tunings, hasRoom(2));
    const killsBefore = this.#countKills();
    const child: EngineChild = new EngineChild(this.#options, plan, environment, (report) =>
      this.#take(loaded, report),
    );
    const loaded: Loaded = {
      ...{ child, options, begun, phase: "loading", load, killsBefore },
      ...{ answer: null, leaving: null, tuner: null },
    };
    const others = environmentNames.filter(
      (name) => name !== environment && !tunings.some((one) => one.environment === name),
    );
    if (key !== null && (tuning === null || others.length > 0)) {
      const startRivalIfItFits: TunerOptions["startRival"] = (name, wanted) =>
        hasRoom(1) ? startRival(this.#options, options, name, wanted) : Promise.resolve(null);
      loaded.tuner = this.#tunerFor(loaded, key, {
        environment,
        known: tuning,
        unknown: others,
        startRival: startRivalIfItFits,
      });
    }
    this.#loaded = loaded;
    this.#set({
      ...idleEngine,
      status: "loading",
      variantId,
      loadProgress: 0,
      plan,
      predicted,
      steps: options.steps ?? [],
    });
    void child.exited.then((exit) => {
      if (this.#loaded !== loaded || child.ending) return;
      const isForMemory = (sent: NodeJS.Signals): boolean => this.#isForMemory(loaded, sent);
      this.#fail(loaded, explainExit(exit, loaded.phase, options, isForMemory));
    });
    const abort = (): void => {
      if (this.#loaded === loaded) void this.#end("kill");
    };
    signal?.addEventListener("abort", abort, { once: true });
    child.send({
      type: "load",
      files: options.files,
      plan,
      threads: threadsOf(plan, tuning),
      mappedTensors: options.mappedTensors ?? [],
      templateHint: (options.templateHint ?? "").slice(-maxHintCharacters),
      ignoreTemplate: this.#brokenTemplates.has(variantId),
    });
    try {
      return await load.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async generate(request: GenerateRequest, options: GenerateOptions = {}): Promise<Answer> {
    const { signal } = options;
    const loaded = this.#loaded;
    if (loaded === null) {
      if (this.#state.error !== null) throw AppError.fromDto(this.#state.error);
      throw new AppError("no-model-loaded", "No model is loaded. Choose one from your library first.");
    }
    if (loaded.load !== null) throw new AppError("busy", "The model is still loading. Ask again when it is ready.");
    if (loaded.answer !== null) throw new AppError("busy", "The model is still answering. Wait for it, or stop it.");
    loaded.tuner?.stop();
    const answer = new PendingAnswer(++this.#lastAnswerId, options);
    loaded.answer = answer;
    this.#set({ ...this.#state, status: "answering" });
    const stop = (): void => this.#stop(loaded, answer);
    // Before the question, so that an answer that nobody wants any more is not begun.
    if (signal?.aborted === true) stop();
    if (loaded.leaving === null) this.#ask(loaded, answer, request);
    else void loaded.leaving.over.promise.then(() => this.#ask(loaded, answer, request));
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const given = await answer.promise;
      this.#tell(this.#answered, given);
      return given;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  #ask(loaded: Loaded, answer: PendingAnswer, request: GenerateRequest): void {
    if (this.#loaded !== loaded || loaded.answer !== answer) return;
    loaded.phase = "prompting";
    loaded.killsBefore = this.#countKills();
    loaded.child.send({
      type: "generate",
      id: answer.id,
      messages: request.messages,
      sampling: request.sampling,
      maxTokens: request.maxTokens ?? request.sampling.maxTokens,
    });
  }

  /** The answer ends in time, whether the engine listens or not. */
  #stop(loaded: Loaded, answer: PendingAnswer): void {
    answer.stop = "asked";
    loaded.child.send({ type: "stop", id: answer.id });
    const timer = setTimeout(() => this.#stopAnyway(loaded, answer), stopMs);
    const over = (): void => clearTimeout(timer);
    answer.promise.then(over, over);
  }

  #stopAnyway(loaded: Loaded, answer: PendingAnswer): void {
    if (this.#loaded !== loaded || loaded.answer !== answer) return;
    if (answer.stop !== "heard") {
      this.#fail(loaded, engineHangs());
      return;
    }
    loaded.answer = null;
    loaded.leaving ??= {
      id: answer.id,
      over: withResolvers(),
      giveUp: setTimeout(() => this.#loaded === loaded && this.#fail(loaded, engineHangs()), leaveMs),
    };
    this.#set({ ...this.#state, status: "ready" });
    answer.stopEarly(loaded.options.plan.contextTokens);
  }

  processId(): number | null {
    return this.#loaded?.child.pid ?? null;
  }

  async gone(): Promise<void> {
    await this.#gone;
  }

  async unload(): Promise<void> {
    this.#turn++;
    await this.#end();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#turn++;
    await this.#end();
  }

  /** Ends what is there, whatever it is doing: a load is told that it was cancelled, an answer that it was stopped. */
  async #end(how: "ask" | "kill" = "ask"): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    if (this.#state.status !== "idle") this.#set(idleEngine);
    if (loaded !== null) {
      const { child, load, answer, options, tuner } = loaded;
      tuner?.stop();
      clearTimeout(loaded.leaving?.giveUp);
      this.#afterwards(how === "kill" || load !== null ? child.kill() : child.end());
      answer?.stopEarly(options.plan.contextTokens);
      load?.reject(cancelled());
    }
    await this.#gone;
  }

  #afterwards(ended: Promise<void>): void {
    this.#gone = Promise.all([this.#gone, ended]);
  }

  #take(loaded: Loaded, report: NewsReport): void {
    if (this.#loaded !== loaded) return;
    const { answer } = loaded;
    switch (report.type) {
      case "progress":
        this.#set({ ...this.#state, loadProgress: report.value });
        break;
      case "loaded":
        loaded.phase = "ready";
        this.#finishLoad(loaded, report);
        break;
      case "loadFailed":
        this.#fail(loaded, explainLoadFailure(AppError.fromDto(report.error), report.log, loaded.options));
        break;
      case "stopping":
        if (answer?.id === report.id) answer.stop = "heard";
        break;
      case "prompted":
        loaded.phase = "answering";
        break;
      case "delta":
        if (answer?.id === report.id) answer.add(report.part, report.text);
        break;
      case "recast":
        if (answer?.id === report.id) answer.recast();
        break;
      case "fellBack":
        if (report.form === null) this.#options.logger.info("engine: the model's own chat template is used again");
        else this.#options.logger.warn("engine: the model's own chat template is not used", { ...report.form });
        this.#set({ ...this.#state, fallbackForm: report.form });
        break;
      case "answered":
        this.#endAnswer(loaded, report);
        break;
      case "answerFailed":
        // The reason came before this, through another pipe: it is read in this turn of the event loop, or was.
        setImmediate(() => {
          if (this.#loaded === loaded) this.#endAnswer(loaded, report);
        });
        break;
      case "notice":
        this.#options.logger.warn("engine", { notice: report.message });
        break;
      default:
        report satisfies never;
    }
  }

  #finishLoad(loaded: Loaded, report: Extract<NewsReport, { type: "loaded" }>): void {
    this.#set({
      ...this.#state,
      status: "ready",
      loadProgress: null,
      measured: { ...report.memory, loadMs: Math.round(performance.now() - loaded.begun) },
      contextUsedTokens: 0,
    });
    loaded.load?.resolve(this.#state);
    loaded.load = null;
    loaded.tuner?.rest();
  }

  async #findTunings(key: TuningKey | null): Promise<EngineTuning[]> {
    if (key === null) return [];
    try {
      return (await this.#options.tunings?.find(key)) ?? [];
    } catch (thrown) {
      this.#options.logger.warn("engine: what was measured before could not be read", { error: String(thrown) });
      return [];
    }
  }

  #tunerFor(
    { child, options }: Loaded,
    key: TuningKey,
    task: Pick<TunerOptions, "environment" | "known" | "unknown" | "startRival">,
  ): Tuner | null {
    const { tunings, logger } = this.#options;
    if (tunings === undefined) return null;
    const keep = (tuning: EngineTuning): void => {
      logger.info("engine tuned", { ...key, ...tuning });
      tunings.keep(key, tuning).catch((thrown: unknown) => {
        logger.warn("engine: what was measured could not be kept", { error: String(thrown) });
      });
    };
    return new Tuner({
      ...task,
      process: child,
      maxThreads: options.plan.threads,
      onTuned: (tuning) => {
        child.send({ type: "useThreads", threads: threadsOf(options.plan, tuning) });
        keep(tuning);
      },
      onCompared: (compared) => {
        for (const tuning of compared) keep(tuning);
      },
      logger,
    });
  }

  #endAnswer(loaded: Loaded, report: AnswerEnd): void {
    const { answer, leaving } = loaded;
    if (answer?.id === report.id) this.#finishAnswer(loaded, answer, report);
    else if (leaving?.id === report.id) this.#finishLeaving(loaded, leaving);
  }

  #finishAnswer(loaded: Loaded, answer: PendingAnswer, report: AnswerEnd): void {
    loaded.answer = null;
    loaded.phase = "ready";
    loaded.tuner?.rest();
    if (report.type === "answerFailed") {
      this.#set({ ...this.#state, status: "ready" });
      answer.fail(explainAnswerFailure(AppError.fromDto(report.error), loaded.child.lastWords()));
      return;
    }
    const { measured } = this.#state;
    const { memory } = report.answer;
    this.#set({
      ...this.#state,
      status: "ready",
      contextUsedTokens: report.answer.contextUsedTokens,
      // Truer than after the load: what was mapped for it only is known by now.
      measured: measured && {
        ...measured,
        ...memory,
        fileBackedBytes: memory.fileBackedBytes ?? measured.fileBackedBytes,
      },
    });
    answer.finish(report.answer);
  }

  #finishLeaving(loaded: Loaded, { over, giveUp }: Leaving): void {
    clearTimeout(giveUp);
    loaded.leaving = null;
    loaded.phase = "ready";
    if (loaded.answer === null) loaded.tuner?.rest();
    over.resolve();
  }

  #isForMemory({ killsBefore, options }: Loaded, signal: NodeJS.Signals): boolean {
    const needBytes = options.predicted?.anonymousBytes ?? null;
    return isKilledForMemory({ signal, killsBefore, killsNow: this.#countKills(), needBytes });
  }

  #countKills(): number | null {
    return (this.#options.memoryKills ?? countMemoryKills)();
  }

  #fail(loaded: Loaded, error: AppError): void {
    this.#loaded = null;
    loaded.tuner?.stop();
    clearTimeout(loaded.leaving?.giveUp);
    if (error.code === "template-failed") this.#brokenTemplates.add(loaded.options.variantId);
    this.#options.logger.error("engine failed", { code: error.code, message: error.message, ...error.details });
    this.#set({ ...this.#state, status: "failed", loadProgress: null, contextUsedTokens: null, error: error.toDto() });
    this.#afterwards(loaded.child.kill());
    loaded.load?.reject(error);
    // Whoever stopped an answer has what came of it, and learns of the engine's end from its state.
    if (loaded.answer?.stop === "none") loaded.answer.fail(error);
    else loaded.answer?.stopEarly(loaded.options.plan.contextTokens);
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#tell(this.#changed, state);
  }

  #tell<T>(emitter: Emitter<T>, news: T): void {
    try {
      emitter.emit(news);
    } catch (thrown) {
      this.#options.logger.error("a listener of the engine's state failed", { message: toAppError(thrown).message });
    }
  }
}

type AnswerEnd = Extract<NewsReport, { type: "answered" | "answerFailed" }>;

const onGpu = (plan: Plan): boolean => plan.backend !== null && plan.gpuLayers > 0;
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function threadsOf(plan: Plan, tuning: EngineTuning | null): Threads {
  return { prompt: tuning?.promptThreads ?? plan.threads, decode: tuning?.decodeThreads ?? plan.threads };
}

function cancelled(): AppError {
  return new AppError("cancelled", "Loading was cancelled.");
}

/** `Promise.withResolvers` is not yet in Electron 33's Node 20. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}
