import type { AppError } from "../../ground/core/index.ts";
import type { Phase } from "./failure.ts";
import { generateCommand } from "./generate-command.ts";
import { PendingAnswer } from "./pending-answer.ts";
import type { Command, NewsReport } from "./protocol.ts";
import type { GenerateOptions, GenerateRequest } from "./types.ts";

/** A stop takes effect between tokens, or between pieces of a prompt; an answer that still goes on after this ends without the engine. */
const stopMs = 1500;
/** An engine that heard the stop may be at a long piece of a prompt on a slow disk; one that takes longer than this is given up. */
const leaveMs = 10_000;
/** One that is at its files takes as long as the disk: gigabytes that are written, and read again for their checksum. */
const keepingLeaveMs = 5 * 60_000;

export interface AnswersOptions {
  /** At one time. */
  most: number;
  contextTokens: number;
  send: (command: Command) => void;
  /** Before each question. */
  onAsk: () => void;
  /** An answer has ended although the engine is still at it. */
  onLeft: () => void;
  /** The engine ignores commands. */
  onHang: () => void;
}

interface Leaving {
  answer: PendingAnswer;
  giveUp: NodeJS.Timeout;
}

export type AnswerEnd = Extract<NewsReport, { type: "answered" | "answerFailed" }>;
export type AnswerNews = Extract<
  NewsReport,
  { type: "stopping" | "written" | "keeping" | "prompted" | "delta" | "recast" }
>;

/** The answers that one session is writing. Each of them ends in time once it is stopped, whether the engine listens or not. */
export class AnswersUnderWay {
  readonly #options: AnswersOptions;
  readonly #answers = new Map<number, PendingAnswer>();
  /** Abandoned answers that the engine is still writing. */
  readonly #leaving = new Map<number, Leaving>();
  /** Questions that wait until an answer has left. */
  readonly #waiting = new Map<number, () => void>();
  #lastId = 0;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Answers that a caller still waits for, without what is asked aside. */
  get count(): number {
    return [...this.#answers.values()].filter(({ isAside }) => !isAside).length;
  }

  /** That the engine is at, or about to be. */
  get busy(): number {
    return this.#answers.size + this.#leaving.size;
  }

  isAside(id: number): boolean {
    return (this.#answers.get(id) ?? this.#leaving.get(id)?.answer)?.isAside ?? false;
  }

  get phase(): Extract<Phase, "ready" | "prompting" | "answering"> {
    const leaving = [...this.#leaving.values()].map(({ answer }) => answer);
    const phases = [...leaving, ...this.#answers.values()].map(({ phase }) => phase);
    if (phases.includes("prompting")) return "prompting";
    return phases.includes("answering") ? "answering" : "ready";
  }

  /** Asks, or waits until there is room. */
  async begin(request: GenerateRequest, listener: GenerateOptions, onBegun: () => void): Promise<PendingAnswer> {
    const { signal, answerNow } = listener;
    const answer = new PendingAnswer(++this.#lastId, listener, request.aside);
    this.#answers.set(answer.id, answer);
    onBegun();
    const stop = (): void => this.#stop(answer);
    // Before the question, so that an abandoned answer is never begun.
    if (signal?.aborted === true) stop();
    const ask = (): void => this.#ask(answer, request);
    if (this.busy <= this.#options.most) ask();
    else this.#waiting.set(answer.id, ask);
    signal?.addEventListener("abort", stop, { once: true });
    const hurry = (): void => this.#options.send({ type: "answerNow", id: answer.id });
    // One that was hurried while its model was being loaded is hurried from the beginning.
    if (answerNow?.aborted === true) hurry();
    answerNow?.addEventListener("abort", hurry, { once: true });
    try {
      await answer.promise;
      return answer;
    } finally {
      signal?.removeEventListener("abort", stop);
      answerNow?.removeEventListener("abort", hurry);
    }
  }

  /** What comes of an answer before its end. */
  take(news: AnswerNews): void {
    const answer = this.#answers.get(news.id);
    switch (news.type) {
      case "stopping":
        if (answer !== undefined) answer.stop = "heard";
        break;
      case "written":
      case "prompted": {
        const asked = answer ?? this.#leaving.get(news.id)?.answer;
        if (asked !== undefined) asked.phase = "answering";
        break;
      }
      case "keeping":
        this.#noteKeeping(news.id, !news.isOver);
        break;
      case "delta":
        answer?.add(news.part, news.text);
        break;
      case "recast":
        answer?.recast();
        break;
      default:
        news satisfies never;
    }
  }

  /** The engine is done with it. Returns the answer where a caller still waits for it. */
  end(id: number): PendingAnswer | null {
    const answer = this.#answers.get(id) ?? null;
    clearTimeout(this.#leaving.get(id)?.giveUp);
    this.#answers.delete(id);
    this.#leaving.delete(id);
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next[0]);
      next[1]();
    }
    return answer;
  }

  /** The engine goes: what came so far is the answer. */
  stopAll(): void {
    this.#forget();
    for (const answer of this.#answers.values()) answer.stopEarly(this.#options.contextTokens);
  }

  /**
   * The engine is lost. A caller that stopped its answer keeps what came of it, and learns of the loss from the
   * session's state.
   */
  failAll(error: AppError): void {
    this.#forget();
    for (const answer of this.#answers.values()) {
      if (answer.stop === "none") answer.fail(error);
      else answer.stopEarly(this.#options.contextTokens);
    }
  }

  /** Others are being answered, so that their speed is not the model's. */
  markShared(): void {
    for (const answer of this.#answers.values()) answer.isAlone = false;
  }

  #ask(answer: PendingAnswer, request: GenerateRequest): void {
    answer.phase = "prompting";
    this.#options.onAsk();
    this.#options.send(generateCommand(answer.id, request));
  }

  #stop(answer: PendingAnswer): void {
    answer.stop = "asked";
    this.#options.send({ type: "stop", id: answer.id });
    const timer = setTimeout(() => this.#stopAnyway(answer), stopMs);
    const over = (): void => clearTimeout(timer);
    answer.promise.then(over, over);
  }

  #stopAnyway(answer: PendingAnswer): void {
    const { id } = answer;
    if (!this.#answers.has(id)) return;
    if (answer.stop !== "heard") {
      this.#options.onHang();
      return;
    }
    this.#answers.delete(id);
    // One that was never asked leaves nothing behind.
    if (!this.#waiting.delete(id)) this.#leaving.set(id, { answer, giveUp: this.#givingUp(answer) });
    this.#options.onLeft();
    answer.stopEarly(this.#options.contextTokens);
  }

  #noteKeeping(id: number, isKeeping: boolean): void {
    const leaving = this.#leaving.get(id);
    const answer = leaving?.answer ?? this.#answers.get(id);
    if (answer === undefined) return;
    answer.isKeeping = isKeeping;
    if (leaving === undefined) return;
    clearTimeout(leaving.giveUp);
    leaving.giveUp = this.#givingUp(answer);
  }

  #givingUp({ isKeeping }: PendingAnswer): NodeJS.Timeout {
    return setTimeout(() => this.#options.onHang(), isKeeping ? keepingLeaveMs : leaveMs);
  }

  #forget(): void {
    for (const { giveUp } of this.#leaving.values()) clearTimeout(giveUp);
    this.#leaving.clear();
    this.#waiting.clear();
  }
}
