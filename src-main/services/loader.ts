import type { EngineState, HardwareProfile, InstalledVariant, Plan, VariantFit } from "../contract/index.ts";
import { AppError, Emitter, formatBytes, toAppError } from "../core/index.ts";
import type { Engine } from "../engine/index.ts";
import type { Hardware } from "../hardware/index.ts";
import type { Library } from "../library/index.ts";
import type { Advisor, LoadOutcome, Loader } from "./services.ts";

export interface LoaderOptions {
  hardware: Hardware;
  advisor: Advisor;
  library: Library;
  engine: Engine;
}

/** Verdicts whose plan stays within the budget. */
const fitting: ReadonlySet<VariantFit["verdict"]> = new Set(["runs-well", "runs-slowly", "tight", "partly-on-gpu"]);

interface Loading {
  /** What it was asked for, as text. */
  key: string;
  controller: AbortController;
  state: Promise<EngineState>;
}

export function createLoader({ hardware, advisor, library, engine }: LoaderOptions): Loader {
  let current: Loading | null = null;
  const outcomes = new Emitter<LoadOutcome>();

  async function start(
    { variantId, plan, force }: Parameters<Loader["load"]>[0],
    signal: AbortSignal,
  ): Promise<EngineState> {
    // Files come and go behind the app's back; asking takes no time beside a load.
    await library.refresh();
    const variant = library.get(variantId);
    if (variant === null)
      throw new AppError("not-found", "This variant is no longer in the library. Choose another one.");
    if (variant.state === "missing") {
      throw new AppError(
        "file-missing",
        `The file is not there: ${variant.path}. Connect its drive, or download it again.`,
        {
          path: variant.path,
        },
      );
    }
    if (variant.state === "damaged" && !force) {
      throw new AppError("checksum-mismatch", "The file is not what was installed. Delete it and download it again.", {
        path: variant.path,
      });
    }
    // What is loaded now gives its memory back first: it counts as free for its successor.
    await engine.unload();
    const machine: HardwareProfile = await hardware.refresh();
    const fit = await advisor.fitInstalled(variantId, plan, machine);
    signal.throwIfAborted();
    if (fit.plan === null) throw new AppError("unsupported-model", fit.note ?? "The engine cannot run this variant.");
    if (!fitting.has(fit.verdict) && !force) throw doesNotFit(fit);
    const state = await begin(variant, fit, fit.plan, signal);
    library.touch(variantId);
    return state;
  }

  /** One try, whose outcome is told. */
  async function begin(
    variant: InstalledVariant,
    fit: VariantFit,
    plan: Plan,
    signal: AbortSignal,
  ): Promise<EngineState> {
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

  return {
    load(request, signal) {
      if (signal?.aborted === true) return Promise.reject(cancelled());
      const key = JSON.stringify([request.variantId, request.plan]);
      // Whoever asks for what is being loaded waits for it: beginning anew would double the wait.
      if (current?.key !== key || current.controller.signal.aborted) {
        current?.controller.abort();
        const controller = new AbortController();
        const loading: Loading = { key, controller, state: start(request, controller.signal) };
        current = loading;
        const over = (): void => {
          if (current === loading) current = null;
        };
        loading.state.then(over, over);
        signal?.addEventListener("abort", () => controller.abort(), { once: true });
      }
      return unlessAborted(current.state, signal);
    },

    async cancel() {
      current?.controller.abort();
      await Promise.resolve();
    },

    onLoadOutcome: (listener) => outcomes.on(listener),
  };
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

/** The refusal with its figures: which device lacks how much, and the cheapest way out. */
function doesNotFit(fit: VariantFit): AppError {
  const short = fit.memory?.devices.find((device) => device.needBytes > device.budgetBytes) ?? fit.memory?.devices[0];
  const figures = short
    ? `It needs ${formatBytes(short.needBytes)} on ${short.name}, and ${formatBytes(Math.max(0, short.budgetBytes))} can be used now.`
    : "It does not fit into the memory that is free now.";
  return new AppError("out-of-memory", [figures, fit.wayOut?.text ?? ""].filter(Boolean).join(" "), {
    verdict: fit.verdict,
    device: short?.name ?? null,
    needBytes: short?.needBytes ?? null,
    budgetBytes: short?.budgetBytes ?? null,
  });
}
