import type {
  Answer,
  GenerateOptions,
  GenerateRequest,
  Session,
  SessionAnswer,
} from "../../../../src-main/answers/engine/index.ts";
import type { Lease, LeaseWish } from "../../../../src-main/answers/loading/index.ts";
import { type AppError, Emitter, appError } from "../../../../src-main/ground/core/index.ts";
import type { SessionState } from "../../../../src-shared/contract/index.ts";
import { answerStats } from "../chat/scripted-engine.ts";

export interface ScriptedAnswer {
  variantId: string;
  request: GenerateRequest;
  say: (text: string) => void;
  end: (how?: Partial<Answer>) => void;
  fail: (error: Error) => void;
}

/** Models whose answers the test writes, in a memory that holds so many of them. */
export class ScriptedLoader {
  /** What happened, in order: "load a", "ask a", "release a". */
  readonly log: string[] = [];
  readonly wishes: LeaseWish[] = [];
  readonly asked: ScriptedAnswer[] = [];
  failsToLoad = new Map<string, AppError>();
  /** Models that fit beside each other. */
  room = 2;
  #loaded: string[] = [];
  readonly #used = new Map<string, number>();
  #waiting: (() => void)[] = [];
  readonly #answers = new Emitter<SessionAnswer>();

  loaded({ variantId }: { variantId: string }): Session | null {
    return this.#loaded.includes(variantId) ? ({ id: variantId } as unknown as Session) : null;
  }

  onAnswer(listener: (given: SessionAnswer) => void): () => void {
    const end = this.#answers.on(listener);
    return () => {
      void end();
    };
  }

  /** As a conversation does that answers meanwhile. */
  use(variantId: string): () => void {
    this.#load(variantId);
    this.#used.set(variantId, 1);
    return () => {
      this.#release(variantId);
    };
  }

  async lease(wish: LeaseWish, signal?: AbortSignal): Promise<Lease> {
    this.wishes.push(wish);
    await Promise.resolve();
    const { variantId } = wish;
    const failure = this.failsToLoad.get(variantId);
    if (failure !== undefined) throw failure;
    while (!this.#loaded.includes(variantId)) {
      const held = this.#loaded.filter((id) => this.#used.has(id));
      if (held.length < (wish.beside === true ? this.room : 1)) this.#load(variantId);
      else if (wish.beside === true) throw doesNotFit();
      else await this.#given(signal);
    }
    this.#used.set(variantId, 1);
    return {
      id: variantId,
      state: () => stateOf(variantId),
      generate: (request, options) => this.#generate(variantId, request, options),
      release: () => this.#release(variantId),
    } as Lease;
  }

  /** Waits until so many answers were asked for. */
  async begun(count: number): Promise<ScriptedAnswer> {
    while (this.asked.length < count) await new Promise((resolve) => setImmediate(resolve));
    return this.asked[count - 1] as ScriptedAnswer;
  }

  #load(variantId: string): void {
    const held = this.#loaded.filter((id) => this.#used.has(id));
    const idle = this.#loaded.filter((id) => !this.#used.has(id));
    this.#loaded = [...held, ...idle.slice(Math.max(0, held.length + idle.length + 1 - this.room)), variantId];
    this.log.push(`load ${variantId}`);
  }

  async #given(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      signal?.addEventListener("abort", () => reject(appError("cancelled", "cancelled")));
    });
  }

  #release(variantId: string): void {
    this.#used.delete(variantId);
    this.log.push(`release ${variantId}`);
    for (const go of this.#waiting.splice(0)) go();
  }

  #generate(variantId: string, request: GenerateRequest, options: GenerateOptions = {}): Promise<Answer> {
    this.log.push(`ask ${variantId}`);
    return new Promise((resolve, reject) => {
      let text = "";
      const end = (how: Partial<Answer> = {}): void => {
        const answer = { ...answerStats, text, thinking: "", leftOutTurns: null, ...how };
        this.#answers.emit({ sessionId: variantId, answer, isAlone: this.#used.size === 1 });
        resolve(answer);
      };
      this.asked.push({
        ...{ variantId, request, end, fail: reject },
        say: (added) => {
          text += added;
          options.onText?.(added);
        },
      });
      options.signal?.addEventListener("abort", () => end({ stopReason: "stopped" }));
    });
  }
}

export const predicted = { anonymousBytes: 5, devices: [] } as unknown as SessionState["predicted"];
export const measured = { anonymousBytes: 4, fileBackedBytes: 3, gpuBytes: null, loadMs: 2 };

const stateOf = (variantId: string): SessionState =>
  ({ id: variantId, variantId, steps: [], predicted: null, measured }) as unknown as SessionState;

const doesNotFit = (): AppError =>
  appError("out-of-memory", "does-not-fit", {
    ...{ verdict: "does-not-fit", device: null, deviceKind: null, needBytes: null, budgetBytes: null, wayOut: null },
  });
