import type { FitAccuracy, MemoryNeed, Plan } from "../contract/fit.ts";
import { type LearnedFailures, findFailure, learnFailures } from "./learned-failures.ts";
import { type LearnedSpeeds, type SpeedFactors, findSpeed, learnSpeeds } from "./learned-speed.ts";
import { median } from "./median.ts";
import type { PastLoad, Place } from "./past-load.ts";

/** What the ledger teaches about this machine; made once for many predictions. */
export interface Learned {
  speeds: LearnedSpeeds;
  /** Anonymous memory of the engine beyond the estimate. */
  overheadBytes: number;
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
    overheadBytes: overheadOf(loaded),
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
export function failedBefore(learned: Learned | null, identity: string, plan: Plan, memory: MemoryNeed): string | null {
  return learned === null ? null : findFailure(learned.failures, identity, plan, memory);
}

/** Only ever added: a prediction above the truth costs a little room, one below it costs the load. */
function overheadOf(loaded: readonly PastLoad[]): number {
  const beyond = loaded
    .flatMap(({ measured, baseline }) =>
      measured?.anonymousBytes == null || baseline === null ? [] : [measured.anonymousBytes - baseline.anonymousBytes],
    )
    .slice(0, recentLoads);
  return beyond.length === 0 ? 0 : Math.round(Math.min(maxOverheadBytes, Math.max(0, median(beyond))));
}

/** By the nearest rank: of fewer than ten loads the worst one counts. */
function accuracyOf(loaded: readonly PastLoad[]): FitAccuracy | null {
  const shares = loaded
    .flatMap(({ predicted, measured }) => {
      if (predicted === null || measured?.anonymousBytes == null) return [];
      const said = predicted.anonymousBytes + predicted.gpuBytes;
      const came = measured.anonymousBytes + (measured.gpuBytes ?? 0);
      return said > 0 && (measured.gpuBytes !== null || predicted.gpuBytes === 0) ? [Math.abs(came / said - 1)] : [];
    })
    .slice(0, recentLoads)
    .sort((a, b) => a - b);
  const withinShare = shares[Math.ceil(shares.length * 0.9) - 1];
  return withinShare === undefined ? null : { loads: shares.length, withinShare };
}
