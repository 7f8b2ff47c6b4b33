import type { ChatAnswer, ChatLease, ChatModels, ChatSession, Turn } from "../../../../src-main/answers/chat/index.ts";
import type { AppError } from "../../../../src-main/ground/core/index.ts";
import type { AnswerForm, Sampling } from "../../../../src-shared/contract/index.ts";

export const answerStats = {
  seed: 4_294_967_295,
  stopReason: "end" as const,
  promptTokens: 12,
  cachedTokens: 4,
  tokens: 3,
  tokensPerSecond: 31.5,
  promptTokensPerSecond: 120.25,
  firstTokenMs: 80,
  contextUsedTokens: 15,
  contextTokens: 4096,
  threads: { usual: 4, fewest: 3 },
};

/** An engine whose answers the test writes. */
export class ScriptedEngine implements ChatModels {
  asked: { messages: Turn[]; variantId: string; contextTokens: number | undefined }[] = [];
  /** What each of them was asked with. */
  drawn: Sampling[] = [];
  forms: AnswerForm[] = [];
  failsToLoad: AppError | null = null;
  /** Turns that do not fit into the context. */
  leavesOut: ChatAnswer["leftOutTurns"] = null;
  /** That are held. */
  leases = 0;
  #loaded = { variantId: "", contextTokens: undefined as number | undefined };
  #current: {
    say: (text: string) => void;
    think: (text: string) => void;
    recast: () => void;
    end: (reason: ChatAnswer["stopReason"]) => void;
    fail: (error: Error) => void;
  } | null = null;
  #begun: (() => void)[] = [];

  async lease(...[{ variantId, plan }, signal]: Parameters<ChatModels["lease"]>): Promise<ChatLease> {
    await Promise.resolve();
    signal.throwIfAborted();
    if (this.failsToLoad !== null) throw this.failsToLoad;
    this.#loaded = { variantId, contextTokens: plan.contextTokens };
    this.leases++;
    return {
      plan: { contextTokens: answerStats.contextTokens },
      inspect: (...asked) => this.#inspect(...asked),
      generate: (...asked) => this.#generate(...asked),
      release: () => void this.leases--,
    };
  }

  /** What was asked to be shown, a token for each turn; null: the variant is not in memory. */
  inspected: Parameters<ChatSession["inspect"]>[] | null = [];

  loaded({ plan }: Parameters<ChatModels["loaded"]>[0]): ChatSession | null {
    if (this.inspected === null || plan.contextTokens !== this.#loaded.contextTokens) return null;
    return { inspect: (...asked) => this.#inspect(...asked) };
  }

  #inspect(...asked: Parameters<ChatSession["inspect"]>): ReturnType<ChatSession["inspect"]> {
    this.inspected?.push(asked);
    const [{ messages }, { from, count }] = asked;
    const tokens = messages.map(({ text }, id) => ({ id, text, special: id === 0 }));
    return Promise.resolve({
      ...{ total: tokens.length, tokens: tokens.slice(from, from + count), leftOutTurns: this.leavesOut },
    });
  }

  #generate(
    ...[{ messages, sampling, form }, { signal, onText, onThinking, onRecast }]: Parameters<ChatLease["generate"]>
  ): Promise<ChatAnswer> {
    this.drawn.push(sampling);
    this.forms.push(form);
    this.asked.push({ messages, ...this.#loaded });
    return new Promise((resolve, reject) => {
      let text = "";
      let thinking = "";
      const end = (stopReason: ChatAnswer["stopReason"]): void => {
        resolve({ ...answerStats, text, thinking, stopReason, leftOutTurns: this.leavesOut });
      };
      this.#current = {
        say: (added) => {
          text += added;
          onText(added);
        },
        think: (added) => {
          thinking += added;
          onThinking(added);
        },
        recast: () => {
          thinking = text;
          text = "";
          onRecast();
        },
        end,
        fail: reject,
      };
      signal.addEventListener("abort", () => {
        end("stopped");
      });
      for (const go of this.#begun.splice(0)) go();
    });
  }

  async begun(count: number): Promise<void> {
    if (this.asked.length < count) await new Promise<void>((resolve) => this.#begun.push(resolve));
  }

  say(text: string): void {
    this.#current?.say(text);
  }

  think(text: string): void {
    this.#current?.think(text);
  }

  recast(): void {
    this.#current?.recast();
  }

  end(reason: ChatAnswer["stopReason"] = "end"): void {
    this.#current?.end(reason);
  }

  fail(error: Error): void {
    this.#current?.fail(error);
  }
}
