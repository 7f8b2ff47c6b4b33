import type { RepositoryVariant } from "../contract/catalog.ts";
import { type FitReport, type PlanRequest, type VariantFit, variantKey } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import { formatBytes, formatContext } from "../core/units.ts";
import { caveatsFor } from "./caveats.ts";
import { type Budgets, budgetsOf } from "./budget.ts";
import { type VariantFitInput, smallModelParameters } from "./assess-variant.ts";
import { type JudgedVariant, judgeVariant } from "./fit-variant.ts";
import { totalNeed } from "./memory.ts";
import { type PlanDefaults, plannedContext } from "./plan.ts";
import { type RankInput, type Rankable, type Ranked, rank } from "./ranking.ts";
import { needText, summarySentence } from "./sentences.ts";
import { activeParameters, typicalSpeed } from "./speed.ts";
import { headerWeights } from "./weights.ts";

export interface FitReportInput {
  facts: ModelFacts;
  /** Key of the variant whose header the facts' tensors come from; null for facts without a header. */
  factsVariantKey: string | null;
  variants: readonly RepositoryVariant[];
  repository: string | null;
  commit: string | null;
  machine: HardwareProfile;
  request: PlanRequest;
  defaults: PlanDefaults;
  /** The variants' sizes come from `computedVariantSize`, not from the Hub. */
  computedSizes?: boolean;
  /** The machine is another than the one the reader sits at. */
  whatIf?: boolean;
}

/** The one of a report's variants, with what it shares with the others. */
export function variantInput(input: FitReportInput, variant: RepositoryVariant): VariantFitInput {
  const { facts, machine, request, defaults } = input;
  return {
    facts,
    variant,
    ownHeader: facts.tensors !== null && variant.key === input.factsVariantKey,
    computedSize: input.computedSizes ?? false,
    machine,
    request,
    defaults,
  };
}

/** What all variants of a model are ranked by. */
export function rankingTerms(facts: ModelFacts): Omit<RankInput<Rankable>, "fitting"> {
  const { parameters, importanceMatrix } = facts;
  return { parameters, importanceMatrix, smallModel: parameters < smallModelParameters };
}

const keyOf = (fit: VariantFit): string => variantKey(fit.modifiers, fit.label);

/** All variants of a model on a machine: fits, one recommended, its neighbours, and why. */
export function fitReport(input: FitReportInput): FitReport {
  const { facts, machine, request, defaults } = input;
  const computer = input.whatIf === true ? "that computer" : "this computer";
  const budgets = budgetsOf(machine, defaults.memoryReserveBytes);
  const judged = input.variants.map((variant) => judgeVariant(variantInput(input, variant), budgets));
  const fitting = judged.filter(({ fits }) => fits).map(({ fit }) => fit);
  const ranked = rank({ fitting, ...rankingTerms(facts) });
  return {
    model: {
      repository: input.repository,
      commit: input.commit,
      architecture: facts.architecture,
      parameters: facts.parameters,
      activeParameters: activeParameters(facts, headerWeights(facts)),
      trainedContextTokens: facts.trainedContextTokens,
      blockCount: facts.blockCount,
    },
    machine: machine.name,
    plan: { contextTokens: plannedContext(facts, request, defaults), kvType: request.kvType ?? "f16" },
    recommended: ranked.recommended && keyOf(ranked.recommended),
    neighbours: { better: ranked.better && keyOf(ranked.better), smaller: ranked.smaller && keyOf(ranked.smaller) },
    summary: summaryOf(ranked, judged, budgets, computer),
    variants: judged.map(({ fit }) => fit),
    caveats: caveatsFor({ facts, machine, budgets, computedSizes: input.computedSizes ?? false, judged }),
    accuracy: defaults.learned?.accuracy ?? null,
  };
}

function summaryOf(
  ranked: Ranked<VariantFit>,
  judged: readonly JudgedVariant[],
  budgets: Budgets,
  computer: string,
): string {
  const { recommended } = ranked;
  if (recommended?.memory && recommended.plan && recommended.speed) {
    const { quality, memory, plan, speed } = recommended;
    const first = summarySentence(keyOf(recommended), quality, needText(memory, plan, budgets), speed, computer);
    const second = ranked.better ? betterSentence(recommended, ranked.better) : "";
    return second ? `${first} ${second}` : first;
  }
  return nothingFits(judged, budgets, computer);
}

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
  if (better.verdict === "tight") return `${keyOf(better)} only just fits.`;
  return slower >= 3
    ? `${keyOf(better)} fits too, ${String(slower)} % slower for ${gain}.`
    : `${keyOf(better)} fits too, for ${gain}.`;
}

function nothingFits(judged: readonly JudgedVariant[], budgets: Budgets, computer: string): string {
  const able = judged.map(({ fit }) => fit).filter((fit) => fit.memory !== null);
  const failed = judged.find(({ fits, fit }) => fits && fit.failedBefore !== null)?.fit;
  if (failed?.failedBefore) return `${keyOf(failed)} should fit ${computer}. ${failed.failedBefore}`;
  const need = (fit: VariantFit): number => (fit.memory ? totalNeed(fit.memory) : Infinity);
  const smallest = [...able].sort((a, b) => need(a) - need(b))[0];
  if (!smallest)
    return judged.length === 0 ? "This repository has no variants." : "Nothing in this repository can run here.";
  const shorter = able.filter((fit) => fit.verdict === "shorten-context").sort((a, b) => b.sizeBytes - a.sizeBytes)[0];
  if (shorter?.wayOut) {
    const tokens = shorter.plan ? formatContext(shorter.plan.contextTokens) : "this";
    return `Nothing fits with a context of ${tokens}. With a smaller one ${keyOf(shorter)} does: ${shorter.wayOut.text}`;
  }
  const gpus = budgets.gpus.filter((gpu) => !gpu.shared).reduce((sum, gpu) => sum + gpu.budgetBytes, 0);
  const free =
    gpus > 0
      ? `${formatBytes(budgets.systemBytes)} of memory and ${formatBytes(gpus)} on the GPU are free`
      : `${formatBytes(budgets.systemBytes)} is free`;
  return `Nothing here fits ${computer}: the smallest, ${keyOf(smallest)}, needs ${formatBytes(need(smallest))}, and ${free}.`;
}
