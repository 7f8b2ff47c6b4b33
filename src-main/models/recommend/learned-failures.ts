import type { ErrorCode, ErrorDto, MemoryNeed, Plan, Statement } from "../../../src-shared/contract/index.ts";
import { gpuNeedBytes } from "../../../src-shared/figures/index.ts";
import { engineFailure } from "../../ground/core/index.ts";
import type { PastLoad } from "./past-load.ts";

interface PastFailure {
  plan: Plan;
  predicted: { anonymousBytes: number; gpuBytes: number } | null;
  failure: ErrorDto;
}

/** By variant, those that no later success has taken back. */
export type LearnedFailures = ReadonlyMap<string, readonly PastFailure[]>;

/** A plan that needs less than this share of one that found no room is worth another try. */
const clearlyLess = 0.95;
/** Failures that come of the plan on this machine, and not of the file or the person. */
const planFailures: ReadonlySet<ErrorCode> = new Set([
  "out-of-memory",
  "load-failed",
  "engine-crashed",
  "unsupported-model",
]);

/** Why this plan, or one that needed about as much, failed before; null when none did. */
export function findFailure(
  failures: LearnedFailures,
  identity: string,
  plan: Plan,
  memory: MemoryNeed,
): Statement<"failed-before"> | null {
  const known = failures.get(identity);
  if (known === undefined) return null;
  const need = { anonymousBytes: memory.anonymousBytes, gpuBytes: gpuNeedBytes(memory) };
  const found = known.find((past) => repeats(past, plan, need));
  return found === undefined ? null : failedBefore(found, plan);
}

/** From loads the latest first. */
export function learnFailures(loads: readonly PastLoad[]): LearnedFailures {
  const standing = new Map<string, PastFailure[]>();
  // From the oldest on, so that a success takes back what came before it.
  for (const { variant, outcome, plan, predicted, failure } of [...loads].reverse()) {
    const known = standing.get(variant) ?? [];
    if (outcome === "failed" && failure !== null && isOfThePlan(failure)) {
      standing.set(variant, [{ plan, predicted, failure }, ...known]);
    } else if (outcome === "loaded") {
      standing.set(
        variant,
        known.filter((past) => !repeats(past, plan, predicted)),
      );
    }
  }
  return standing;
}

/** A person who ends the engine, a computer that shuts down and a file that was cut say nothing about the plan. */
const isOfThePlan = (failure: ErrorDto): boolean =>
  planFailures.has(failure.code) && engineFailure(failure).planAtFault !== false;

/** Whether a plan is the one that failed, or, where memory ran out, one that does not need clearly less. */
function repeats(past: PastFailure, plan: Plan, need: PastFailure["predicted"]): boolean {
  if (isSamePlan(past.plan, plan)) return true;
  if (past.failure.code !== "out-of-memory" || past.predicted === null || need === null) return false;
  return (
    need.anonymousBytes >= past.predicted.anonymousBytes * clearlyLess &&
    need.gpuBytes >= past.predicted.gpuBytes * clearlyLess
  );
}

/** Alike in everything that memory depends on. */
function isSamePlan(a: Plan, b: Plan): boolean {
  return (
    a.contextTokens === b.contextTokens &&
    a.kvType === b.kvType &&
    a.gpuLayers === b.gpuLayers &&
    a.backend === b.backend &&
    a.flashAttention === b.flashAttention &&
    a.mmap === b.mmap &&
    a.batchTokens === b.batchTokens &&
    a.sequences === b.sequences &&
    a.cpuExpertLayers === b.cpuExpertLayers &&
    a.repack === b.repack
  );
}

function failedBefore(past: PastFailure, plan: Plan): Statement<"failed-before"> {
  const { failure, predicted } = past;
  const like = isSamePlan(past.plan, plan)
    ? null
    : {
        contextTokens: past.plan.contextTokens,
        bytes: (predicted?.anonymousBytes ?? 0) + (predicted?.gpuBytes ?? 0),
      };
  return { key: "failed-before", figures: { failure, like } };
}
