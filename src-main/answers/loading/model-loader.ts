import type { EngineState } from "../../../src-shared/contract/index.ts";
import { followedBy } from "./load-refusals.ts";
import { type AppError, type Dispose, appError, toAppError } from "../../ground/core/index.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";
import { type Answer, type GenerateRequest, type Session, type Wish, meets } from "../engine/index.ts";
import { Asides } from "./asides.ts";
import { Leases } from "./leases.ts";
import { LoadQueue } from "./load-queue.ts";
import { type FailedState, type LoaderOptions, LoadRunner, type Run } from "./load-runner.ts";
import { type Beginning, type LoadedState, type Offer, againAs, agreedTo, beginningOf } from "./load-state.ts";
import { SessionLease } from "./session-lease.ts";
import { mayStepDown, nextToTry } from "./smaller-plan.ts";
import type { AskedLoad, Lease, LeaseWish, Loader } from "./types.ts";

/** Leases sessions: those that exist, or one load at a time (`load-queue.ts`). */
export class ModelLoader implements Loader {
  readonly #options: LoaderOptions;
  readonly #leases = new Leases();
  readonly #asides = new Asides();
  readonly #queue = new LoadQueue<Session>((running, asked) => this.#serves(running, asked));
  readonly #runner: LoadRunner;
  /** What each session came from, by its id. */
  readonly #loads = new Map<string, LoadedState>();
  /** Where those that rest came from, the last one first. */
  #resting: readonly LoadedState[] = [];
  /** The variants in the offer that is open: the one that failed, and the one to load instead. */
  #offered: readonly string[] = [];

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#runner = new LoadRunner({
      ...options,
      leases: this.#leases,
      isRunning: (id) => this.#queue.running?.id === id,
      onOffer: (failed, offer) => this.#offer(failed, offer),
    });
  }

  async load(request: AskedLoad, signal?: AbortSignal): Promise<EngineState> {
    const { sessions } = this.#options;
    if (signal?.aborted === true) throw cancelled();
    this.#resting = [];
    this.#asides.end();
    const asked = { ...request, anew: true };
    const there = this.#queue.running === null && !request.force ? this.loaded(asked) : null;
    if (there === null) await this.#enter(beginningOf(asked), signal);
    else sessions.want(there.id);
    return sessions.state();
  }

  async lease(wish: LeaseWish, signal?: AbortSignal): Promise<Lease> {
    const wanted = this.#asides.want();
    try {
      if (wanted.ended !== null) await wanted.ended;
      for (;;) {
        if (signal?.aborted === true) throw cancelled();
        const session =
          this.loaded(wish) ?? (this.#mayLoad(wish) ? await this.#enter(this.#asBefore(wish), signal) : null);
        if (session !== null && this.#leases.take(session)) return this.#leaseOn(session, wish);
        await this.#leases.given(signal);
      }
    } finally {
      wanted.over();
    }
  }

  async aside(wish: Wish, request: GenerateRequest, signal: AbortSignal): Promise<Answer | null> {
    const session = this.loaded(wish);
    const isQuiet = this.#queue.running === null && !this.#options.sessions.list().some((one) => this.#isUsed(one));
    return session === null || !isQuiet ? null : this.#asides.ask(session, request, signal);
  }

  async cancel(): Promise<void> {
    this.#queue.abort();
    await Promise.resolve();
  }

  async rest(): Promise<void> {
    if (this.#queue.running !== null) return;
    const { sessions } = this.#options;
    const idle = sessions.list().filter((session) => session.state().status === "ready" && !this.#isUsed(session));
    this.#resting = [...idle.flatMap(({ id }) => this.#loads.get(id) ?? []), ...this.#resting];
    await sessions.end(idle.map(({ id }) => id));
  }

  async unload(): Promise<void> {
    this.#resting = [];
    this.#queue.supersede();
    // Else what is on its way, between two steps perhaps, would take the place of what is unloaded.
    this.#queue.abort();
    await this.#options.sessions.unload();
  }

  async release(variantId: string): Promise<void> {
    const { sessions } = this.#options;
    if (this.#queue.running?.asked.variantId === variantId) this.#queue.abort();
    const ids = sessions
      .list()
      .filter((session) => session.state().variantId === variantId)
      .map(({ id }) => id);
    if (ids.length === 0 && !this.#offered.includes(variantId)) return;
    this.#queue.supersede();
    await sessions.end(ids);
  }

  onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose {
    return this.#runner.onLoadOutcome(listener);
  }

  #leaseOn(session: Session, { afterLoss = "load-smaller" }: LeaseWish): Lease {
    const { id } = session;
    this.#options.sessions.want(id);
    return new SessionLease({
      session,
      explain: (error) =>
        afterLoss === "tell" ? Promise.resolve(this.#tellLoss(id, error).error) : this.#afterLoss(id, error),
      onRelease: () => this.#leases.giveBack(id),
    });
  }

  /** As what rests was loaded, where that would serve the wish and its files are still there. */
  #asBefore(wish: LeaseWish): Beginning {
    const { library } = this.#options;
    const before = this.#resting.find(
      ({ asked, candidate }) => meets(asked, wish) && library.get(candidate.variant.id) !== null,
    );
    return before === undefined ? beginningOf(wish) : againAs(before, wish);
  }

  /** The one that was wanted last, of those that are what is wanted. */
  loaded(wish: Wish): Session | null {
    return this.#options.sessions.list().findLast((session) => session.meets(wish)) ?? null;
  }

  /** What others use is not ended for it. */
  #mayLoad({ beside }: AskedLoad): boolean {
    return beside === true || this.#options.sessions.list().every((session) => !this.#isUsed(session));
  }

  #isUsed(session: Session): boolean {
    return this.#leases.isUsed(session.id) && session.processId() !== null;
  }

  #enter(beginning: Beginning, signal?: AbortSignal): Promise<Session> {
    const { asked } = beginning;
    const work = (id: number, aborted: AbortSignal): Promise<Session> =>
      this.#keep(this.#runner.begin(id, beginning, aborted));
    // One that ends nothing does not end what is on its way either.
    return asked.beside === true
      ? this.#queue.enterInTurn(asked, work, signal)
      : this.#queue.enter(asked, work, signal);
  }

  async #keep(loading: Promise<LoadedState>): Promise<Session> {
    const loaded = await loading;
    const there = new Map(this.#options.sessions.list().map((session) => [session.id, session]));
    for (const id of this.#loads.keys()) if (!there.has(id)) this.#loads.delete(id);
    this.#loads.set(loaded.sessionId, loaded);
    this.#resting = this.#resting.filter(({ asked }) => !meets(asked, loaded.asked));
    const session = there.get(loaded.sessionId);
    // Ended as soon as it was there.
    if (session === undefined) throw cancelled();
    return session;
  }

  /** What is being loaded will be what this asks for, and is allowed all that this allows. */
  #serves(running: AskedLoad, asked: AskedLoad): boolean {
    const hasConsent = (one: AskedLoad): boolean => this.#runner.hasConsent(one);
    const allowsAll = (running.force || !asked.force) && (hasConsent(running) || !hasConsent(asked));
    return meets(running, asked) && allowsAll;
  }

  /** The load whose session was lost while answering, now reported as failed; null where its plan is not at fault. */
  #tellLoss(sessionId: string, error: AppError): { error: AppError; lost: LoadedState | null } {
    const lost = this.#loads.get(sessionId);
    if (lost === undefined || !mayStepDown(error.toDto(), lost.candidate.plan)) return { error, lost: null };
    this.#loads.delete(sessionId);
    this.#runner.tell(lost.candidate, { sessionId, outcome: "failed", measured: null, error: error.toDto() });
    return { error, lost };
  }

  /**
   * Asks whether to go on with a smaller plan. The failed load is over and does not wait for a person who may be away; a yes begins
   * another one, until the next load or unload withdraws the offer.
   */
  #offer({ id, asked, steps, error }: FailedState, offer: Offer): void {
    const { failed, smaller } = offer;
    const { variant, request: plan } = failed;
    const about = { variantId: variant.id, plan, reason: error.toDto(), next: nextToTry(smaller, failed) };
    const goOn = async (isAgreed: boolean): Promise<void> => {
      if (isAgreed) await this.#enter(agreedTo({ id, asked, steps }, offer));
    };
    const variantIds = [variant.id, smaller.variant.id];
    this.#offered = variantIds;
    this.#options.requests
      .ask("step-down", about, goOn, this.#queue.latestSignal)
      // If the smaller plan fails too, the call that answered reports it.
      .catch(() => undefined)
      .finally(() => {
        if (this.#offered === variantIds) this.#offered = [];
      });
  }

  /** What to report when a session was lost in mid-answer: see `Lease.generate`. */
  async #afterLoss(sessionId: string, error: AppError): Promise<AppError> {
    const { lost } = this.#tellLoss(sessionId, error);
    if (lost === null) return error;
    // Null where another one was requested at the same moment.
    const lostIn = this.#queue.running === null ? this.#queue.latestId : null;
    let run: Run;
    try {
      run = await this.#runner.stepDownFrom(lost, error);
    } catch (thrown) {
      return toAppError(thrown);
    }
    const { state } = run;
    const isWanted = this.#queue.latestId === lostIn;
    if (state.kind === "failed") {
      if (state.offer !== null && isWanted) this.#offer(state, state.offer);
      return state.error;
    }
    // Another request has come in meanwhile.
    if (!isWanted) return error;
    const changes = state.steps.at(-1)?.changes ?? [];
    const reload = (id: number, signal: AbortSignal): Promise<Session> =>
      this.#keep(this.#runner.finish({ ...run, state: { ...state, id } }, signal));
    // The session's own state reports it when it fails.
    this.#queue.begin(lost.asked, reload).result.catch(() => undefined);
    return followedBy(error, { loadsAgainWith: changes });
  }
}

function cancelled(): AppError {
  return appError("cancelled", "cancelled");
}
