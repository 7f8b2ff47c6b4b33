import type { ComparisonDelta, SessionState } from "../../../src-shared/contract/index.ts";
import { AppError, type Dispose, type Logger, toAppError } from "../../ground/core/index.ts";
import { AnswerRun, type ChatAsking, requestOf, sessionFor } from "../chat/index.ts";
import type { Answer, Sessions } from "../engine/index.ts";
import type { Lease, Loader } from "../loading/index.ts";
import type { ComparisonsTable } from "./comparisons-table.ts";
import type { KeptComparison, KeptSide, SideEnding, SideOf } from "./types.ts";

export interface SideRunsOptions {
  table: ComparisonsTable;
  loader: Pick<Loader, "lease" | "loaded">;
  sessions: Pick<Sessions, "onAnswer">;
  asking: ChatAsking;
  logger: Logger;
  onDelta: (delta: ComparisonDelta) => void;
  /** More than words has changed of a comparison. */
  onChanged: (id: string) => void;
}

/** A side that waits for its answer, or is being answered. */
interface Asked extends SideOf {
  comparison: KeptComparison;
  kept: KeptSide;
  controller: AbortController;
}

/** What is written of a side, until all of it is on the disk. */
interface Writing extends SideOf {
  run: AnswerRun;
  ending: SideEnding | null;
}

/**
 * Answers one side after another, so that each has the computer to itself and its figures are the model's; or, where that is asked for, those
 * of a comparison at one time, as far as their models fit beside each other. What happens to one side is told there, and the others go on.
 */
export class SideRuns {
  readonly #options: SideRunsOptions;
  #queue: Asked[] = [];
  readonly #current = new Set<Asked>();
  readonly #writing = new Map<string, Writing>();
  /** Ended before their turn, which the disk has not taken yet. */
  readonly #stopped = new Map<string, SideOf>();
  /** Of each session's last answer. */
  readonly #wasAlone = new Map<string, boolean>();
  readonly #endListening: Dispose;
  #isWorking = false;
  /** Who waits for the end of what is being answered. */
  #waiters: (() => void)[] = [];

