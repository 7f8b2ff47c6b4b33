import { type VariantFit, type WayOut, qualityBands, variantKey } from "../contract/fit.ts";
import { formatBytes } from "../core/units.ts";
import { totalNeed } from "./memory.ts";
import { aboutSpeed } from "./sentences.ts";
import { typicalSpeed } from "./speed.ts";
import { fullestDevice } from "./verdict.ts";
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
 * figures that were planned for it. Null where no other is a gain.
 */
export function smallerVariant(fit: VariantFit, all: readonly VariantFit[]): WayOut | null {
  if (fit.memory === null || fit.speed === null || fit.verdict === "runs-well") return null;
  if (fit.wayOut !== null && !hurts(fit)) return null;
  const candidates = all
    .filter((other) => other.memory !== null && other.sizeBytes < fit.sizeBytes && other.failedBefore === null)
    .filter((other) => !leftOver.has(other.verdict) && other.verdict !== "tight")
    .filter(
      (other) =>
        bandOf(other) <= Math.max(worstOffered, fit.wayOut === null ? 0 : Math.min(worstThinkable, bandOf(fit) + 1)),
    )
    .sort((a, b) => b.sizeBytes - a.sizeBytes);
  const offered = candidates.find((other) => isGain(fit, other));
  return offered
    ? { text: textFor(fit, offered), variant: variantKey(offered.modifiers, offered.label), request: null }
    : null;
}

/** A context that is cut below what a conversation needs. */
function hurts({ wayOut, plan }: VariantFit): boolean {
  const tokens = wayOut?.request?.contextTokens ?? Infinity;
  return plan !== null && tokens < plan.contextTokens && tokens < comfortableContextTokens;
}

function isGain(fit: VariantFit, other: VariantFit): boolean {
  switch (fit.verdict) {
    case "runs-slowly":
      return other.verdict === "runs-well" && speedOf(other) > speedOf(fit) * worthwhileSpeedup;
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
  const take = `Take ${variantKey(other.modifiers, other.label)}`;
  if (fit.verdict === "runs-slowly" && other.speed && fit.speed)
    return `${take}: ${aboutSpeed(other.speed)} instead of ${aboutSpeed(fit.speed).replace(" tokens a second", "")}.`;
  if (fit.verdict === "partly-on-gpu") return `${take}: all of it fits on the ${cards(other)}.`;
  const [before, after] = [fit.memory, other.memory];
  if (!before || !after) return `${take}.`;
  const less = totalNeed(before) - totalNeed(after);
  return less > 0
    ? `${take}: it needs ${formatBytes(less)} less.`
    : `${take}: it needs ${formatBytes(fullestDevice(after).needBytes)}.`;
}
