import {
  type FitSummary,
  type FitSummaries,
  type Statement,
  type VariantFit,
  type WhichComputer,
  qualityBands,
} from "../../../src-shared/contract/index.ts";
import { paceOf, totalNeedBytes, typicalSpeed } from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import { needFigures, splitFigures } from "./fit-statements.ts";
import type { JudgedVariant } from "./fit-variant.ts";
import type { Ranked } from "./ranking.ts";
import { isPartlyOnGpu } from "./verdict.ts";

/** The recommended variant in one or two statements; where none fits, what would. */
export function summaryOf(
  ranked: Ranked<VariantFit>,
  judged: readonly JudgedVariant[],
  budgets: Budgets,
  computer: WhichComputer,
  blockCount: number,
): FitSummary[] {
  const { recommended } = ranked;
  const qualities = recommended && qualitiesOf(recommended, budgets, blockCount);
  if (!recommended || !qualities) return nothingFits(judged, budgets, computer);
  const { key: variant, quality, verdict, speed } = recommended;
  if (quality.band === "poor" || quality.band === "broken") return [insteadOf(recommended, judged), qualities];
  const slow = speed !== null && paceOf(speed.tokensPerSecond) === "slower";
  const summary: FitSummary[] = [{ key: "is-the-one", figures: { variant, computer, slow } }, qualities];
  if (verdict === "tight") summary.push({ key: "leaves-little", figures: {} });
  const better = ranked.better && betterThan(recommended, ranked.better);
  return better ? [...summary, better] : summary;
}

/** The resulting quality, memory and speed; null for what cannot be planned. */
function qualitiesOf(
  { quality, memory, plan, speed }: VariantFit,
  budgets: Budgets,
  blockCount: number,
): FitSummary | null {
  if (!memory || !plan || !speed) return null;
  const figures = { band: quality.band, tokensPerSecond: typicalSpeed(speed), pace: paceOf(speed.tokensPerSecond) };
  return isPartlyOnGpu(plan, blockCount)
    ? { key: "keeps-shares-writes", figures: { ...splitFigures(memory), ...figures } }
    : { key: "keeps-needs-writes", figures: { ...needFigures(memory, plan, budgets), ...figures } };
}

/** What to do about a recommendation that is not good: a shorter context where that makes room for better, else a smaller model. */
function insteadOf(
  recommended: VariantFit,
  judged: readonly JudgedVariant[],
): Statement<"best-but-poor" | "best-but-poor-shorten"> {
  const { key: variant } = recommended;
  const better = bestGoodShortened(judged.map(({ fit }) => fit).filter((fit) => bandOf(fit) < bandOf(recommended)));
  if (better?.wayOut?.request?.contextTokens === undefined) return { key: "best-but-poor", figures: { variant } };
  const { contextTokens, kvType } = better.wayOut.request;
  const compact = kvType !== undefined && kvType !== better.plan?.kvType;
  return { key: "best-but-poor-shorten", figures: { variant, better: better.key, contextTokens, compact } };
}

const worstGood = qualityBands.indexOf("good");
const bandOf = (fit: VariantFit): number => qualityBands.indexOf(fit.quality.band);
/** Of these bands few people notice a better one. */
const hardlyBettered = new Set<VariantFit["quality"]["band"]>(["near-lossless", "very-good", "good"]);
/** Slower by less than this is as fast. */
const noticedSlowerPercent = 3;

/** What the next better variant costs and brings. */
function betterThan(recommended: VariantFit, better: VariantFit): Statement<keyof FitSummaries> | null {
  if (!recommended.speed || !better.speed) return null;
  const { key: variant } = better;
  if (better.verdict === "tight") return { key: "better-just-fits", figures: { variant } };
  const slower = 1 - typicalSpeed(better.speed) / typicalSpeed(recommended.speed);
  const slowerShare = Math.round(slower * 100) >= noticedSlowerPercent ? slower : null;
  const gain = hardlyBettered.has(recommended.quality.band) ? "unnoticed" : "noticed";
  return { key: "better-fits-too", figures: { variant, slowerShare, gain } };
}

function nothingFits(judged: readonly JudgedVariant[], budgets: Budgets, computer: WhichComputer): FitSummary[] {
  const whole = judged.map(({ fit }) => fit).filter((fit) => fit.memory !== null);
  const able = whole.filter(({ note }) => note === null);
  const [notForChat] = whole;
  if (able.length === 0 && notForChat?.note) return [notForChat.note];
  const failed = judged.find(({ fits, fit }) => fits && fit.failedBefore !== null)?.fit;
  if (failed?.failedBefore) {
    return [{ key: "should-fit", figures: { variant: failed.key, computer } }, failed.failedBefore];
  }
  const refused = judged.find(({ fit }) => fit.refused)?.fit;
  if (refused) return refused.wayOut ? [refused.headline, refused.wayOut.says] : [refused.headline];
  const need = (fit: VariantFit): number => (fit.memory ? totalNeedBytes(fit.memory) : Infinity);
  const smallest = [...able].sort((a, b) => need(a) - need(b))[0];
  if (!smallest) return [{ key: judged.length === 0 ? "no-variants" : "nothing-runs", figures: {} }];
  const shorter = bestShortened(able);
  if (shorter?.wayOut) {
    return [
      { key: "no-context-fits", figures: { contextTokens: shorter.plan?.contextTokens ?? null } },
      { key: "does-with-less", figures: { variant: shorter.key, way: shorter.wayOut.says } },
    ];
  }
  const gpuFreeBytes = budgets.gpus.filter((gpu) => !gpu.shared).reduce((sum, gpu) => sum + gpu.budgetBytes, 0);
  const { systemBytes: freeBytes } = budgets;
  const figures = { computer, variant: smallest.key, needBytes: need(smallest), freeBytes, gpuFreeBytes };
  return [{ key: "nothing-fits", figures }, wayFor(smallest)];
}

function wayFor({ wayOut }: VariantFit): FitSummary {
  return wayOut === null
    ? { key: "smaller-model", figures: {} }
    : { key: "way-or-smaller-model", figures: { way: wayOut.says } };
}

/** Of the variants that a smaller cache makes fit, one that is worth having: the longest context that a good one keeps. */
function bestShortened(able: readonly VariantFit[]): VariantFit | undefined {
  const fair = able.filter((fit) => isShortened(fit) && fit.quality.band === "fair");
  return bestGoodShortened(able) ?? fair.sort((a, b) => b.sizeBytes - a.sizeBytes)[0];
}

function bestGoodShortened(able: readonly VariantFit[]): VariantFit | undefined {
  const tokensOf = ({ wayOut, plan }: VariantFit): number => wayOut?.request?.contextTokens ?? plan?.contextTokens ?? 0;
  return able
    .filter((fit) => isShortened(fit) && bandOf(fit) <= worstGood)
    .sort((a, b) => tokensOf(b) - tokensOf(a) || b.sizeBytes - a.sizeBytes)[0];
}

const isShortened = ({ verdict, wayOut }: VariantFit): boolean => verdict === "shorten-context" && !!wayOut?.request;