  constructor(options: SideRunsOptions) {
    this.#options = options;
    this.#endListening = options.sessions.onAnswer(({ sessionId, isAlone }) => {
      this.#wasAlone.set(sessionId, isAlone);
    });
  }

  /** These sides of it wait for their turn from now on. */
  add(comparison: KeptComparison, sides: readonly number[]): void {
    for (const side of sides) {
      const kept = comparison.sides[side];
      if (kept === undefined) continue;
      this.#stopped.delete(keyOf({ id: comparison.id, side }));
      this.#queue.push({ id: comparison.id, side, comparison, kept, controller: new AbortController() });
    }
    if (!this.#isWorking) void this.#work();
  }

  /** Ends what is being answered of a comparison, and what waits; null: of all. Resolves when they have ended. */
  async stop(id: string | null): Promise<void> {
    const isMeant = (one: SideOf): boolean => id === null || one.id === id;
    const current = [...this.#current].filter(isMeant);
    for (const { controller } of current) controller.abort();
    const waiting = this.#queue.filter(isMeant);
    this.#queue = this.#queue.filter((one) => !isMeant(one));
    for (const { id: of, side } of waiting) this.#stopped.set(keyOf({ id: of, side }), { id: of, side });
    this.#keepStopped((error) => {
      this.#options.logger.error("what was stopped could not be kept yet", { error: String(error) });
    });
    for (const changed of new Set(waiting.map((side) => side.id))) this.#options.onChanged(changed);
    while ([...this.#current].some((one) => current.includes(one))) await this.#ended();
  }

  /** A comparison as it is, whether the disk has taken all of it or not. */
  asItIs(kept: KeptComparison): KeptComparison {
    const sides = kept.sides.map((side, at) => {
      const key = keyOf({ id: kept.id, side: at });
      if (this.#stopped.has(key)) return { ...side, state: "stopped" as const };
      const writing = this.#writing.get(key);
      if (writing === undefined) return side;
      const isKept = writing.run.flush();
      if (isKept && writing.ending !== null) this.#writing.delete(keyOf(writing));
      return { ...side, ...writing.ending, parts: writing.run.parts };
    });
    this.#keepStopped();
    return { ...kept, sides };
  }

  async dispose(): Promise<void> {
    await this.stop(null);
    await this.#endListening();
  }

  /** What the disk does not take now is shown as it is, and tried again. */
  #keepStopped(onNotKept?: (error: unknown) => void): void {
    if (this.#stopped.size === 0) return;
    try {
      this.#options.table.stop([...this.#stopped.values()]);
      this.#stopped.clear();
    } catch (error) {
      onNotKept?.(error);
    }
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    // After whoever added them has told of them.
    await Promise.resolve();
    for (let group = this.#next(); group.length > 0; group = this.#next()) await this.#answerAll(group);
    this.#isWorking = false;
  }

  /** What is loaded goes first, so that of a batch no model is loaded twice; else what waits longest. */
  #next(): Asked[] {
    const { loader } = this.#options;
    const next = this.#queue.find((one) => loader.loaded(wishFor(one)) !== null) ?? this.#queue[0];
    if (next === undefined) return [];
    const group = next.comparison.atOnce ? this.#queue.filter(({ id }) => id === next.id) : [next];
    this.#queue = this.#queue.filter((one) => !group.includes(one));
    for (const one of group) this.#current.add(one);
    return group;
  }

  async #answerAll(group: readonly Asked[]): Promise<void> {
    const leased: { one: Asked; lease: Lease }[] = [];
    const later: Asked[] = [];
    for (const one of group) {
      const lease = await this.#told(one, () => this.#besideOthers(one));
      if (lease === "no-room") later.push(one);
      else if (lease !== null) leased.push({ one, lease });
    }
    await Promise.all(leased.map(({ one, lease }) => this.#told(one, () => this.#answer(one, lease))));
    for (const one of later)
      await this.#told(one, async () => {
        await this.#answer(one, await this.#leaseFor(one, false));
      });
    for (const one of group) this.#current.delete(one);
    for (const go of this.#waiters.splice(0)) go();
  }

  /** Null where it failed, which its side says. */
  async #told<T>(one: Asked, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      const error = toAppError(thrown);
      const isStopped = error.code === "cancelled" || one.controller.signal.aborted;
      if (error.code === "internal") this.#options.logger.error("an answer to compare failed", { error });
      this.#end(one, {
        state: isStopped ? "stopped" : "failed",
        figures: null,
        error: isStopped ? null : error.toDto(),
      });
      return null;
    }
  }

  /** A model beside what others use; it is waited for them where there is no room for that. */
  async #besideOthers(one: Asked): Promise<Lease | "no-room"> {
    try {
      return await this.#leaseFor(one, true);
    } catch (thrown) {
      const { code, key } = toAppError(thrown);
      if (code === "out-of-memory" && key === "does-not-fit") return "no-room";
      throw thrown;
    }
  }

  async #leaseFor(one: Asked, beside: boolean): Promise<Lease> {
    const { loader } = this.#options;
    const { signal } = one.controller;
    signal.throwIfAborted();
    if (loader.loaded(wishFor(one)) === null) this.#setState(one, "loading");
    const lease = await loader.lease({ ...wishFor(one), beside, afterLoss: "tell" }, signal);
    try {
      requireSame(lease.state(), one.kept);
    } catch (thrown) {
      lease.release();
      throw thrown;
    }
    return lease;
  }

  async #answer(one: Asked, lease: Lease): Promise<void> {
    const { asking } = this.#options;
    const { comparison, kept } = one;
    const { signal } = one.controller;
    try {
      signal.throwIfAborted();
      this.#setState(one, "answering");
      const { prompt, above, settings, seed, createdAt: at } = comparison;
      const said = [...above, { role: "user" as const, parts: [{ kind: "text" as const, text: prompt }] }];
      const request = await requestOf(asking, { settings, variant: kept.variant, said, at });
      const { run } = this.#write(one);
      const answer = await lease.generate(
        { ...request, sampling: { ...request.sampling, seed } },
        {
          signal,
          onText: (text) => run.add("text", text),
          onThinking: (text) => run.add("thinking", text),
          onRecast: () => {
            run.recast();
            this.#options.onChanged(one.id);
          },
        },
      );
      this.#end(one, endingOf(answer, lease.state(), this.#wasAlone.get(lease.id) ?? true));
    } finally {
      lease.release();
    }
  }

  #write({ id, side, comparison }: Asked): Writing {
    const { table, logger, onDelta } = this.#options;
    const run = new AnswerRun({
      conversationId: id,
      messageId: keyOf({ id, side }),
      begun: [],
      form: comparison.settings.answerForm,
      onDelta: ({ part, kind, offset, text }) => {
        onDelta({ id, side, part, kind, offset, text });
      },
      store: {
        grow: (growth) => {
          table.grow({ id, side }, growth);
        },
        rewrite: (parts) => {
          table.rewrite({ id, side }, parts);
        },
        end: () => {
          const ending = writing.ending;
          if (ending !== null) table.end({ id, side }, ending);
        },
      },
      onNotKept: (error) => {
        logger.error("an answer to compare could not be kept yet", { error: String(error) });
      },
    });
    const writing: Writing = { id, side, run, ending: null };
    this.#writing.set(keyOf(writing), writing);
    return writing;
  }

  #setState(one: Asked, state: "loading" | "answering"): void {
    this.#options.table.setState(one, state);
    this.#options.onChanged(one.id);
  }

  #end(one: Asked, ending: SideEnding): void {
    const writing = this.#writing.get(keyOf(one)) ?? this.#write(one);
    writing.ending = ending;
    const state = ending.state === "done" ? "complete" : ending.state;
    if (writing.run.end({ state, stats: null, error: ending.error })) this.#writing.delete(keyOf(one));
    this.#options.onChanged(one.id);
  }
}

const keyOf = ({ id, side }: SideOf): string => `${id}/${String(side)}`;

const wishFor = ({ comparison, kept }: Asked) => sessionFor(comparison, kept.variant);

/** Another variant than the one that is compared would be no answer; why its own plan gave way is in the steps. */
function requireSame({ variantId, steps }: SessionState, { variant }: KeptSide): void {
  if (variantId === variant.id) return;
  const [first] = steps;
  throw first === undefined ? new Error("another variant was loaded") : new AppError(first.reason);
}

function endingOf(
  { text: _text, thinking: _thinking, leftOutTurns: _leftOut, ...stats }: Answer,
  { predicted, measured }: SessionState,
  isAlone: boolean,
): SideEnding {
  const figures = { stats, predicted, measured, isAlone };
  const { stopReason, contextTokens } = stats;
  if (stopReason === "stopped") return { state: "stopped", figures, error: null };
  if (stopReason === "context-full")
    return {
      state: "failed",
      figures,
      error: { code: "context-full", key: "answer-stops", details: { contextTokens } },
    };
  return { state: "done", figures, error: null };
}
