import type {
  AnswerForm,
  ChatDelta,
  InstalledVariant,
  MessagePage,
  MessageStats,
} from "../../../src-shared/contract/index.ts";
import { type AppError, type Clock, type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { AnswerRun } from "./answer-run.ts";
import { sessionFor } from "./asked-for.ts";
import type { ChatStore } from "./chat-store.ts";
import type { ConversationSummaries } from "./conversation-summaries.ts";
import { leftOutOf, summariseOldest } from "./summarise-oldest.ts";
import type {
  BegunAnswer,
  ChatAnswer,
  ChatAsking,
  ChatLease,
  ChatModels,
  KeptConversation,
  MessageNode,
  SaidMessage,
} from "./types.ts";

export interface AnswerRunsOptions {
  store: ChatStore;
  summaries: ConversationSummaries;
  models: ChatModels;
  asking: ChatAsking;
  clock: Clock;
  logger: Logger;
  onDelta: (delta: ChatDelta) => void;
  /** What comes below this message of the conversation has changed other than by a delta; null: all of it. */
  onChanged: (conversationId: string, after: string | null) => void;
  /** No answer is being written any more. */
  onRest: () => void;
  /** The same, after one that the model has ended by itself. */
  onEnded: (task: AnswerTask) => void;
}

/** An answer to be written. */
export interface AnswerTask {
  /** As it was before the question. */
  conversation: KeptConversation;
  answer: MessageNode;
  variant: InstalledVariant;
  /** For this answer alone; null: as the conversation's settings say. */
  seed: number | null;
  /** What there is already of an answer that is gone on with; else null. */
  begun: BegunAnswer | null;
  /** What it must look like. */
  form: AnswerForm;
  /** Prepares the answer that is written when this one is whole; null where none is. */
  next: (() => AnswerTask) | null;
}

/** The one answer that is being written, and those that have ended and are not on the disk as they are shown. */
export class AnswerRuns {
  readonly #options: AnswerRunsOptions;
  /** One answer at a time. */
  #running: AnswerRun | null = null;
  /** Its model writes a summary first. */
  #isSummarising = false;
  /** Answers that have ended and are not on the disk as they are shown. */
  readonly #unkept = new Set<AnswerRun>();

  constructor(options: AnswerRunsOptions) {
    this.#options = options;
  }

  /** Throws `busy`. */
  requireFree(conversationId: string): void {
    this.#keepAll();
    const running = this.#running;
    if (running === null) return;
    throw appError("busy", running.conversationId === conversationId ? "answering" : "answering-elsewhere", {
      conversationId: running.conversationId,
    });
  }

  /** Begins to write it; its words come as deltas. */
  start(task: AnswerTask): void {
    const { conversation, answer, begun, form } = task;
    const { store, logger, onDelta } = this.#options;
    const run = new AnswerRun({
      conversationId: conversation.id,
      messageId: answer.id,
      begun: begun?.parts ?? [],
      form,
      onDelta,
      store: {
        grow: (growth) => {
          store.grow(answer, growth);
        },
        rewrite: (parts) => {
          store.rewrite(answer, parts);
        },
        end: (ending) => {
          store.endAnswer(answer, ending);
        },
      },
      onNotKept: (error) => {
        logger.error("an answer could not be kept yet", { messageId: answer.id, error: String(error) });
      },
    });
    this.#running = run;
    run.ended = this.#write(run, task);
  }

  /** What has come of the conversation's answers is on the disk, as far as that takes it. */
  flush(conversationId: string): void {
    this.#keepAll();
    if (this.#running?.conversationId === conversationId) this.#running.flush();
  }

  /** Messages as they are, whether the disk has taken all of them or not. */
  asItIs(conversationId: string, read: () => MessagePage): MessagePage {
    this.flush(conversationId);
    const running = this.#running;
    const kept = read();
    const runs = running === null ? [...this.#unkept] : [...this.#unkept, running];
    if (runs.every((run) => run.conversationId !== conversationId)) return kept;
    const messages = kept.messages.map(
      (message) => runs.find((run) => run.messageId === message.id)?.shown(message) ?? message,
    );
    return { ...kept, messages };
  }

  /** Resolves when its answer has ended; what was written is kept. */
  async stop(conversationId: string): Promise<void> {
    const run = this.#running;
    if (run?.conversationId !== conversationId) return;
    run.controller.abort();
    await run.ended;
  }

  /** The message of the conversation that is being written; null for none. */
  writing(conversationId: string): string | null {
    return this.#running?.conversationId === conversationId ? this.#running.messageId : null;
  }

  /** A summary is being written, before an answer in this conversation. */
  isSummarising(conversationId: string): boolean {
    return this.#isSummarising && this.#running?.conversationId === conversationId;
  }

  /** It thinks no longer and begins with the answer, where it is thinking. */
  answerNow(conversationId: string): void {
    if (this.#running?.conversationId === conversationId) this.#running.answerNow.abort();
  }

  /** Those whose messages are gone. */
  forget(isGone: (run: { conversationId: string; messageId: string }) => boolean): void {
    for (const run of this.#unkept) if (isGone(run)) this.#unkept.delete(run);
  }

  async dispose(): Promise<void> {
    if (this.#running !== null) await this.stop(this.#running.conversationId);
    this.#keepAll();
  }

  #keepAll(): void {
    for (const run of this.#unkept) if (run.flush()) this.#unkept.delete(run);
  }

  /** Never rejects: the message says what ended the answer. */
  async #write(run: AnswerRun, task: AnswerTask): Promise<void> {
    const { conversation, answer, variant, seed, begun, form, next } = task;
    const { store, summaries, models, asking, clock, logger, onChanged, onRest, onEnded } = this.#options;
    const { signal } = run.controller;
    let lease: ChatLease | null = null;
    let stopReason: ChatAnswer["stopReason"] | null = null;
    try {
      lease = await models.lease(sessionFor(conversation, variant), signal);
      const open: SaidMessage | null = begun === null ? null : { role: "assistant", parts: begun.parts };
      const asked = await summariseOldest({
        sources: { store, summaries, asking, clock },
        about: { conversation, variant, questionId: answer.parentId, form, open },
        ...{ lease, signal, variantName: answer.variantName ?? "" },
        onBegin: () => {
          this.#summarises(run, true);
        },
      }).finally(() => {
        this.#summarises(run, false);
      });
      const { request } = asked;
      const done = await lease.generate(
        seed === null ? request : { ...request, sampling: { ...request.sampling, seed } },
        {
          signal,
          answerNow: run.answerNow.signal,
          onText: (text) => run.add("text", text),
          onThinking: (text) => run.add("thinking", text),
          onRecast: () => {
            // What was there before stays what it was.
            if (begun !== null) return;
            run.recast();
            onChanged(conversation.id, answer.parentId);
          },
        },
      );
      const { leftOutTurns, ...rest } = done;
      const leftOut = leftOutOf(asked, leftOutTurns);
      this.#finish(run, { ...rest, leftOut }, begun?.stats ?? null);
      ({ stopReason } = done);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal") logger.error("an answer failed", { error });
      if (error.code === "cancelled" || signal.aborted) this.#end(run, "stopped", null, null);
      else this.#end(run, "failed", null, error);
    } finally {
      lease?.release();
      if (this.#running === run) this.#running = null;
      const endedBy = signal.aborted ? null : stopReason;
      if (endedBy === "end" || endedBy === "max-tokens") this.#goOn(next);
      onChanged(conversation.id, answer.parentId);
      if (this.#running === null) {
        onRest();
        if (endedBy === "end") onEnded(task);
      }
    }
  }

  #summarises({ conversationId, messageId }: AnswerRun, now: boolean): void {
    if (now === this.#isSummarising) return;
    this.#isSummarising = now;
    this.#options.onChanged(conversationId, messageId);
  }

  /** At once, so that nobody else asks in between. */
  #goOn(next: AnswerTask["next"]): void {
    if (next === null || this.#running !== null) return;
    try {
      this.start(next());
    } catch (thrown) {
      this.#options.logger.error("a further answer could not be begun", { error: String(thrown) });
    }
  }

  #finish(run: AnswerRun, done: Omit<ChatAnswer, "leftOutTurns"> & MessageStats, before: MessageStats | null): void {
    const { text: _text, thinking: _thinking, ...rest } = done;
    const { stopReason } = rest;
    const stats = before === null ? rest : continued(before, rest);
    if (stopReason === "stopped") this.#end(run, "stopped", stats, null);
    else if (stopReason === "context-full") this.#end(run, "stopped", stats, contextFull(stats));
    else this.#end(run, "complete", stats, null);
  }

  #end(
    run: AnswerRun,
    state: "complete" | "stopped" | "failed",
    stats: MessageStats | null,
    error: AppError | null,
  ): void {
    if (!run.end({ state, stats, error: error?.toDto() ?? null })) this.#unkept.add(run);
  }
}

/** The figures of an answer that was written in two goes: what it was read and written with is the second's. */
function continued({ tokens, firstTokenMs }: MessageStats, then: MessageStats): MessageStats {
  return { ...then, seed: null, tokens: tokens + then.tokens, firstTokenMs };
}

function contextFull({ contextTokens }: MessageStats): AppError {
  return appError("context-full", "answer-stops", { contextTokens });
}
