import type {
  EngineState,
  HardwareProfile,
  InstalledVariant,
  PlanRequest,
} from "../../../src-shared/contract/index.ts";
import { say } from "../../../src-shared/words/index.ts";
import { AppError, type Dispose, Emitter, toAppError, unlessAborted } from "../../ground/core/index.ts";
import type { Hardware } from "../../ground/hardware/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";
import type { Library } from "../../models/library/index.ts";
import type { InstalledReference, InstalledSubject } from "../../models/planning/index.ts";
import type { Backends, Engine, Estimator } from "../engine/index.ts";
import { freedMachine } from "./freed-machine.ts";
import { LoadQueue } from "./load-queue.ts";
import { requirePossible, requireUsable } from "./load-refusals.ts";
import { type LoadEvent, type LoadState, mayBeTried, nextState } from "./load-state.ts";
import { requireAble } from "./require-able.ts";
import { mayStepDown, nextSmaller } from "./smaller-plan.ts";
import type { AskedLoad, Candidate, Loader } from "./types.ts";

export interface LoaderOptions {
  hardware: Pick<Hardware, "refresh">;
  planning: { open(reference: InstalledReference): Promise<Pick<InstalledSubject, "fitOn" | "mappedTensors">> };
  library: Pick<Library, "refresh" | "get" | "list" | "files" | "touch">;
  engine: Engine;
  estimator: Pick<Estimator, "letGo">;
  backends: Pick<Backends, "settle">;
  settings: Pick<SettingsService, "get">;
}

type StateOf<Kind extends LoadState["kind"]> = Extract<LoadState, { kind: Kind }>;

/** A load, and the machine as it was last found for it. */
interface Run<State extends LoadState = LoadState> {
  state: State;
  machine: HardwareProfile;
}

const isSamePlan = (a: AskedLoad, b: AskedLoad): boolean =>
  a.variantId === b.variantId && JSON.stringify(a.plan) === JSON.stringify(b.plan);

/** Does what a load's state says is next (`load-state.ts`), for one load at a time (`load-queue.ts`). */
export class ModelLoader implements Loader {
  readonly #options: LoaderOptions;
  readonly #queue = new LoadQueue<EngineState>((running, asked) => this.#serves(running, asked));
  readonly #outcomes = new Emitter<LoadOutcome>();
  /** The last load that came to something; whether the engine still holds it is for the engine to say. */
  #last: StateOf<"loaded"> | null = null;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  load(request: AskedLoad, signal?: AbortSignal): Promise<EngineState> {
    if (signal?.aborted === true) return Promise.reject(cancelled());
    // To begin again with the first plan would end at the same step.
    const last = this.#held();
    const isThere = last !== null && last.steps.length !== 0 && isSamePlan(last.asked, request);
    if (isThere && this.#queue.running === null && !request.force) return Promise.resolve(this.#options.engine.state());
    return this.#queue.enter(request, (id, aborted) => this.#begin(id, request, aborted), signal);
  }

  async cancel(): Promise<void> {
    this.#queue.abort();
    await Promise.resolve();
  }

  async unload(): Promise<void> {
    this.#queue.supersede();
    // Else what is on its way, between two steps perhaps, would take the place of what is unloaded.
    this.#queue.abort();
    await this.#options.engine.unload();
  }

