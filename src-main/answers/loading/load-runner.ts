import type { HardwareProfile, InstalledVariant, PlanRequest, VariantFit } from "../../../src-shared/contract/index.ts";
import { type AppError, type Dispose, Emitter, appError, toAppError, unlessAborted } from "../../ground/core/index.ts";
import type { Hardware } from "../../ground/hardware/index.ts";
import type { Requests } from "../../ground/requests/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";
import type { Library } from "../../models/library/index.ts";
import type { InstalledReference, InstalledSubject } from "../../models/planning/index.ts";
import type { Backends, Estimator, Session, Sessions } from "../engine/index.ts";
import { contentOf } from "./content-of.ts";
import { fitBeside, freedMachine } from "./freed-machine.ts";
import type { Leases } from "./leases.ts";
import { requirePossible, requireUsable } from "./load-refusals.ts";
import {
  type Beginning,
  type LoadEvent,
  type LoadState,
  type LoadedState,
  type Offer,
  mayBeTried,
  nextState,
} from "./load-state.ts";
import { requireAble } from "./require-able.ts";
import { nextSmaller } from "./smaller-plan.ts";
import type { AskedLoad, Candidate } from "./types.ts";

export interface LoaderOptions {
  hardware: Pick<Hardware, "refresh">;
  planning: {
    open(reference: InstalledReference): Promise<Pick<InstalledSubject, "fitOn" | "mappedTensors" | "lendFromTokens">>;
  };
  library: Pick<Library, "refresh" | "get" | "list" | "files" | "touch">;
  sessions: Sessions;
  estimator: Pick<Estimator, "letGo">;
  backends: Pick<Backends, "settle">;
  settings: Pick<SettingsService, "get">;
  requests: Pick<Requests, "ask">;
}

export interface LoadRunnerOptions extends LoaderOptions {
  leases: Pick<Leases, "isUsed">;
  /** Whether no other load has begun since. */
  isRunning: (id: number) => boolean;
  /** Called for a load that failed and could go on with consent. */
  onOffer: (failed: FailedState, offer: Offer) => void;
}

type StateOf<Kind extends LoadState["kind"]> = Extract<LoadState, { kind: Kind }>;
export type FailedState = StateOf<"failed">;

/** A load, with the machine as it was last found for it and will be without the sessions that make room. */
export interface Run<State extends LoadState = LoadState> {
  state: State;
  machine: HardwareProfile;
  leaving: readonly string[];
}

/** Does what a load's state says is next (`load-state.ts`). */
export class LoadRunner {
  readonly #options: LoadRunnerOptions;
  readonly #outcomes = new Emitter<LoadOutcome>();

  constructor(options: LoadRunnerOptions) {
    this.#options = options;
  }

  onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose {
    return this.#outcomes.on(listener);
  }

  /** Whether smaller plans may be tried without another question. */
  hasConsent({ stepDown }: AskedLoad): boolean {
    return stepDown === true || this.#options.settings.get().stepDown === true;
  }

