import type {
  AnswerStats,
  BranchChange,
  ChatDelta,
  Conversation,
  ConversationView,
  InstalledVariant,
  MessageState,
} from "../../../src-shared/contract/index.ts";
import { variantKey, withoutFormat } from "../../../src-shared/figures/index.ts";
import { AppError, ChangeFeed, type Clock, Emitter, type Logger, toAppError } from "../../ground/core/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import { AnswerRun } from "./answer-run.ts";
import { ChatStore } from "./chat-store.ts";
import { turnsOf } from "./turns.ts";
import type { Chat, ChatAnswer, ChatEngine, ChatVariants, MessageRecord } from "./types.ts";

export interface ChatOptions {
  db: Database;
  engine: ChatEngine;
  variants: ChatVariants;
  clock: Clock;
  logger: Logger;
}

export function createChat({ db, engine, variants, clock, logger }: ChatOptions): Chat {
  const store = new ChatStore({ db, clock });
  const deltas = new Emitter<ChatDelta>();
  const changes = new Emitter<BranchChange>();
  const conversations = new ChangeFeed<Conversation>();
  /** One engine, one answer at a time. */
  let running: AnswerRun | null = null;
  /** Answers that have ended and are not on the disk as they are shown. */
  const unkept = new Set<AnswerRun>();
  /** Of the conversations when another process's changes were last looked for. */
  let stamp: string | null = null;

  const told = (conversation: Conversation): Conversation => {
    conversations.tell({ put: [conversation] });
    return conversation;
  };

  function keepAll(): void {
    for (const run of unkept) if (run.flush()) unkept.delete(run);
  }

  /** Messages as they are, whether the disk has taken all of them or not. */
  function shown<V extends ConversationView>(id: string, read: () => V): V {
    keepAll();
    if (running?.conversationId === id) running.flush();
    const kept = read();
    const runs = running === null ? [...unkept] : [...unkept, running];
    if (runs.every((run) => run.conversationId !== id)) return kept;
    const messages = kept.messages.map(
      (message) => runs.find((run) => run.messageId === message.id)?.shown(message) ?? message,
    );
    return { ...kept, messages };
  }

  const changeBelow = (id: string, after: string | null): BranchChange => shown(id, () => store.changeBelow(id, after));

  /** Before anything is written: the one who answers, or the reason why nobody can. */
  function answerer(conversation: Conversation): InstalledVariant {
    keepAll();
    if (running !== null) {
      throw new AppError(
        "busy",
        running.conversationId === conversation.id
          ? "The model is still answering. Wait for it, or stop it."
          : "The model is still answering in another conversation. Wait for it, or stop it there.",
        { conversationId: running.conversationId },
      );
    }
    const variant = conversation.variantId === null ? null : variants.get(conversation.variantId);
    if (variant === null) {
      throw new AppError("no-model-loaded", "No model is chosen for this conversation. Choose one from your library.");
    }
    return variant;
  }

  /** `conversation` as it was before the question. */
  function start(conversation: Conversation, answer: MessageRecord, variant: InstalledVariant): BranchChange {
    const run = new AnswerRun({
      conversationId: conversation.id,
      messageId: answer.id,
      onDelta: (delta) => {
        deltas.emit(delta);
      },
      append: (text) => {
        store.append(answer.id, text);
      },
      rewrite: (text) => {
        store.rewrite(answer.id, text);
      },
      end: (state, stats, error) => {
        store.end(answer.id, state, stats, error);
      },
      onNotKept: (error) => {
        logger.error("an answer could not be kept yet", { messageId: answer.id, error: String(error) });
      },
    });
    running = run;
    run.ended = write(run, conversation, answer, variant);
    const change = changeBelow(conversation.id, store.fork(conversation.headId, answer.id));
    told(change.conversation);
    return change;
  }

  /** Never rejects: whatever ends the answer is told in the message. */
  async function write(
    run: AnswerRun,
    conversation: Conversation,
    answer: MessageRecord,
    variant: InstalledVariant,
  ): Promise<void> {
    const { signal } = run.controller;
    const { systemPrompt, sampling, contextTokens } = conversation.settings;
    try {
      await engine.ready(variant.id, contextTokens === null ? {} : { contextTokens }, signal);
      const turns = turnsOf(systemPrompt, answer.parentId === null ? [] : store.branch(answer.parentId));
      const done = await engine.generate(
        { messages: turns, sampling },
        {
          signal,
          onText: (text) => run.add("text", text),
          onThinking: (text) => run.add("thinking", text),
          onRecast: () => {
            run.recast();
            report(conversation.id, answer.parentId);
          },
        },
      );
      finish(run, done);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal") logger.error("an answer failed", { error });
      if (error.code === "cancelled" || signal.aborted) end(run, "stopped", null, null);
      else end(run, "failed", null, error);
    } finally {
      if (running === run) running = null;
      report(conversation.id, answer.parentId);
    }
  }

  function finish(run: AnswerRun, done: ChatAnswer): void {
    const { text: _text, thinking: _thinking, stopReason, ...rest } = done;
    const stats: AnswerStats = rest;
    if (stopReason === "stopped") end(run, "stopped", stats, null);
    else if (stopReason === "context-full") end(run, "stopped", stats, contextFull(stats));
    else end(run, "complete", stats, null);
  }

  function end(run: AnswerRun, state: MessageState, stats: AnswerStats | null, error: AppError | null): void {
    if (!run.end(state, stats, error?.toDto() ?? null)) unkept.add(run);
  }

  function report(conversationId: string, after: string | null): void {
    try {
      const change = changeBelow(conversationId, after);
      changes.emit(change);
      told(change.conversation);
    } catch (thrown) {
      // It was deleted while it was being written.
      if (toAppError(thrown).code !== "not-found")
        logger.error("a conversation could not be read", { error: String(thrown) });
    }
  }

  async function stop(conversationId: string): Promise<void> {
    const run = running;
    if (run?.conversationId !== conversationId) return;
    run.controller.abort();
    await run.ended;
  }

  return {
    list: (text) => store.page(text, null).items,
    page: ({ text, cursor }) => ({ revision: conversations.revision, ...store.page(text, cursor) }),
    get: (id) => shown(id, () => store.view(id)),

    create(input) {
      const variant = input.variantId === null ? null : variants.get(input.variantId);
      return told(store.create({ ...input, variantId: variant?.id ?? null }, variant && variantName(variant)));
    },

    rename: (id, title) => told(store.change(id, { title })),

    update({ id, variantId, settings }) {
      const chosen = variantId == null ? null : variants.get(variantId);
      if (variantId != null && chosen === null)
        throw new AppError("not-found", "This variant is no longer in the library.");
      return told(
        store.change(id, {
          ...(variantId === undefined ? {} : { variantId, variantName: chosen && variantName(chosen) }),
          ...(settings === undefined ? {} : { settings }),
        }),
      );
    },

    async remove(id) {
      await stop(id);
      store.remove(id);
      for (const run of unkept) if (run.conversationId === id) unkept.delete(run);
      conversations.tell({ removed: [id] });
    },

    send({ conversationId, text }) {
      const conversation = store.conversation(conversationId);
      const variant = answerer(conversation);
      const answer = store.ask(conversationId, conversation.headId, text, variantName(variant));
      return start(conversation, answer, variant);
    },

    retry({ conversationId, messageId }) {
      const conversation = store.conversation(conversationId);
      const variant = answerer(conversation);
      const message = store.message(conversationId, messageId);
      const questionId = message.role === "user" ? message.id : message.parentId;
      if (questionId === null) throw new AppError("invalid-input", "There is no question to answer again.");
      const answer = store.answerAgain(conversationId, questionId, variantName(variant));
      return start(conversation, answer, variant);
    },

    edit({ conversationId, messageId, text }) {
      const conversation = store.conversation(conversationId);
      const variant = answerer(conversation);
      const message = store.message(conversationId, messageId);
      if (message.role !== "user") throw new AppError("invalid-input", "Only a question can be edited.");
      const answer = store.ask(conversationId, message.parentId, text, variantName(variant));
      return start(conversation, answer, variant);
    },

    selectBranch({ conversationId, messageId }) {
      return changeBelow(conversationId, store.show(conversationId, messageId));
    },

    stop,
    onDelta: (listener) => deltas.on(listener),
    onChanged: (listener) => changes.on(listener),
    onConversations: (listener) => conversations.on(listener),

    noticeOutsideChanges() {
      const now = store.stamp();
      const before = stamp;
      stamp = now;
      if (before !== null && before !== now) conversations.tellGap();
    },

    recover() {
      const cut = store.markInterrupted();
      if (cut > 0) logger.info("answers were cut short by the end of the last run", { count: cut });
    },

    async dispose() {
      if (running !== null) await stop(running.conversationId);
      keepAll();
    },
  };
}

function contextFull({ contextTokens }: AnswerStats): AppError {
  return new AppError(
    "context-full",
    `The context of ${contextTokens} tokens is full, so the answer stops here. Nothing was cut off silently. Choose a longer context in this conversation's settings, or start a new one.`,
    { contextTokens },
  );
}

/** "Gemma-3-4B-it · Q4_K_M". */
function variantName({ name, modifiers, label }: InstalledVariant): string {
  return `${withoutFormat(name)} · ${variantKey(modifiers, label)}`;
}
