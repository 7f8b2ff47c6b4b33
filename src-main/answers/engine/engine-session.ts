import type { SessionCapabilities, SessionState } from "../../../src-shared/contract/index.ts";
import { AppError, type PromiseWithResolvers, appError, withResolvers } from "../../ground/core/index.ts";
import { type AnswerEnd, AnswersUnderWay } from "./answers-under-way.ts";
import { engineHangs, explainAnswerFailure, explainLoadFailure } from "./failure.ts";
import { type Wish, meets } from "./meets.ts";
import type { PendingAnswer } from "./pending-answer.ts";
import { type NewsReport, maxHintCharacters } from "./protocol.ts";
import type { SessionTuning } from "./session-tuning.ts";
import { Supervisor } from "./supervisor.ts";
import type {
  Answer,
  EngineOptions,
  GenerateOptions,
  GenerateRequest,
  InspectedPage,
  InspectedPrompt,
  LoadOptions,
  Session,
} from "./types.ts";

export interface SessionOptions {
  id: string;
  engine: EngineOptions;
  load: LoadOptions;
  tuning: SessionTuning;
  /** The file's own template took the engine down before: a known form is used. */
  ignoreTemplate: boolean;
  /** Whether the computer is quiet enough to measure what is fastest. */
  mayMeasure: () => boolean;
  onChange: () => void;
  /** Before a question. */
  onBegin: () => void;
  onAnswer: (answer: Answer, isAlone: boolean) => void;
  onFailed: (error: AppError) => void;
}

/** One loaded model in its own process, which may die without harm to any other. */
export class EngineSession implements Session {
  readonly id: string;
  readonly capabilities: SessionCapabilities;
  readonly files: readonly string[];
  readonly #options: SessionOptions;
  readonly #supervisor: Supervisor;
  readonly #begun = performance.now();
  readonly #answers: AnswersUnderWay;
  /** Null when it is loaded. */
  #load: PromiseWithResolvers<null> | null = withResolvers<null>();
  #state: SessionState;
  /** Resolves when its process is gone; null while it lives. */
  #gone: Promise<void> | null = null;