  async release(variantId: string): Promise<void> {
    const { engine } = this.#options;
    if (this.#queue.running?.asked.variantId === variantId) this.#queue.abort();
    if (engine.state().variantId !== variantId) return;
    this.#queue.supersede();
    await engine.unload();
  }

  /** A conversation names a context length at most; what else was asked for goes with the model that is loaded. */
  isMet(variantId: string, request: PlanRequest): boolean {
    const last = this.#held();
    if (last?.asked.variantId !== variantId) return false;
    const asked = last.asked.plan as Readonly<Record<string, unknown>>;
    return Object.entries(request).every(([name, value]) => asked[name] === value);
  }

  recordLoss(error: AppError): void {
    this.#lose(error);
  }

  async afterLoss(error: AppError): Promise<AppError> {
    const lost = this.#lose(error);
    if (lost === null) return error;
    const { id, asked, steps, candidate } = lost;
    // Null where somebody asked for another one in the same moment.
    const lostIn = this.#queue.running === null ? this.#queue.latestId : null;
    let run: Run;
    try {
      run = await this.#clear({ id, asked, steps, kind: "clearing", candidate, error });
      if (run.state.kind === "seeking") run = await this.#seek({ ...run, state: run.state });
    } catch (thrown) {
      return toAppError(thrown);
    }
    const { state, machine } = run;
    if (state.kind === "failed") return state.error;
    // Somebody wants something else by now.
    if (this.#queue.latestId !== lostIn) return error;
    const change = state.steps.at(-1)?.change ?? "";
    const reload = (newId: number, signal: AbortSignal): Promise<EngineState> =>
      this.#finish({ state: { ...state, id: newId }, machine }, signal);
    // Told by the engine's own state when it fails.
    this.#queue.begin(asked, reload).result.catch(() => undefined);
    const message = `${error.message} It is being loaded again by itself: ${change}.`;
    return new AppError(error.code, message, error.details, { cause: error });
  }

  onLoadOutcome(listener: (outcome: LoadOutcome) => void): Dispose {
    return this.#outcomes.on(listener);
  }

  /** Whether smaller plans may be tried without another question. */
  #hasConsent({ stepDown }: AskedLoad): boolean {
    return stepDown === true || this.#options.settings.get().stepDown === true;
  }

  /** What is being loaded will be what this asks for, and is allowed all that this allows. */
  #serves(running: AskedLoad, asked: AskedLoad): boolean {
    const allowsAll = (running.force || !asked.force) && (this.#hasConsent(running) || !this.#hasConsent(asked));
    return isSamePlan(running, asked) && allowsAll;
  }

  /** The last load, where the engine holds what it came to. */
  #held(): StateOf<"loaded"> | null {
    const { status, plan } = this.#options.engine.state();
    const isHeld = (status === "ready" || status === "answering") && plan === this.#last?.candidate.plan;
    return isHeld ? this.#last : null;
  }

