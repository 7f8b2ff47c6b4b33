import type {
  MemoryNeed,
  RepositorySummary,
  RepositoryVariant,
  VariantFit,
  Verdict,
} from "../../../src-shared/contract/index.ts";
import { sharedNeedBytes, totalNeedBytes, variantKey } from "../../../src-shared/figures/index.ts";
import {
  type AssessedVariant,
  type VariantFitInput,
  assessVariant,
  hindranceOf,
  variantQuality,
  weightsOf,
} from "./assess-variant.ts";
import { type Budgets, budgetsOf } from "./budget.ts";
import { describeVariant } from "./fit-variant.ts";
import { outweighs } from "./memory.ts";
import {
  type Candidate,
  type RankingTerms,
  areAlike,
  candidateOf,
  lossOf,
  precedes,
  rankCandidates,
  tierOf,
} from "./ranking.ts";
import { type FitReportInput, rankingTerms, variantInput } from "./report.ts";

type ShortFit = NonNullable<RepositorySummary["fit"]>;

/**
 * What a list of results shows of a repository: the variant that `fitReport` recommends, or the smallest where none fits, in the same
 * figures. Hundreds are asked for at a time, so nothing is put into words.
 */
export function shortFit(input: FitReportInput): ShortFit | null {
  const budgets = budgetsOf(input.machine, input.defaults.memoryReserveBytes);
  const turns = inTurn(input);
  const recommended = bestOf(turns, budgets, () => true);
  const margin = input.facts.shapeMargin;
  if (recommended !== null) return summarize(recommended, recommended.verdict, margin);
  const [smallest] = turns.map(({ one }) => one).sort((a, b) => a.variant.sizeBytes - b.variant.sizeBytes);
  if (smallest === undefined) return null;
  const assessed = assessVariant(smallest, budgets);
  return summarize(assessed, describeVariant(smallest, budgets, assessed).verdict, margin);
}

/** A variant whose plan fits. */
export type FittingVariant = AssessedVariant & { verdict: Verdict };

/** The variant that `fitReport` would recommend if there were only those that suit; null where none fits and suits. */
export function bestSuiting(
  input: FitReportInput,
  budgets: Budgets,
  suits: (variant: FittingVariant, input: VariantFitInput) => boolean,
): FittingVariant | null {
  return bestOf(inTurn(input), budgets, suits);
}

function bestOf(
  turns: readonly Turn[],
  budgets: Budgets,
  suits: (variant: FittingVariant, input: VariantFitInput) => boolean,
): FittingVariant | null {
  const candidates: Candidate<FittingVariant>[] = [];
  for (const turn of turns) {
    const { one, terms } = turn;
    if (isBehind(turn, candidates) || outweighs(weightsOf(one), budgets)) continue;
    const assessed = assessVariant(one, budgets);
    if (fitsHere(assessed) && suits(assessed, one)) candidates.push(candidateOf(assessed, terms));
  }
  return rankCandidates(candidates).recommended;
}

const fitsHere = (variant: AssessedVariant): variant is FittingVariant =>
  variant.fits && variant.verdict !== null && variant.failedBefore === null;

interface Turn {
  one: VariantFitInput;
  terms: RankingTerms;
  variant: RepositoryVariant;
  /** The tier that it gets where its plan leaves room. */
  tier: number;
  loss: number;
  /** The unquantised model, which is passed over where one is nearly as good. */
  whole: boolean;
}

/** Variants that can be loaded at all, those first that may rule others out. */
function inTurn(input: FitReportInput): Turn[] {
  const turns: Turn[] = [];
  for (const variant of input.variants) {
    const one = variantInput(input, variant);
    const { facts } = one;
    if (hindranceOf(variant) !== null || facts.purpose !== undefined) continue;
    const terms = rankingTerms(one);
    const quality = variantQuality(facts, variant, one.measured);
    const tier = tierOf({ quality, label: variant.label, verdict: null }, terms.smallModel);
    turns.push({ one, terms, variant, tier, loss: lossOf(variant, terms), whole: quality.band === "full" });
  }
  return turns.sort((a, b) => a.tier - b.tier || Number(a.whole) - Number(b.whole) || a.loss - b.loss);
}

/** Whether it cannot come first any more, so that it need not be planned. */
function isBehind(turn: Turn, candidates: readonly Candidate<AssessedVariant>[]): boolean {
  return candidates.some(
    (candidate) =>
      areAlike(candidate.parameters, turn.terms.parameters) &&
      (candidate.tier < turn.tier || (turn.whole && isNearLossless(candidate.variant)) || precedes(candidate, turn)),
  );
}

const isNearLossless = ({ quality }: AssessedVariant): boolean => quality.band === "near-lossless";

/** What a list shows of a variant; with a range where the shape of its model is not certain (`ModelFacts.shapeMargin`). */
export function summarize(
  { label, modifiers, sizeBytes, speed, memory, quality }: AssessedVariant,
  verdict: VariantFit["verdict"],
  margin = 0,
): ShortFit {
  const deciding = decidingDevice(memory);
  const { needBytes } = deciding;
  return {
    label: variantKey(modifiers, label),
    verdict,
    band: quality.band,
    sizeBytes,
    tokensPerSecond: speed.tokensPerSecond,
    needBytes: totalNeedBytes(memory),
    deciding:
      margin === 0 ? deciding : { ...deciding, rangeBytes: [needBytes * (1 - margin), needBytes * (1 + margin)] },
  };
}

/**
 * The device that is fullest. What shares the computer's memory is one with it: there is but one memory to run out of. Cards of one
 * name are shown as one, as in the ladder.
 */
function decidingDevice(memory: MemoryNeed): ShortFit["deciding"] {
  const sharedBytes = sharedNeedBytes(memory);
  const devices = new Map<string, ShortFit["deciding"] & { count: number }>();
  for (const { name, kind, shared, ...device } of memory.devices) {
    if (shared) continue;
    const more = kind === "cpu" ? sharedBytes : 0;
    const known = devices.get(`${kind} ${name}`) ?? { name, kind, needBytes: 0, budgetBytes: 0, count: 0 };
    known.needBytes += device.needBytes + more;
    known.budgetBytes += device.budgetBytes + more;
    known.count++;
    devices.set(`${kind} ${name}`, known);
  }
  const share = (device: ShortFit["deciding"]): number => device.needBytes / Math.max(1, device.budgetBytes);
  const { count, ...deciding } = [...devices.values()].reduce((most, device) =>
    share(device) > share(most) ? device : most,
  );
  return count > 1 ? { ...deciding, name: `${String(count)} × ${deciding.name}` } : deciding;
}
