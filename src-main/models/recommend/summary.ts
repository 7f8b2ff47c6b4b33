import { type VariantFit, qualityBands } from "../../../src-shared/contract/index.ts";
import { formatBytes, formatContext, totalNeedBytes, typicalSpeed } from "../../../src-shared/figures/index.ts";
import type { Budgets } from "./budget.ts";
import type { JudgedVariant } from "./fit-variant.ts";
import type { Ranked } from "./ranking.ts";
import { apart, placeText, qualitiesSentence } from "./sentences.ts";
import { paceOf } from "./verdict.ts";

/** One or two sentences for the recommended variant; where none fits, what would. */
export function summaryOf(
  ranked: Ranked<VariantFit>,
  judged: readonly JudgedVariant[],
  budgets: Budgets,
  computer: string,
  blockCount: number,
): string {
  const { recommended } = ranked;
  if (recommended?.memory && recommended.plan && recommended.speed) {
    const { quality, memory, plan, speed } = recommended;
    const facts = qualitiesSentence(quality, placeText(memory, plan, budgets, blockCount), speed);
    if (quality.band === "poor" || quality.band === "broken") {
      return `${recommended.key} is the best that fits, and not a good one: ${insteadOf(recommended, judged)} ${facts}`;
    }
    const tight = recommended.verdict === "tight" ? " It leaves little for other programs." : "";
    const slow = paceOf(speed) === "slower" ? ", though a slow one" : "";
    const first = `${recommended.key} is the one for ${computer}${slow}. ${facts}${tight}`;
    const second = ranked.better ? betterSentence(recommended, ranked.better) : "";
    return second ? `${first} ${second}` : first;
  }
  return nothingFits(judged, budgets, computer);
}

/** What to do about a recommendation that is not good: a shorter context where that makes room for better, else a smaller model. */
function insteadOf(recommended: VariantFit, judged: readonly JudgedVariant[]): string {
  const better = bestGoodShortened(judged.map(({ fit }) => fit).filter((fit) => bandOf(fit) < bandOf(recommended)));
  if (better?.wayOut?.request?.contextTokens === undefined) return "a smaller model will serve you better here.";
  const { contextTokens, kvType } = better.wayOut.request;
  const compact = kvType !== undefined && kvType !== better.plan?.kvType ? " kept in 8 bits" : "";
  return `${better.key} fits with a context of ${formatContext(contextTokens)}${compact}, and is much better.`;
}

const worstGood = qualityBands.indexOf("good");
const bandOf = (fit: VariantFit): number => qualityBands.indexOf(fit.quality.band);

/** "Q5_K_M fits too, 20 % slower for a gain few people notice." */
function betterSentence(recommended: VariantFit, better: VariantFit): string {
  if (!recommended.speed || !better.speed) return "";
  const slower = Math.round((1 - typicalSpeed(better.speed) / typicalSpeed(recommended.speed)) * 100);
  const gain =
    recommended.quality.band === "near-lossless" ||
    recommended.quality.band === "very-good" ||
    recommended.quality.band === "good"
      ? "a gain few people notice"
      : "better answers";
  if (better.verdict === "tight") return `${better.key} only just fits.`;
  return slower >= 3
    ? `${better.key} fits too, ${String(slower)} % slower for ${gain}.`
    : `${better.key} fits too, for ${gain}.`;
}

function nothingFits(judged: readonly JudgedVariant[], budgets: Budgets, computer: string): string {
  const whole = judged.map(({ fit }) => fit).filter((fit) => fit.memory !== null);
  const able = whole.filter(({ note }) => note === null);
  const [notForChat] = whole;
  if (able.length === 0 && notForChat?.note) return notForChat.note;
  const failed = judged.find(({ fits, fit }) => fits && fit.failedBefore !== null)?.fit;
  if (failed?.failedBefore) return `${failed.key} should fit ${computer}. ${failed.failedBefore}`;
  const refused = judged.find(({ fit }) => fit.refused)?.fit;
  if (refused) return [refused.headline, refused.wayOut?.text ?? ""].join(" ").trimEnd();
  const need = (fit: VariantFit): number => (fit.memory ? totalNeedBytes(fit.memory) : Infinity);
  const smallest = [...able].sort((a, b) => need(a) - need(b))[0];
  if (!smallest)
    return judged.length === 0 ? "This repository has no variants." : "Nothing in this repository can run here.";
  const shorter = bestShortened(able);
  if (shorter?.wayOut) {
    const tokens = shorter.plan ? formatContext(shorter.plan.contextTokens) : "this";
    return `Nothing fits with a context of ${tokens}. ${shorter.key} does with less: ${shorter.wayOut.text}`;
  }
  const gpus = budgets.gpus.filter((gpu) => !gpu.shared).reduce((sum, gpu) => sum + gpu.budgetBytes, 0);
  const [needs, system] = apart(need(smallest), budgets.systemBytes);
  const free = gpus > 0 ? `${system} of memory and ${formatBytes(gpus)} on the GPU are free` : `${system} is free`;
  return `Nothing here fits ${computer}: the smallest, ${smallest.key}, needs ${needs}, and ${free}. ${wayFor(smallest)}`;
}

function wayFor({ wayOut }: VariantFit): string {
  return wayOut === null
    ? "Look for a smaller model."
    : `${wayOut.text.replace(/\.$/, "")}, or look for a smaller model.`;
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
