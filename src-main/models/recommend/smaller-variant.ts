import { type VariantFit, type WayOut, qualityBands } from "../../../src-shared/contract/index.ts";
import { formatBytes, formatContext, totalNeedBytes, typicalSpeed } from "../../../src-shared/figures/index.ts";
import { aboutSpeed } from "./sentences.ts";
import { fullestDevice, paceOf } from "./verdict.ts";
import { comfortableContextTokens } from "./way-out.ts";

/** A smaller variant must be so much faster to be worth its loss. */
const worthwhileSpeedup = 1.25;

const bandOf = (fit: VariantFit): number => qualityBands.indexOf(fit.quality.band);
const worstOffered = qualityBands.indexOf("fair");
/** Nonsense is no way out. */
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
    // What one would not want to wait for is no way out while another runs well.
    .sort((a, b) => Number(isSlow(a)) - Number(isSlow(b)) || b.sizeBytes - a.sizeBytes);
  const offered = candidates.find((other) => isGain(fit, other, other === recommended));
  return offered ? { text: textFor(fit, offered), variant: offered.key, request: null } : null;
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
  if (!instead) return { text: "Look for a smaller model.", request: null };
  const { key } = instead;
  const gain = none ? "which fits" : "all of which fits on the GPU";
  return { text: `Take ${key}, ${gain} with a smaller context.`, variant: key, request: null };
}

const isSlow = (fit: VariantFit): boolean => fit.verdict !== "runs-well" && isSlower(fit);
const isSlower = ({ speed }: VariantFit): boolean => speed === null || paceOf(speed) === "slower";

/** A context that is cut below what a conversation needs. */
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

function cards({ memory }: VariantFit): string {
  const used = memory?.devices.filter(({ kind, needBytes }) => kind === "gpu" && needBytes > 0).length ?? 0;
  return used > 1 ? "graphics cards" : "graphics card";
}

function textFor(fit: VariantFit, other: VariantFit): string {
  const take = `Take ${other.key}`;
  if (fit.verdict === "runs-slowly" && other.speed && fit.speed)
    return `${take}: ${aboutSpeed(other.speed)} instead of ${aboutSpeed(fit.speed).replace(" tokens a second", "")}.`;
  if (fit.verdict === "partly-on-gpu") return `${take}: all of it fits on the ${cards(other)}.`;
  const shortened = fit.verdict === "shorten-context" ? fit.wayOut?.request?.contextTokens : undefined;
  if (shortened !== undefined && fit.plan)
    return `${take}: it has room for ${formatContext(fit.plan.contextTokens)}, this one only for ${formatContext(shortened)}.`;
  const [before, after] = [fit.memory, other.memory];
  if (!before || !after) return `${take}.`;
  const less = totalNeedBytes(before) - totalNeedBytes(after);
  return less > 0
    ? `${take}: it needs ${formatBytes(less)} less.`
    : `${take}: it needs ${formatBytes(fullestDevice(after).needBytes)}.`;
}
