import { type EngineState, engineStateOf } from "../../../src-shared/contract/index.ts";
import { type AppError, Emitter, appError, toAppError } from "../../ground/core/index.ts";
import { EngineSession } from "./engine-session.ts";
import { conversationPattern } from "./protocol.ts";
import { SessionTuning } from "./session-tuning.ts";
import type { EngineOptions, LoadOptions, Session, SessionAnswer, Sessions } from "./types.ts";

/** The sessions of this computer: each a process that loads one model, and none that outlives its end. */
export class SessionPool implements Sessions {
  readonly #options: EngineOptions;
  readonly #changed = new Emitter<EngineState>();
  readonly #answered = new Emitter<SessionAnswer>();
  /** By their ids; the one that was wanted last comes last. */
  readonly #sessions = new Map<string, EngineSession>();
  #lastId = 0;
  #disposed = false;
  /** Counts what takes the place of everything else; only the last one's wish holds. */
  #turn = 0;
  /** Settles when every process that was ended is gone and its memory free. */
  #gone: Promise<unknown> = Promise.resolve();
  /** Settles when nothing is kept of what was to be forgotten. */
  #forgetting: Promise<unknown> = Promise.resolve();
  /** Variants whose own template took the engine down; a reload uses a known form. */
  readonly #brokenTemplates = new Set<string>();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  state(): EngineState {
    return engineStateOf(this.list().map((session) => session.state()));
  }

  list(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  onChange(listener: (state: EngineState) => void): () => void {
    const off = this.#changed.on(listener);
    return () => void off();
  }

  onAnswer(listener: (given: SessionAnswer) => void): () => void {
    const off = this.#answered.on(listener);
    return () => void off();
  }

  async load(options: LoadOptions, signal?: AbortSignal): Promise<Session> {
    if (this.#disposed) throw appError("cancelled", "closing");
    // Before it costs whatever is loaded by now.
    if (isAborted(signal)) throw cancelled();
    const turn = options.beside === true ? this.#turn : ++this.#turn;
    await this.#end(this.#givingWay(options));
    // A request that came in meanwhile goes first.
    if (turn !== this.#turn || isAborted(signal)) throw cancelled();
    const tuning = await SessionTuning.find(this.#options, options);
    if (turn !== this.#turn || isAborted(signal)) throw cancelled();
    const session = this.#begin(options, tuning);
    const abort = (): void => void this.#end([session.id], "kill");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await session.loaded();
      return session;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  want(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined || [...this.#sessions.keys()].at(-1) === id) return;
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    this.#tellState();
  }

  stopMeasuring(): void {
    for (const session of this.#sessions.values()) session.stopMeasuring();
  }

  forget(conversationIds: readonly string[]): void {
    const ids = conversationIds.filter((one) => conversationPattern.test(one));
    for (const id of ids) for (const session of this.#sessions.values()) session.forget(id);
    if (ids.length > 0) this.#forgetting = Promise.all([this.#forgetting, this.#forgetKept(ids)]);
  }

  end(ids: readonly string[]): Promise<void> {
    return this.#end(ids);
  }

  async gone(): Promise<void> {
    await this.#gone;
  }

  async unload(): Promise<void> {
    this.#turn++;
    await this.#end([...this.#sessions.keys()]);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.unload();
    await this.#forgetting;
  }

  /** A process that is ending listens no longer, and may keep them until it is gone. */
  async #forgetKept(ids: readonly string[]): Promise<void> {
    const forget = async (): Promise<void> => {
      for (const id of ids) await this.#options.keptStates?.forgetConversation(id);
    };
    await forget();
    await this.#gone;
    await forget();
  }

  /** A lost session is reported until there is something newer to report. */
  #givingWay({ beside = false }: LoadOptions): string[] {
    return this.list()
      .filter((session) => !beside || session.state().status === "failed")
      .map(({ id }) => id);
  }

  #begin(load: LoadOptions, tuning: SessionTuning): EngineSession {
    this.stopMeasuring();
    const id = String(++this.#lastId);
    const session: EngineSession = new EngineSession({
      ...{ id, load, tuning, engine: this.#options },
      ignoreTemplate: this.#brokenTemplates.has(load.variantId),
      mayMeasure: () => this.#sessions.size === 1,
      onChange: () => this.#tellState(),
      onBegin: () => this.#markShared(),
      onAnswer: (answer, isAlone) => this.#tell(this.#answered, { sessionId: id, answer, isAlone }),
      onFailed: (error) => {
        if (error.code === "template-failed") this.#brokenTemplates.add(load.variantId);
        this.#afterwards(session.end());
      },
    });
    this.#sessions.set(id, session);
    this.#tellState();
    return session;
  }

  async #end(ids: readonly string[], how: "ask" | "kill" = "ask"): Promise<void> {
    const ended = ids.map((id) => this.#sessions.get(id)).filter((session) => session !== undefined);
    for (const { id } of ended) this.#sessions.delete(id);
    if (ended.length > 0) this.#tellState();
    for (const session of ended) this.#afterwards(session.end(how));
    await this.#gone;
  }

  #markShared(): void {
    const sessions = [...this.#sessions.values()];
    if (sessions.reduce((sum, { busy }) => sum + busy, 0) < 2) return;
    for (const session of sessions) session.markShared();
  }

  #afterwards(ended: Promise<void>): void {
    this.#gone = Promise.all([this.#gone, ended]);
  }

  #tellState(): void {
    this.#tell(this.#changed, this.state());
  }

  #tell<T>(emitter: Emitter<T>, news: T): void {
    try {
      emitter.emit(news);
    } catch (thrown) {
      this.#options.logger.error("a listener of the engine's state failed", { message: toAppError(thrown).message });
    }
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function cancelled(): AppError {
  return appError("cancelled", "loading");
}