  async #begin(id: number, asked: AskedLoad, signal: AbortSignal): Promise<EngineState> {
    const { hardware, library, engine, estimator, backends } = this.#options;
    // Files come and go behind the app's back; asking takes no time beside a load.
    await library.refresh();
    const variant = requireUsable(library.get(asked.variantId), asked.force);
    await estimator.letGo();
    const refreshed = await hardware.refresh();
    const found = await unlessAborted(backends.settle(refreshed), signal).catch((thrown: unknown) => {
      // Whoever cancelled does not wait for the engine's answer, which takes seconds where a driver hangs.
      if (signal.aborted) return refreshed;
      throw thrown;
    });
    // What the engine was asked too long ago must not be in the way.
    await estimator.letGo();
    const machine = freedMachine(found, engine);
    const first = { kind: "judging", variant, request: asked.plan, halved: false, isFreed: false } as const;
    return this.#finish({ state: { id, asked, steps: [], ...first }, machine }, signal);
  }

  async #finish(begun: Run, signal: AbortSignal): Promise<EngineState> {
    const { engine, library } = this.#options;
    let run = begun;
    for (;;) {
      if (signal.aborted) run = after(run, { id: run.state.id, type: "aborted" });
      const { state } = run;
      switch (state.kind) {
        case "loaded":
          this.#last = state;
          library.touch(state.candidate.variant.id);
          return state.engine;
        case "failed":
          throw state.error;
        case "cancelled":
          if (state.isBegun && this.#queue.running?.id === state.id) await engine.unload();
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
          run = after(run, await this.#try(state, signal));
          break;
        case "clearing":
          run = await this.#clear(state);
          break;
      }
    }
  }

  async #judge(run: Run<StateOf<"judging">>): Promise<Run> {
    const { id, asked, variant, request, halved } = run.state;
    const fit = (await this.#open(variant)).fitOn(run.machine, request);
    if (fit.plan === null) throw new AppError("unsupported-model", say(fit.headline));
    requirePossible(fit);
    const candidate: Candidate = { variant, request, fit, plan: requireAble(fit.plan), halved };
    return after(run, { id, type: "judged", candidate, hasConsent: this.#hasConsent(asked) });
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
      judge: async (variant, request) => (await this.#open(variant)).fitOn(run.machine, request),
      accepts: (fit) => mayBeTried(asked, fit),
    });
    return after(run, { id, type: "found", smaller, hasConsent: this.#hasConsent(asked) });
  }

  async #free(run: Run<StateOf<"freeing">>): Promise<Run> {
    const { engine, hardware } = this.#options;
    const { id } = run.state;
    if (engine.processId() === null) return after(run, { id, type: "freed", wasLoaded: false });
    await engine.unload();
    const machine = await hardware.refresh();
    return after({ ...run, machine }, { id, type: "freed", wasLoaded: true });
  }

  /** One try, whose outcome is told. */
  async #try({ id, candidate, steps }: StateOf<"trying">, signal: AbortSignal): Promise<LoadEvent> {
    const { engine, library } = this.#options;
    const { variant, plan, fit } = candidate;
    try {
      const options = {
        variantId: variant.id,
        files: library.files(variant.id).map((file) => file.path),
        plan,
        predicted: fit.memory,
        steps: [...steps],
        mappedTensors: await (await this.#open(variant)).mappedTensors(plan),
        templateHint: `${variant.repository ?? ""} ${variant.name} ${variant.path}`,
      };
      const state = await engine.load(options, signal);
      this.#tell(candidate, { outcome: "loaded", measured: state.measured, error: null });
      return { id, type: "loaded", engine: state };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== "cancelled")
        this.#tell(candidate, { outcome: "failed", measured: null, error: error.toDto() });
      return { id, type: "failed", error };
    }
  }

  async #clear(state: StateOf<"clearing">): Promise<Run> {
    const { engine, hardware } = this.#options;
    await engine.gone();
    const machine = freedMachine(await hardware.refresh(), engine);
    return after({ state, machine }, { id: state.id, type: "cleared" });
  }

  /** What was answering when the engine was lost, now told as failed; null where its plan is not at fault. */
  #lose(error: AppError): StateOf<"loaded"> | null {
    const lost = this.#last;
    if (lost === null || !mayStepDown(error.toDto(), lost.candidate.plan)) return null;
    // Another load may have failed since: its reason says nothing about the plan that was answering.
    if (this.#options.engine.state().plan !== lost.candidate.plan) return null;
    this.#last = null;
    this.#tell(lost.candidate, { outcome: "failed", measured: null, error: error.toDto() });
    return lost;
  }

  #tell({ variant, plan, fit }: Candidate, came: Pick<LoadOutcome, "outcome" | "measured" | "error">): void {
    const predictedTokensPerSecond = fit.speed?.tokensPerSecond ?? null;
    this.#outcomes.emit({ variant, plan, predicted: fit.memory, predictedTokensPerSecond, ...came });
  }

  #open({ id }: InstalledVariant): ReturnType<LoaderOptions["planning"]["open"]> {
    return this.#options.planning.open({ kind: "installed", variantId: id });
  }
}

function after({ state, machine }: Run, event: LoadEvent): Run {
  return { state: nextState(state, event), machine };
}

/** Variants of one model: of one repository, or, where that is not known, of one name. */
function isSameModel(a: InstalledVariant, b: InstalledVariant): boolean {
  if (a.repository !== null && b.repository !== null) return a.repository === b.repository;
  return a.architecture === b.architecture && a.parameters === b.parameters && a.name === b.name;
}

function cancelled(): AppError {
  return new AppError("cancelled", "Cancelled.");
}
