import type { RepositoryVariant } from "../contract/catalog.ts";
import { type FitReport, type PlanRequest, type VariantFit, variantKey } from "../contract/fit.ts";
import type { HardwareProfile } from "../contract/hardware.ts";
import type { ModelFacts } from "../contract/model.ts";
import { caveatsFor } from "./caveats.ts";
import { budgetsOf } from "./budget.ts";
import type { VariantFitInput } from "./assess-variant.ts";
import { judgeVariant } from "./fit-variant.ts";
import { type PlanDefaults, plannedContext } from "./plan.ts";
import { smallModelParameters } from "./quality.ts";
import { type RankingTerms, rank } from "./ranking.ts";
import { lastWayOut, smallerVariant } from "./smaller-variant.ts";
import { activeParameters } from "./speed.ts";
import { summaryOf } from "./summary.ts";

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
export function rankingTerms(facts: ModelFacts): RankingTerms {
  const { parameters, importanceMatrix } = facts;
  return { parameters, importanceMatrix, smallModel: parameters < smallModelParameters };
}

const keyOf = (fit: VariantFit): string => variantKey(fit.modifiers, fit.label);

/** All variants of a model on a machine: fits, one recommended, its neighbours, and why. */
export function fitReport(input: FitReportInput): FitReport {
  const { facts, machine, request, defaults } = input;
  const computer = input.whatIf === true ? "that computer" : "this computer";
  const budgets = budgetsOf(machine, defaults.memoryReserveBytes);
  const contextTokens = plannedContext(facts, request, defaults);
  const judged = input.variants.map((variant) => judgeVariant(variantInput(input, variant), budgets));
  const fitting = judged.filter(({ fits }) => fits).map(({ fit }) => fit);
  const ranked = rank({ fitting, ...rankingTerms(facts) });
  return {
    model: {
      repository: input.repository,
      commit: input.commit,
      architecture: facts.architecture,
      parameters: facts.parameters,
      activeParameters: activeParameters(facts),
      trainedContextTokens: facts.trainedContextTokens,
      blockCount: facts.blockCount,
    },
    machine: machine.name,
    plan: { contextTokens, kvType: request.kvType ?? "f16" },
    recommended: ranked.recommended && keyOf(ranked.recommended),
    neighbours: { better: ranked.better && keyOf(ranked.better), smaller: ranked.smaller && keyOf(ranked.smaller) },
    summary: summaryOf(ranked, judged, budgets, computer, facts.blockCount),
    variants: withSmaller(
      judged.map(({ fit }) => fit),
      ranked.recommended,
    ),
    caveats: caveatsFor({
      facts,
      machine,
      budgets,
      computedSizes: input.computedSizes ?? false,
      judged,
      contextTokens,
      recommended: ranked.recommended,
    }),
    accuracy: defaults.learned?.accuracy ?? null,
  };
}

/** Rows without an easy way out are shown the smaller variant that is one; what is recommended is not talked out of at once. */
function withSmaller(fits: readonly VariantFit[], recommended: VariantFit | null): VariantFit[] {
  return fits.map((fit) => {
    const smaller = fit === recommended ? null : smallerVariant(fit, fits, recommended);
    const wayOut = smaller ?? lastWayOut(fit, fits);
    return wayOut ? { ...fit, wayOut } : fit;
  });
}