  async begin(id: number, beginning: Beginning, signal: AbortSignal): Promise<LoadedState> {
    const { asked, steps, variantId, request, halved } = beginning;
    const { hardware, library, sessions, estimator, backends } = this.#options;
    // Files come and go behind the app's back; asking takes no time beside a load.
    await library.refresh();
    const variant = requireUsable(library.get(variantId), asked.force);
    if (asked.beside === true) sessions.stopMeasuring();
    await estimator.letGo();
    // What was ended may take seconds over keeping what it has read, with all its memory.
    await unlessAborted(sessions.gone(), signal).catch(unlessStopped(undefined, signal));
    const refreshed = await hardware.refresh();
    // A cancelled load does not wait for the engine's answer, which takes seconds where a driver hangs.
    const found = await unlessAborted(backends.settle(refreshed), signal).catch(unlessStopped(refreshed, signal));
    // What the engine was asked too long ago must not be in the way.
    await estimator.letGo();
    const leaving = await this.#chooseLeaving(beginning, variant, found);
    const first = { kind: "judging", variant, request, halved, isFreed: false } as const;
    return this.finish(
      { state: { id, asked, steps, ...first }, machine: this.#freed(found, leaving), leaving },
      signal,
    );
  }

  /** The smaller plan after one whose session was lost: as a load that is about to be tried, or as one that has failed. */
  async stepDownFrom({ id, asked, steps, candidate, sessionId }: LoadedState, error: AppError): Promise<Run> {
    const leaving = asked.beside === true ? [sessionId] : this.#ids();
    const run = await this.#clear({ state: { id, asked, steps, kind: "clearing", candidate, error }, leaving });
    const { state } = run;
    return state.kind === "seeking" ? this.#seek({ ...run, state }) : run;
  }

  async finish(begun: Run, signal: AbortSignal): Promise<LoadedState> {
    const { library, isRunning, onOffer } = this.#options;
    let run = begun;
    for (;;) {
      if (signal.aborted) run = after(run, { id: run.state.id, type: "aborted" });
      const { state } = run;
      switch (state.kind) {
        case "loaded":
          library.touch(state.candidate.variant.id);
          return state;
        case "failed":
          if (state.offer !== null && !signal.aborted) onOffer(state, state.offer);
          throw state.error;
        case "cancelled":
          if (state.isBegun && isRunning(state.id)) await this.#forgetFailed();
          throw cancelled();
        case "judging":
          run = await this.#judge({ ...run, state });
          break;
        case "seeking":
          run = await this.#seek({ ...run, state });
          break;
        case "freeing":
          run = await this.#free({ ...run, state });
          break;
        case "trying":
          run = after(run, await this.#try({ ...run, state }, signal));
          break;
        case "clearing":
          run = await this.#clear({ ...run, state });
          break;
      }
    }
  }

  tell(
    { variant, plan, fit }: Candidate,
    came: Pick<LoadOutcome, "sessionId" | "outcome" | "measured" | "error">,
  ): void {
    const predictedTokensPerSecond = fit.speed?.tokensPerSecond ?? null;
    this.#outcomes.emit({ variant, plan, predicted: fit.memory, predictedTokensPerSecond, ...came });
  }

  /**
   * What makes room for a load: every session, unless they may stay; then, of the idle ones, as few as it takes for the
   * plan to fit, the least recently used first.
   */
  async #chooseLeaving(
    { asked, request }: Beginning,
    variant: InstalledVariant,
    machine: HardwareProfile,
  ): Promise<string[]> {
    if (asked.beside !== true) return this.#ids();
    const unused = this.#ids().filter((id) => !this.#options.leases.isUsed(id));
    for (let count = 0; count < unused.length; count++) {
      const leaving = unused.slice(0, count);
      const fit = await this.#fit({ machine: this.#freed(machine, leaving), leaving }, variant, request);
      if (mayBeTried(asked, fit)) return leaving;
    }
    return unused;
  }

  async #judge(run: Run<StateOf<"judging">>): Promise<Run> {
    const { id, asked, variant, request, halved } = run.state;
    const fit = await this.#fit(run, variant, request);
    if (fit.plan === null) throw appError("unsupported-model", "no-plan", { headline: fit.headline });
    requirePossible(fit);
    const candidate: Candidate = { variant, request, fit, plan: requireAble(fit.plan), halved };
    return after(run, { id, type: "judged", candidate, hasConsent: this.hasConsent(asked) });
  }

