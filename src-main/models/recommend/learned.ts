import type { FitAccuracy, MemoryNeed, Plan, VariantFit } from "../../../src-shared/contract/index.ts";
import { accuracyOf } from "./accuracy.ts";
import { type LearnedFailures, findFailure, learnFailures } from "./learned-failures.ts";
import { type LearnedSpeeds, type SpeedFactors, findSpeed, learnSpeeds } from "./learned-speed.ts";
import { median } from "./median.ts";
import type { PastLoad, Place } from "./past-load.ts";

/** What the ledger teaches about this machine; made once for many predictions. */
export interface Learned {
  speeds: LearnedSpeeds;
  /** Anonymous memory of the engine beyond the estimate: a GPU's driver keeps some memory in the process. */
  overheadBytes: { onCpu: number; withGpu: number };
  accuracy: FitAccuracy | null;
  failures: LearnedFailures;
}

/** How many loads back the figures look: long enough to be steady, short enough to follow a change. */
const recentLoads = 20;
const maxOverheadBytes = 1 << 30;

/** Medians and lists over the loads of one machine, driver and engine, the latest first. */
export function learnFrom(loads: readonly PastLoad[]): Learned {
  const loaded = loads.filter((load) => load.outcome === "loaded");
  return {
    speeds: learnSpeeds(loads),
    overheadBytes: overheadsOf(loaded),
    accuracy: accuracyOf(loaded),
    failures: learnFailures(loads),
  };
}

/** What was measured of this variant at this place, or else of its like; null where nothing is known. */
export function speedFactors(
  learned: Learned | null,
  identity: string,
  place: Place,
  activeBytes: () => number,
): SpeedFactors | null {
  return learned === null ? null : findSpeed(learned.speeds, identity, place, activeBytes);
}

/** Why this plan, or one that needed about as much, failed before; null when none did. */
export function failedBefore(
  learned: Learned | null,
  identity: string,
  plan: Plan,
  memory: MemoryNeed,
): VariantFit["failedBefore"] {
  return learned === null ? null : findFailure(learned.failures, identity, plan, memory);
}

/** What loads on this machine took beyond the estimate, in bytes, for a plan that uses GPUs or does not. */
export function learnedOverhead(learned: Learned | null | undefined, { gpuLayers }: Pick<Plan, "gpuLayers">): number {
  if (learned == null) return 0;
  return gpuLayers > 0 ? learned.overheadBytes.withGpu : learned.overheadBytes.onCpu;
}

function overheadsOf(loaded: readonly PastLoad[]): Learned["overheadBytes"] {
  const onCpu = overheadOf(loaded.filter(({ plan }) => plan.gpuLayers === 0));
  // What a load without a GPU takes, one with it takes too.
  const withGpu = overheadOf(loaded.filter(({ plan }) => plan.gpuLayers > 0));
  return { onCpu: onCpu ?? 0, withGpu: withGpu ?? onCpu ?? 0 };
}

/**
 * Only ever added: a prediction that is too high costs a little room, one that is too low costs the load. Null before
 * the first load.
 */
function overheadOf(loaded: readonly PastLoad[]): number | null {
  const beyond = loaded
    .flatMap(({ measured, baseline }) =>
      measured?.anonymousBytes == null || baseline === null ? [] : [measured.anonymousBytes - baseline.anonymousBytes],
    )
    .slice(0, recentLoads);
  return beyond.length === 0 ? null : Math.round(Math.min(maxOverheadBytes, Math.max(0, median(beyond))));
}
