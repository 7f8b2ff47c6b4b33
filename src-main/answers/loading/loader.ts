import type {
  EngineState,
  HardwareProfile,
  InstalledVariant,
  LoadRequest,
  PlanRequest,
  StepTaken,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { AppError, Emitter, toAppError } from "../../ground/core/index.ts";
import type { Backends, Engine, Estimator } from "../engine/index.ts";
import type { Hardware } from "../../ground/hardware/index.ts";
import type { Library } from "../../models/library/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import { freedMachine } from "./freed-machine.ts";
import { doesNotFit, requirePossible, requireUsable, withNextStep } from "./load-refusals.ts";
import type { LoadOutcome } from "../../models/ledger/index.ts";
import type { InstalledReference, InstalledSubject } from "../../models/planning/index.ts";
import type { Loader } from "./types.ts";
import { requireAble } from "./require-able.ts";
import { type Rung, changeWords, mayStepDown, nextRung } from "./step-down.ts";

export interface LoaderOptions {
  hardware: Pick<Hardware, "refresh">;
  planning: { open(reference: InstalledReference): Promise<Pick<InstalledSubject, "fitOn" | "mappedTensors">> };
  library: Pick<Library, "refresh" | "get" | "list" | "files" | "touch">;
  engine: Engine;
  estimator: Pick<Estimator, "letGo">;
  backends: Pick<Backends, "settle">;
  settings: Pick<SettingsService, "get">;
}

/** Verdicts whose plan stays within the budget. */
const fitting: ReadonlySet<VariantFit["verdict"]> = new Set(["runs-well", "runs-slowly", "tight", "partly-on-gpu"]);

type Asked = Pick<LoadRequest, "variantId" | "plan" | "force"> & { stepDown?: boolean };

interface Loading {
  asked: Asked;
  controller: AbortController;
  state: Promise<EngineState>;
}

/** What the engine holds, and what it was asked for. */
interface Met {
  asked: Asked;
  rung: Rung;
  steps: StepTaken[];
}

const isSamePlan = (a: Asked, b: Asked): boolean =>
  a.variantId === b.variantId && JSON.stringify(a.plan) === JSON.stringify(b.plan);

export function createLoader(options: LoaderOptions): Loader {
  const { hardware, planning, library, engine, estimator, backends, settings } = options;
  let current: Loading | null = null;
  let met: Met | null = null;
  /** Counts loads begun and unloads: after another one, nobody wants what an earlier one was to come to. */
  let turn = 0;
  const outcomes = new Emitter<LoadOutcome>();

  /** Whether the ladder may be gone down without another question. */
  const hasConsent = ({ stepDown }: Asked): boolean => stepDown === true || settings.get().stepDown === true;

  const opened = ({ id }: InstalledVariant) => planning.open({ kind: "installed", variantId: id });

  const judgeOn =
    (machine: HardwareProfile) =>
    async (variant: InstalledVariant, plan: PlanRequest): Promise<VariantFit> =>
      (await opened(variant)).fitOn(machine, plan);

  async function rungOf(variant: InstalledVariant, request: PlanRequest, machine: HardwareProfile): Promise<Rung> {
    const fit = await judgeOn(machine)(variant, request);
    if (fit.plan === null) throw new AppError("unsupported-model", fit.note ?? "The engine cannot run this variant.");
    requirePossible(fit);
    return { variant, request, fit, plan: requireAble(fit.plan), halved: false };
  }

  function below(from: Rung, error: AppError, asked: Asked, machine: HardwareProfile): Promise<Rung | null> {
    const variants = library
      .list()
      .filter(({ state, notForChat }) => state !== "missing" && state !== "damaged" && notForChat === null)
      .filter((other) => isSameModel(other, from.variant));
    return nextRung(from, error.toDto(), {
      asked: asked.plan,
      variants,
      judge: judgeOn(machine),
      accepts: (fit) => asked.force || fitting.has(fit.verdict),
    });
  }

  /** The way down from a plan that failed or was refused: taken with consent, else offered with the error. */
  async function stepDown(descent: Descent, error: AppError, machine: HardwareProfile): Promise<void> {
    const { asked, rung, steps } = descent;
    const next = mayStepDown(error.toDto(), rung.plan) ? await below(rung, error, asked, machine) : null;
    if (next === null) throw error;
    if (!hasConsent(asked)) throw withNextStep(error, rung, next);
    steps.push({ change: changeWords(rung, next), reason: error.toDto() });
    descent.rung = next;
  }

  /** Until the plan is one that may be tried on this machine. */
  async function admit(descent: Descent, machine: HardwareProfile): Promise<void> {
    const { asked, rung } = descent;
    if (asked.force) return;
    if (!fitting.has(rung.fit.verdict)) {
      await stepDown(descent, doesNotFit(rung.fit), machine);
    } else if (rung.fit.failedBefore !== null && hasConsent(asked)) {
      // What failed here before would fail again, if there is another way; if there is none it has another chance.
      const error = new AppError("load-failed", rung.fit.failedBefore, { backend: rung.plan.backend });
      const next = await below(rung, error, asked, machine);
      if (next === null) return;
      descent.steps.push({ change: changeWords(rung, next), reason: error.toDto() });
      descent.rung = next;
    }
  }

  async function start(asked: Asked, signal: AbortSignal): Promise<EngineState> {
    // Files come and go behind the app's back; asking takes no time beside a load.
    await library.refresh();
    const variant = requireUsable(library.get(asked.variantId), asked.force);
    await estimator.letGo();
    const found = await backends.settle(await hardware.refresh());
    // What the engine was asked too long ago must not be in the way.
    await estimator.letGo();
    // Only a plan that is accepted costs the model that is loaded.
    const expected = freedMachine(found, engine);
    const descent: Descent = { asked, rung: await rungOf(variant, asked.plan, expected), steps: [] };
    await admit(descent, expected);
    if (signal.aborted) throw cancelled();
    if (engine.processId() !== null) {
      // What it gave back is what counts, and not what it was thought to hold.
      await engine.unload();
      const machine = await hardware.refresh();
      const { variant: chosen, request, halved } = descent.rung;
      descent.rung = { ...(await rungOf(chosen, request, machine)), halved };
      await admit(descent, machine);
    }
    return descend(descent, signal);
  }

  /** Tries the plan, and the ones below it for as long as the way down is open. */
  async function descend(descent: Descent, signal: AbortSignal): Promise<EngineState> {
    for (;;) {
      if (signal.aborted) {
        // Between two tries the state is that of the one that failed; unless another load has begun, nothing is loaded.
        if (current?.controller.signal === signal) await engine.unload();
        throw cancelled();
      }
      const { asked, rung, steps } = descent;
      try {
        const state = await begin(rung, steps, signal);
        met = { asked, rung, steps };
        library.touch(rung.variant.id);
        return state;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === "cancelled") throw error;
        // What the dead process held must be free before the next plan is judged.
        await engine.gone();
        await stepDown(descent, error, await hardware.refresh());
      }
    }
  }

  /** One try, whose outcome is told. */
  async function begin({ variant, fit, plan }: Rung, steps: StepTaken[], signal: AbortSignal): Promise<EngineState> {
    const tried = {
      variant,
      plan,
      predicted: fit.memory,
      predictedTokensPerSecond: fit.speed?.tokensPerSecond ?? null,
    };
    try {
      const state = await engine.load(
        {
          variantId: variant.id,
          files: library.files(variant.id).map((file) => file.path),
          plan,
          predicted: fit.memory,
          steps: [...steps],
          mappedTensors: await (await opened(variant)).mappedTensors(plan),
          templateHint: `${variant.repository ?? ""} ${variant.name} ${variant.path}`,
        },
        signal,
      );
      outcomes.emit({ ...tried, outcome: "loaded", measured: state.measured, error: null });
      return state;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== "cancelled") {
        outcomes.emit({ ...tried, outcome: "failed", measured: null, error: error.toDto() });
      }
      throw error;
    }
  }

  /** What was answering when the engine was lost, now told as failed; null where its plan is not at fault. */
  function lose(error: AppError): Met | null {
    const lost = met;
    if (lost === null || !mayStepDown(error.toDto(), lost.rung.plan)) return null;
    // Another load may have failed since: its reason says nothing about the plan that was answering.
    if (engine.state().plan !== lost.rung.plan) return null;
    met = null;
    const { variant, plan, fit } = lost.rung;
    outcomes.emit({
      variant,
      plan,
      predicted: fit.memory,
      predictedTokensPerSecond: fit.speed?.tokensPerSecond ?? null,
      outcome: "failed",
      measured: null,
      error: error.toDto(),
    });
    return lost;
  }

  function begun(asked: Asked, work: (signal: AbortSignal) => Promise<EngineState>): Loading {
    turn++;
    current?.controller.abort();
    const controller = new AbortController();
    const loading: Loading = { asked, controller, state: work(controller.signal) };
    current = loading;
    const over = (): void => {
      if (current === loading) current = null;
    };
    loading.state.then(over, over);
    return loading;
  }

  /** What is being loaded will be what this asks for, and is allowed all that this allows. */
  function serves({ asked, controller }: Loading, request: Asked): boolean {
    const allowsAll = (asked.force || !request.force) && (hasConsent(asked) || !hasConsent(request));
    return !controller.signal.aborted && isSamePlan(asked, request) && allowsAll;
  }

  /** The engine holds what the last load came down to. */
  function holds({ rung }: Met): boolean {
    const { status, plan } = engine.state();
    return (status === "ready" || status === "answering") && plan === rung.plan;
  }

  /** A conversation names a context length at most; what else was asked for goes with the model that is loaded. */
  const isMet: Loader["isMet"] = (variantId, request) => {
    if (met === null || !holds(met) || met.asked.variantId !== variantId) return false;
    const asked = met.asked.plan as Readonly<Record<string, unknown>>;
    return Object.entries(request).every(([name, value]) => asked[name] === value);
  };

  return {
    isMet,

    load(request, signal) {
      if (signal?.aborted === true) return Promise.reject(cancelled());
      // To begin again at the top would end at the same step.
      const isAsked = met !== null && holds(met) && isSamePlan(met.asked, request);
      if (isAsked && current === null && met?.steps.length !== 0 && !request.force)
        return Promise.resolve(engine.state());
      // Whoever asks for what is being loaded waits for it: beginning anew would double the wait.
      const joined = current !== null && serves(current, request) ? current : null;
      const loading = joined ?? begun(request, (begunSignal) => start(request, begunSignal));
      if (joined === null) signal?.addEventListener("abort", () => loading.controller.abort(), { once: true });
      return unlessAborted(loading.state, signal);
    },

    async cancel() {
      current?.controller.abort();
      await Promise.resolve();
    },

    async unload() {
      turn++;
      // Else what is on its way, between two steps perhaps, would take the place of what is unloaded.
      current?.controller.abort();
      await engine.unload();
    },

    async release(variantId) {
      if (current?.asked.variantId === variantId) current.controller.abort();
      if (engine.state().variantId !== variantId) return;
      turn++;
      await engine.unload();
    },

    recordLoss: (error) => void lose(error),

    async afterLoss(error) {
      const lost = lose(error);
      if (lost === null) return error;
      const { asked, rung } = lost;
      // Null where somebody asked for another one in the same moment.
      const lostIn = current === null ? turn : null;
      await engine.gone();
      const descent: Descent = { asked, rung, steps: [...lost.steps] };
      try {
        await stepDown(descent, error, freedMachine(await hardware.refresh(), engine));
      } catch (offered) {
        return toAppError(offered);
      }
      // Somebody wants something else by now.
      if (turn !== lostIn) return error;
      const change = descent.steps.at(-1)?.change ?? "";
      // Told by the engine's own state when it fails.
      begun(asked, (signal) => descend(descent, signal)).state.catch(() => undefined);
      return new AppError(
        error.code,
        `${error.message} It is being loaded again by itself: ${change}.`,
        error.details,
        {
          cause: error,
        },
      );
    },

    onLoadOutcome: (listener) => outcomes.on(listener),
  };
}

/** A load on its way down. */
interface Descent {
  readonly asked: Asked;
  rung: Rung;
  readonly steps: StepTaken[];
}

/** Variants of one model: of one repository, or, where that is not known, of one name. */
function isSameModel(a: InstalledVariant, b: InstalledVariant): boolean {
  if (a.repository !== null && b.repository !== null) return a.repository === b.repository;
  return a.architecture === b.architecture && a.parameters === b.parameters && a.name === b.name;
}

function cancelled(): AppError {
  return new AppError("cancelled", "Cancelled.");
}

/** The promise's outcome, or `cancelled` as soon as this caller no longer waits for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(cancelled());
    };
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", stop);
    });
  });
}