  constructor(options: SessionOptions) {
    const { id, engine, load, tuning, ignoreTemplate } = options;
    const { variantId, files, plan, predicted, steps = [], mappedTensors = [], templateHint = "" } = load;
    this.id = id;
    this.files = files;
    this.#options = options;
    this.capabilities = { leavesComputer: false, sequences: plan.sequences, contextTokens: plan.contextTokens };
    this.#state = {
      ...{ id, variantId, plan, predicted, steps, capabilities: this.capabilities },
      ...{
        status: "loading",
        loadProgress: 0,
        measured: null,
        contextUsedTokens: null,
        fallbackForm: null,
        error: null,
      },
    };
    this.#supervisor = new Supervisor({
      ...{ engine, load, environment: tuning.environment },
      phase: () => (this.#load === null ? this.#answers.phase : "loading"),
      onReport: (report) => this.#take(report),
      onLost: (error) => this.#fail(error),
    });
    const { child } = this.#supervisor;
    const keeping = engine.keptStates?.placeFor(load) ?? null;
    this.#answers = new AnswersUnderWay({
      ...{ most: plan.sequences, contextTokens: plan.contextTokens },
      send: (command) => child.send(command),
      onAsk: () => this.#supervisor.beginWork(),
      onLeft: () => this.#set({ status: this.#status() }),
      onHang: () => this.#fail(engineHangs()),
    });
    tuning.begin(child);
    child.send({
      ...{ type: "load", files, plan, threads: tuning.threads, mappedTensors, ignoreTemplate },
      templateHint: templateHint.slice(-maxHintCharacters),
      keeping,
    });
  }

  state(): SessionState {
    return this.#state;
  }

  processId(): number | null {
    return this.#gone === null ? (this.#supervisor.child.pid ?? null) : null;
  }

  meets(wish: Wish): boolean {
    const { asked } = this.#options.load;
    const { status, steps } = this.#state;
    if (status !== "ready" && status !== "answering") return false;
    const isAskedFor = asked !== undefined && meets(asked, wish);
    return wish.anew === true ? isAskedFor && steps.length > 0 : isAskedFor || meets(this.#state, wish);
  }

  /** Resolves when the model is in memory; rejects with what kept it from there. */
  async loaded(): Promise<void> {
    await this.#load?.promise;
  }

  async generate(request: GenerateRequest, options: GenerateOptions = {}): Promise<Answer> {
    const { aside: isAside = false } = request;
    this.#requireFree();
    if (isAside && this.busy > 0) throw appError("busy", "answering", {});
    this.#options.tuning.stop();
    const answer = await this.#answers.begin(request, options, () => {
      if (isAside) return;
      this.#options.onBegin();
      this.#set({ status: this.#status() });
    });
    const given = await answer.promise;
    if (!isAside) this.#options.onAnswer(given, answer.isAlone);
    return given;
  }

  async inspect(request: GenerateRequest, page: InspectedPage): Promise<InspectedPrompt> {
    if (this.#state.error !== null) throw new AppError(this.#state.error);
    if (this.#gone !== null || this.#load !== null) throw appError("no-model-loaded", "none-loaded");
    return this.#supervisor.child.inspect(request, page);
  }

  /** Answers that its process is at. */
  get busy(): number {
    return this.#answers.busy;
  }

  /** Others are being answered as well. */
  markShared(): void {
    this.#answers.markShared();
  }

  /** Nobody returns to this conversation. */
  forget(conversation: string): void {
    this.#supervisor.child.send({ type: "forget", conversation });
  }

  /** Until its next answer has ended. */
  stopMeasuring(): void {
    this.#options.tuning.stop();
  }

  /**
   * Ends it, whatever it is doing: a load ends as cancelled, an answer as stopped. Resolves when its process is
   * gone and its memory free.
   */
  end(how: "ask" | "kill" = "ask"): Promise<void> {
    if (this.#gone !== null) return this.#gone;
    this.#gone = this.#supervisor.end(this.#load === null ? how : "kill");
    this.#options.tuning.stop();
    this.#answers.stopAll();
    this.#load?.reject(appError("cancelled", "loading"));
    return this.#gone;
  }

  #requireFree(): void {
    if (this.#state.error !== null) throw new AppError(this.#state.error);
    if (this.#gone !== null) throw appError("no-model-loaded", "none-loaded");
    if (this.#load !== null) throw appError("busy", "loading");
    if (this.#answers.count >= this.capabilities.sequences) throw appError("busy", "answering", {});
  }

  #take(report: NewsReport): void {
    if (this.#gone !== null) return;
    const { logger } = this.#options.engine;
    switch (report.type) {
      case "progress":
        this.#set({ loadProgress: report.value });
        break;
      case "loaded":
        this.#finishLoad(report);
        break;
      case "loadFailed":
        this.#fail(explainLoadFailure(new AppError(report.error), report.log, this.#options.load));
        break;
      case "prompted":
        // What is written comes on top of it, and is counted at the end.
        if (!this.#answers.isAside(report.id)) this.#set({ contextUsedTokens: report.promptTokens });
        this.#answers.take(report);
        break;
      case "stopping":
      case "written":
      case "keeping":
      case "delta":
      case "recast":
        this.#answers.take(report);
        break;
      case "fellBack":
        if (report.form === null) logger.info("engine: the model's own chat template is used again");
        else logger.warn("engine: the model's own chat template is not used", { ...report.form });
        this.#set({ fallbackForm: report.form });
        break;
      case "answered":
        this.#endAnswer(report);
        break;
      case "answerFailed":
        // The reason came before this, through another pipe: it is read in this turn of the event loop, or was.
        setImmediate(() => {
          if (this.#gone === null) this.#endAnswer(report);
        });
        break;
      case "notice":
        logger.warn("engine", { notice: report.message });
        break;
      default:
        report satisfies never;
    }
  }

  #finishLoad({ memory }: Extract<NewsReport, { type: "loaded" }>): void {
    const measured = { ...memory, loadMs: Math.round(performance.now() - this.#begun) };
    this.#set({ status: "ready", loadProgress: null, measured, contextUsedTokens: 0 });
    this.#load?.resolve(null);
    this.#load = null;
    this.#rest();
  }

  #endAnswer(report: AnswerEnd): void {
    const answer = this.#answers.end(report.id);
    this.#rest();
    if (answer !== null) this.#finishAnswer(answer, report);
  }

  /** Time to measure, where nothing is under way. */
  #rest(): void {
    if (this.#answers.busy === 0 && this.#options.mayMeasure()) this.#options.tuning.rest();
  }

  #finishAnswer(answer: PendingAnswer, report: AnswerEnd): void {
    const status = this.#status();
    if (report.type === "answerFailed") {
      if (!answer.isAside) this.#set({ status });
      const words = this.#supervisor.child.lastWords();
      answer.fail(explainAnswerFailure(new AppError(report.error), words, this.#options.load));
      return;
    }
    if (answer.isAside) {
      answer.finish(report.answer);
      return;
    }
    const { measured } = this.#state;
    const { memory, contextUsedTokens } = report.answer;
    // Truer than after the load: what was mapped for it only is known by now.
    const fileBackedBytes = memory.fileBackedBytes ?? measured?.fileBackedBytes ?? null;
    this.#set({ status, contextUsedTokens, measured: measured && { ...measured, ...memory, fileBackedBytes } });
    answer.finish(report.answer);
  }

  #status(): "answering" | "ready" {
    return this.#answers.count > 0 ? "answering" : "ready";
  }

  #fail(error: AppError): void {
    if (this.#gone !== null) return;
    this.#options.engine.logger.error("engine failed", { code: error.code, key: error.key, ...error.details });
    this.#gone = this.#supervisor.end("kill");
    this.#options.tuning.stop();
    this.#options.onFailed(error);
    this.#set({ status: "failed", loadProgress: null, contextUsedTokens: null, error: error.toDto() });
    this.#load?.reject(error);
    this.#answers.failAll(error);
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange();
  }
}
