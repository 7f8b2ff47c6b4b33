import type { ErrorDto, Plan, RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { allLayers } from "./layer-split.ts";

/** Where a plan's layers run; what one of them teaches says little about the others. */
export type Place = "cpu" | "gpu" | "split";

interface Memory {
  anonymousBytes: number | null;
  gpuBytes: number | null;
}

/** A prediction from tables and bandwidth alone; speeds are the middle of their range. */
export interface Baseline {
  place: Place;
  anonymousBytes: number;
  /** Weights that one token reads. */
  activeBytes: number;
  /** With nothing in the context, and with the context full. */
  emptyTokensPerSecond: number;
  fullTokensPerSecond: number;
  promptTokensPerSecond: number;
}

/** A load on this machine with this driver and engine, as far as predictions learn from it. */
export interface PastLoad {
  /** `variantIdentity` of what was loaded. */
  variant: string;
  outcome: "loaded" | "failed";
  plan: Plan;
  /** As it was shown before the load. */
  predicted: { anonymousBytes: number; gpuBytes: number } | null;
  /** Low and high, as shown then. */
  predictedTokensPerSecond: [number, number] | null;
  measured: Memory | null;
  /** The same prediction without anything learned. */
  baseline: Baseline | null;
  /** The shallowest first. */
  speeds: readonly {
    /** Other programs took cores meanwhile. */
    disturbed: boolean;
    contextTokens: number;
    tokens: number;
    decodeMs: number;
    promptTokens: number;
    promptMs: number;
  }[];
  failure: ErrorDto | null;
}

/**
 * The same before a download and after it: the name of a variant and its size to the byte. Two models that share both have the same
 * shapes, and so the same need.
 */
export function variantIdentity(variant: Pick<RepositoryVariant, "modifiers" | "label" | "sizeBytes">): string {
  return [...variant.modifiers, variant.label, variant.sizeBytes].join("-");
}

export function placeOf(plan: Pick<Plan, "gpuLayers" | "cpuExpertLayers">, blockCount: number): Place {
  if (plan.gpuLayers === 0) return "cpu";
  return plan.gpuLayers >= allLayers(blockCount) && plan.cpuExpertLayers === 0 ? "gpu" : "split";
}
