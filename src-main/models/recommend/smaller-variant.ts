import { type VariantFit, type WayOut, qualityBands } from "../../../src-shared/contract/index.ts";
import { paceOf, totalNeedBytes, typicalSpeed } from "../../../src-shared/figures/index.ts";
import { usedGpus } from "./fit-statements.ts";
import { fullestDevice } from "./verdict.ts";
import { comfortableContextTokens } from "./way-out.ts";

/** A smaller variant must be so much faster to be worth its loss. */
const worthwhileSpeedup = 1.25;

const bandOf = (fit: VariantFit): number => qualityBands.indexOf(fit.quality.band);
const worstOffered = qualityBands.indexOf("fair");
/** A variant that writes nonsense is not a way out. */
const worstThinkable = qualityBands.indexOf("poor");
const leftOver = new Set<VariantFit["verdict"]>(["does-not-fit", "shorten-context"]);

/**
 * A smaller variant of the same model as the way out, for a row that has none or one that hurts more: the largest that fits, in the
 * figures that were planned for it. For one that is slow because of how it is packed, a larger one that is read faster is one too.
 * Null where no other is a gain.
 */
export function smallerVariant(
  fit: VariantFit,
  all: readonly VariantFit[],
  recommended: VariantFit | null = null,
): WayOut | null {
  if (fit.memory === null || fit.note !== null || fit.speed === null || fit.verdict === "runs-well") return null;
  if (fit.wayOut !== null && !hurts(fit)) return null;
  const candidates = all
    .filter((other) => other.memory !== null && other.note === null && other.failedBefore === null)
    .filter(
      (other) => other.sizeBytes < fit.sizeBytes || (fit.verdict === "runs-slowly" && bandOf(other) <= bandOf(fit)),
    )
    .filter((other) => !leftOver.has(other.verdict) && other.verdict !== "tight")
    .filter(
      (other) =>
        bandOf(other) <= Math.max(worstOffered, fit.wayOut === null ? 0 : Math.min(worstThinkable, bandOf(fit) + 1)),
    )
    // A variant too slow to wait for is not a way out while another runs well.
    .sort((a, b) => Number(isSlow(a)) - Number(isSlow(b)) || b.sizeBytes - a.sizeBytes);
  const offered = candidates.find((other) => isGain(fit, other, other === recommended));
  return offered ? { says: takeInstead(fit, offered), variant: offered.key, request: null } : null;
}

/**
 * Where no variant is a way out as the plan stands: one that a smaller context makes fit, or fit on the GPU, else another model. Null
 * for what runs at a pace that people can read along with.
 */
export function lastWayOut(fit: VariantFit, all: readonly VariantFit[]): WayOut | null {
  if (fit.memory === null || fit.note !== null || fit.wayOut !== null || fit.verdict === "runs-well") return null;
  if (fit.verdict === "partly-on-gpu" && !isSlower(fit)) return null;
  const none = leftOver.has(fit.verdict);
  const instead = all
    .filter((other) => other.note === null && other.sizeBytes < fit.sizeBytes && bandOf(other) <= worstOffered)
    .filter(
      (other) =>
        other.wayOut?.request && !hurts(other) && other.verdict === (none ? "shorten-context" : "partly-on-gpu"),
    )
    .sort((a, b) => b.sizeBytes - a.sizeBytes)[0];
  if (!instead) return { says: { key: "smaller-model", figures: {} }, request: null };
  const { key: variant } = instead;
  const then = none ? "fits" : "on-gpu";
  return { says: { key: "take-with-shorter-context", figures: { variant, then } }, variant, request: null };
}

const isSlow = (fit: VariantFit): boolean => fit.verdict !== "runs-well" && isSlower(fit);
const isSlower = ({ speed }: VariantFit): boolean => speed === null || paceOf(speed.tokensPerSecond) === "slower";

/** A context that is cut to less than a conversation needs. */
function hurts({ wayOut, plan }: VariantFit): boolean {
  const tokens = wayOut?.request?.contextTokens ?? Infinity;
  return plan !== null && tokens < plan.contextTokens && tokens < comfortableContextTokens;
}

function isGain(fit: VariantFit, other: VariantFit, recommended: boolean): boolean {
  switch (fit.verdict) {
    case "runs-slowly":
      return other.verdict === "runs-well" && (recommended || speedOf(other) > speedOf(fit) * worthwhileSpeedup);
    case "partly-on-gpu":
      return other.verdict === "runs-well" && other.gpuLayers > 0;
    default:
      return true;
  }
}

const speedOf = ({ speed }: VariantFit): number => (speed ? typicalSpeed(speed) : 0);

function takeInstead(fit: VariantFit, other: VariantFit): WayOut["says"] {
  const { key: variant } = other;
  if (fit.verdict === "runs-slowly" && other.speed && fit.speed) {
    const figures = { variant, tokensPerSecond: speedOf(other), insteadOf: speedOf(fit) };
    return { key: "take-faster", figures };
  }
  if (fit.verdict === "partly-on-gpu") {
    const gpus = other.memory ? usedGpus(other.memory).length : 0;
    return { key: "take-whole-on-gpu", figures: { variant, gpus } };
  }
  const hereTokens = fit.verdict === "shorten-context" ? fit.wayOut?.request?.contextTokens : undefined;
  if (hereTokens !== undefined && fit.plan)
    return { key: "take-longer-context", figures: { variant, contextTokens: fit.plan.contextTokens, hereTokens } };
  const lessBytes = needOf(fit) - needOf(other);
  return lessBytes > 0 || !other.memory
    ? { key: "take-smaller", figures: { variant, lessBytes } }
    : { key: "take-fitting", figures: { variant, needBytes: fullestDevice(other.memory).needBytes } };
}

const needOf = ({ memory }: VariantFit): number => (memory ? totalNeedBytes(memory) : 0);