  async #seek(run: Run<StateOf<"seeking">>): Promise<Run> {
    const { id, asked, candidate, error } = run.state;
    const variants = this.#options.library
      .list()
      .filter(({ state, notForChat }) => (state === "ready" || state === "unverified") && notForChat === null)
      .filter((other) => isSameModel(other, candidate.variant));
    const smaller = await nextSmaller(candidate, error.toDto(), {
      asked: asked.plan,
      variants,
      judge: (variant, request) => this.#fit(run, variant, request),
      accepts: (fit) => mayBeTried(asked, fit),
    });
    return after(run, { id, type: "found", smaller, hasConsent: this.hasConsent(asked) });
  }

  async #free(run: Run<StateOf<"freeing">>): Promise<Run> {
    const { sessions, hardware } = this.#options;
    const { id } = run.state;
    const leaving = this.#stillLeaving(run);
    const isHeld = this.#sessions(leaving).some((session) => session.processId() !== null);
    if (!isHeld && leaving.length === run.leaving.length) return after(run, { id, type: "freed", wasLoaded: false });
    await sessions.end(leaving);
    const machine = this.#freed(await hardware.refresh(), leaving);
    return after({ ...run, machine, leaving }, { id, type: "freed", wasLoaded: true });
  }

  /** One try, whose outcome is reported. */
  async #try({ state, leaving }: Run<StateOf<"trying">>, signal: AbortSignal): Promise<LoadEvent> {
    const { sessions, library } = this.#options;
    const { id, asked, candidate, steps } = state;
    const { variant, plan, fit } = candidate;
    try {
      const installed = await this.#open(variant);
      const files = library.files(variant.id);
      const content = await contentOf(files);
      const options = {
        variantId: variant.id,
        files: files.map((file) => file.path),
        ...(content === undefined ? {} : { content }),
        plan,
        predicted: fit.memory,
        asked: { variantId: asked.variantId, plan: asked.plan },
        steps: [...steps],
        beside: asked.beside === true,
        mappedTensors: await installed.mappedTensors(plan),
        lendFromTokens: installed.lendFromTokens(plan),
        templateHint: `${variant.repository ?? ""} ${variant.name} ${variant.path}`,
      };
      if (options.beside) await sessions.end(leaving);
      const session = await sessions.load(options, signal);
      this.tell(candidate, {
        sessionId: session.id,
        outcome: "loaded",
        measured: session.state().measured,
        error: null,
      });
      return { id, type: "loaded", sessionId: session.id };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== "cancelled")
        this.tell(candidate, { sessionId: null, outcome: "failed", measured: null, error: error.toDto() });
      return { id, type: "failed", error };
    }
  }

  async #clear({ state, leaving }: Omit<Run<StateOf<"clearing">>, "machine">): Promise<Run> {
    const { sessions, hardware } = this.#options;
    await sessions.gone();
    const machine = this.#freed(await hardware.refresh(), leaving);
    return after({ state, machine, leaving }, { id: state.id, type: "cleared" });
  }

  /** A session that came into use since it was chosen stays, and the plan is judged again. */
  #stillLeaving({ state, leaving }: Run): readonly string[] {
    return state.asked.beside === true ? leaving.filter((id) => !this.#options.leases.isUsed(id)) : leaving;
  }

  async #forgetFailed(): Promise<void> {
    const failed = this.#options.sessions.list().filter((session) => session.state().status === "failed");
    await this.#options.sessions.end(failed.map(({ id }) => id));
  }

  #freed(machine: HardwareProfile, leaving: readonly string[]): HardwareProfile {
    return freedMachine(machine, this.#sessions(leaving));
  }

  /** With all taken that was promised to the sessions that stay. */
  async #fit(
    { machine, leaving }: Pick<Run, "machine" | "leaving">,
    variant: InstalledVariant,
    request: PlanRequest,
  ): Promise<VariantFit> {
    const { sessions, library } = this.#options;
    const subject = await this.#open(variant);
    const staying = sessions.list().filter(({ id }) => !leaving.includes(id));
    const files = library.files(variant.id).map(({ path }) => path);
    return fitBeside(machine, staying, files, (on) => subject.fitOn(on, request));
  }

  #sessions(ids: readonly string[]): Session[] {
    return this.#options.sessions.list().filter(({ id }) => ids.includes(id));
  }

  #ids(): string[] {
    return this.#options.sessions.list().map(({ id }) => id);
  }

  #open({ id }: InstalledVariant): ReturnType<LoaderOptions["planning"]["open"]> {
    return this.#options.planning.open({ kind: "installed", variantId: id });
  }
}

/** What to go on with after an abort, which ends the load in order; anything else that was thrown is thrown again. */
function unlessStopped<T>(instead: T, signal: AbortSignal): (thrown: unknown) => T {
  return (thrown) => {
    if (signal.aborted) return instead;
    throw thrown;
  };
}

function after({ state, machine, leaving }: Run, event: LoadEvent): Run {
  return { state: nextState(state, event), machine, leaving };
}

/** Variants of one model: of one repository, or, where that is not known, of one name. */
function isSameModel(a: InstalledVariant, b: InstalledVariant): boolean {
  if (a.repository !== null && b.repository !== null) return a.repository === b.repository;
  return a.architecture === b.architecture && a.parameters === b.parameters && a.name === b.name;
}

function cancelled(): AppError {
  return appError("cancelled", "cancelled");
}
