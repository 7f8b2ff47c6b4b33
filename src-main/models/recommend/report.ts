import type {
  FitReason,
  FitReport,
  HardwareProfile,
  ModelFacts,
  PlanRequest,
  RepositoryVariant,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { caveatsFor } from "./caveats.ts";
import { budgetsOf } from "./budget.ts";
import type { VariantFitInput } from "./assess-variant.ts";
import { type JudgedVariant, judgeVariant } from "./fit-variant.ts";
import { type PlanDefaults, plannedContext } from "./plan.ts";
import { measuredLossOf } from "./measured-loss.ts";
import { smallModelParameters } from "./quality.ts";
import { type RankingTerms, candidateOf, rankCandidates } from "./ranking.ts";
import { lastWayOut, smallerVariant } from "./smaller-variant.ts";
import { activeParameters } from "./speed.ts";
import { summaryOf } from "./summary.ts";

/** The facts of a variant that is not of the report's own model, or whose own header was read besides. */
export interface VariantFacts {
  facts: ModelFacts;
  /** Read from this variant's own header, and not from that of another size or label of the same model. */
  ownHeader: boolean;
}

export interface FitReportInput {
  facts: ModelFacts;
  /** Of variants that have separate facts, by key: one repository may hold several models. */
  others?: ReadonlyMap<string, VariantFacts>;
  /**
   * Keys of variants that are of another model by their name, whose header was not read: they are calculated as if they
   * were of this one.
   */
  unread?: ReadonlySet<string>;
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
  const { machine, request, defaults } = input;
  const other = input.others?.get(variant.key);
  const { facts, ownHeader } = other ?? { facts: input.facts, ownHeader: variant.key === input.factsVariantKey };
  return {
    facts,
    variant,
    ownHeader: facts.tensors !== null && ownHeader,
    computedSize: input.computedSizes ?? false,
    machine,
    request,
    defaults,
    measured: measuredLossOf(defaults.measured, input.repository, variant),
  };
}

/** What a variant of a model is ranked by. */
export function rankingTerms({ facts, measured }: Pick<VariantFitInput, "facts" | "measured">): RankingTerms {
  const { parameters, importanceMatrix } = facts;
  const measuredLoss = measured?.divergence ?? null;
  return { parameters, importanceMatrix, measuredLoss, smallModel: parameters < smallModelParameters };
}

/** All variants of a model on a machine: fits, one recommended, its neighbours, and why. */
export function fitReport(input: FitReportInput): FitReport {
  const { facts, machine, request, defaults } = input;
  const computer = input.whatIf === true ? "that" : "this";
  const budgets = budgetsOf(machine, defaults.memoryReserveBytes);
  const contextTokens = plannedContext(facts, request, defaults);
  const inputs = input.variants.map((variant) => variantInput(input, variant));
  const judged = inputs.map((one) => withBorrowed(judgeVariant(one, budgets), input));
  const candidates = judged.flatMap(({ fit, fits }, i) =>
    fits && fit.failedBefore === null ? [candidateOf(fit, rankingTerms(inputs[i] ?? input))] : [],
  );
  const ranked = rankCandidates(candidates);
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
    recommended: ranked.recommended?.key ?? null,
    neighbours: { better: ranked.better?.key ?? null, smaller: ranked.smaller?.key ?? null },
    summary: summaryOf(ranked, judged, budgets, computer, blockCountOf(inputs, ranked.recommended, facts)),
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

function blockCountOf(inputs: readonly VariantFitInput[], fit: VariantFit | null, facts: ModelFacts): number {
  return inputs.find(({ variant }) => variant.key === fit?.key)?.facts.blockCount ?? facts.blockCount;
}

/** What was reckoned with the details of another model says so. */
function withBorrowed(judged: JudgedVariant, { unread }: FitReportInput): JudgedVariant {
  if (unread?.has(judged.fit.key) !== true || judged.fit.memory === null) return judged;
  const reasons: FitReason[] = [...judged.fit.reasons, { key: "details-of-another", figures: {} }];
  return { ...judged, fit: { ...judged.fit, reasons } };
}

/** Rows without an easy way out are shown the smaller variant that is one; what is recommended is not talked out of at once. */
function withSmaller(fits: readonly VariantFit[], recommended: VariantFit | null): VariantFit[] {
  return fits.map((fit) => {
    const smaller = fit === recommended ? null : smallerVariant(fit, fits, recommended);
    const wayOut = smaller ?? lastWayOut(fit, fits);
    return wayOut ? { ...fit, wayOut } : fit;
  });
}
