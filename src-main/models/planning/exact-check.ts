import type { Catalog } from "../catalog/index.ts";
import type {
  ExactCheck,
  Ladder,
  MemoryNeed,
  RepositoryDetail,
  RepositoryVariant,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { MiB, agreementShare } from "../../../src-shared/figures/index.ts";
import type { Logger } from "../../ground/core/index.ts";
import type { Library } from "../library/index.ts";
import type { EngineFigures, PlanEstimator } from "./types.ts";

export interface ExactCheckOptions {
  catalog: Pick<Catalog, "headerFile">;
  library: Pick<Library, "list" | "files">;
  estimator: PlanEstimator;
  logger: Logger;
}

/** On one device, too little to notice. */
const negligibleBytes = 64 * MiB;

const unavailable: ExactCheck = {
  basis: "unavailable",
  cpuBytes: null,
  gpuBytes: null,
  differenceShare: null,
  agrees: null,
};

/**
 * The engine's own estimate of a ladder's plans on the devices that are present, by variant key. It needs a variant's own header:
 * that of the variant which was read for the ladder, and those of installed ones; of the others it is not asked.
 */
export async function checkLadder(
  { detail, report }: Ladder,
  { catalog, library, estimator, logger }: ExactCheckOptions,
  signal?: AbortSignal,
): Promise<Record<string, ExactCheck>> {
  const installed = library
    .list()
    .filter(({ repository }) => repository?.toLowerCase() === detail.repository.toLowerCase());

  /** Absolute: an installed file, else one that holds the header. */
  async function headerOf(variant: RepositoryVariant, fit: VariantFit): Promise<string | null> {
    const here = installed.find(
      ({ variantKey, label, modifiers, sizeBytes, state }) =>
        state !== "missing" &&
        state !== "away" &&
        (variantKey === null
          ? label === variant.label && modifiers.join() === variant.modifiers.join()
          : variantKey === variant.key) &&
        sizeBytes === variant.sizeBytes,
    );
    const file = here === undefined ? undefined : library.files(here.id)[0];
    if (file !== undefined) return file.path;
    return fit.exactWeights ? catalog.headerFile(detail, variant, signal) : null;
  }

  let isLetGo = false;

  async function check(variant: RepositoryVariant, fit: VariantFit): Promise<ExactCheck> {
    const { plan, memory } = fit;
    // The library has no option to keep experts on the CPU when it estimates.
    if (isLetGo || plan === null || memory === null || plan.cpuExpertLayers > 0) return unavailable;
    const file = await headerOf(variant, fit);
    if (file === null) return unavailable;
    const estimate = await estimator.estimate(file, plan, signal);
    isLetGo = estimate.basis === "unavailable" && estimate.letGo === true;
    if (estimate.basis === "engine") return compare(estimate.figures, memory, variant, detail, logger);
    logger.info("the engine could not check a plan", {
      repository: detail.repository,
      variant: variant.key,
      basis: estimate.basis,
      reason: estimate.reason,
    });
    return { ...unavailable, basis: estimate.basis };
  }

  const checks: Record<string, ExactCheck> = {};
  for (const [i, variant] of detail.variants.entries()) {
    signal?.throwIfAborted();
    const fit = report?.variants[i];
    checks[variant.key] = fit === undefined ? unavailable : await check(variant, fit);
  }
  return checks;
}

/**
 * The engine counts each weight once, mapped or copied, and its context. What it misses: what its process takes besides
 * (Node, native libraries, the vocabulary), which is added; and which weights are copies in anonymous memory, which
 * only our own estimate says.
 */
function compare(
  engine: EngineFigures,
  ours: MemoryNeed,
  variant: RepositoryVariant,
  { repository }: RepositoryDetail,
  logger: Logger,
): ExactCheck {
  const need = (kind: "cpu" | "gpu"): number =>
    ours.devices.filter((device) => device.kind === kind).reduce((sum, device) => sum + device.needBytes, 0);
  const cpu = {
    engine: Math.round(engine.weightsCpuBytes + engine.contextCpuBytes + ours.overheadBytes),
    ours: need("cpu"),
  };
  const gpu = { engine: Math.round(engine.weightsGpuBytes + engine.contextGpuBytes), ours: need("gpu") };
  const total = { engine: cpu.engine + gpu.engine, ours: cpu.ours + gpu.ours };
  const differenceShare = (total.engine - total.ours) / total.ours;
  const agrees = Math.abs(differenceShare) <= agreementShare && isClose(cpu) && isClose(gpu);
  if (!agrees) {
    logger.warn("the engine's estimate is another than ours", {
      repository,
      variant: variant.key,
      differenceShare: Number(differenceShare.toFixed(4)),
      engineCpuBytes: cpu.engine,
      ourCpuBytes: cpu.ours,
      engineGpuBytes: gpu.engine,
      ourGpuBytes: gpu.ours,
      engineWeightsBytes: engine.weightsCpuBytes + engine.weightsGpuBytes,
      ourWeightsBytes: ours.weightsBytes,
      engineContextBytes: engine.contextCpuBytes + engine.contextGpuBytes,
      ourContextBytes: ours.kvBytes + ours.stateBytes + ours.computeBytes,
      ourRepackBytes: ours.repackBytes,
      ourOverheadBytes: ours.overheadBytes,
    });
  }
  return { basis: "engine", cpuBytes: cpu.engine, gpuBytes: gpu.engine, differenceShare, agrees };
}

function isClose(side: { engine: number; ours: number }): boolean {
  return Math.abs(side.engine - side.ours) <= Math.max(agreementShare * side.ours, negligibleBytes);
}
