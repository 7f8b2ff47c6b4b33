import type { HardwareProfile, VariantFit } from "../contract/index.ts";
import { AppError, formatBytes } from "../core/index.ts";
import type { Engine } from "../engine/index.ts";
import type { Hardware } from "../hardware/index.ts";
import type { Library } from "../library/index.ts";
import type { Advisor, Loader } from "./services.ts";

export interface LoaderOptions {
  hardware: Hardware;
  advisor: Advisor;
  library: Library;
  engine: Engine;
}

/** Verdicts whose plan stays within the budget. */
const fitting: ReadonlySet<VariantFit["verdict"]> = new Set(["runs-well", "runs-slowly", "tight", "partly-on-gpu"]);

export function createLoader({ hardware, advisor, library, engine }: LoaderOptions): Loader {
  let current: AbortController | null = null;

  return {
    async load({ variantId, plan, force }, signal) {
      // Files come and go behind the app's back; asking takes no time beside a load.
      await library.refresh();
      const variant = library.get(variantId);
      if (variant === null) throw new AppError("not-found", "This variant is no longer in the library. Choose another one.");
      if (variant.state === "missing") {
        throw new AppError("file-missing", `The file is not there: ${variant.path}. Connect its drive, or download it again.`, {
          path: variant.path,
        });
      }
      current?.abort();
      const mine = new AbortController();
      current = mine;
      const either = signal === undefined ? mine.signal : AbortSignal.any([mine.signal, signal]);
      try {
        // What is loaded now gives its memory back first: it counts as free for its successor.
        await engine.unload();
        const machine: HardwareProfile = await hardware.refresh();
        const fit = await advisor.fitInstalled(variantId, plan, machine);
        either.throwIfAborted();
        if (fit.plan === null) throw new AppError("unsupported-model", fit.note ?? "The engine cannot run this variant.");
        if (!fitting.has(fit.verdict) && !force) throw doesNotFit(fit);
        const state = await engine.load(
          {
            variantId,
            files: library.files(variantId).map((file) => file.path),
            plan: fit.plan,
            predicted: fit.memory,
            templateHint: `${variant.repository ?? ""} ${variant.name} ${variant.path}`,
          },
          either,
        );
        library.touch(variantId);
        return state;
      } finally {
        if (current === mine) current = null;
      }
    },

    async cancel() {
      current?.abort();
      await Promise.resolve();
    },
  };
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
