import type { Capability, ModelJob, Speed } from "../../../../src-shared/contract/index.ts";
import { toldSpeed, totalNeedBytes, typicalOf, typicalSpeed } from "../../../../src-shared/figures/index.ts";
import { type Standing, type VariantLoss, capabilityOf, rankOf, standingOf } from "../../capability/index.ts";
import { type VariantFitInput, assessVariant } from "../assess-variant.ts";
import { type Budgets, budgetsOf } from "../budget.ts";
import { assumedTrainedTokens } from "../plan.ts";
import { expectedLoss, isBelowThreeBits } from "../quality.ts";
import { type FitReportInput, variantInput } from "../report.ts";
import { type FittingVariant, bestSuiting } from "../short-fit.ts";
import { hasImportanceMatrix } from "../weights.ts";
import { leastParameters } from "./considered.ts";
import { speaks } from "./speaks.ts";
import { type JobTerms, readingSpeed, termsOf, tokensPerAnswerToken } from "./terms.ts";
import type { Contender, OpenedModel, OutOfReach, SuggestMachine, SuggestableModel } from "./types.ts";

/** Small models lose too much at three bits, and all do by the shortest labels. */
const mostLossAtThreeBits = 0.1;

/** With a part on the CPU, prompts take long and the computer's own memory is used up too: less speed is not worth it. */
const leastPartlyOnGpu = 8;

/** So much quicker with four bits where a part is on the CPU, and the larger variant is not worth it. */
const worthFourBits = 1.2;
/** Larger models lose little at four and five bits. */
const leastForCompact = 2e9;

/** What a halving costs those of less than a billion parameters; in points of the Arena's scale. */
const tinyHalvingPoints = 60;

/** A doubling of speed, up to where nobody notices it, and a halving of the download; in points of the Arena's scale. */
const doublingWorth = 12;
const plentySpeed = 40;
const comfortableSpeed = 10;
const halvingWorth = 4;
/** The same for reading long documents, of which the prompt is most. */
const plentyPromptSpeed = 2000;

type Suits = (variant: FittingVariant, input: VariantFitInput) => boolean;

/** The best variant of each model that runs well on one machine. Plans are kept: most jobs ask for the same context. */
export class Survey {
  readonly #machine: SuggestMachine;
  readonly #budgets: Budgets;
  readonly #plans = new Map<string, Map<OpenedModel, FittingVariant | null>>();

  constructor(machine: SuggestMachine) {
    this.#machine = machine;
    this.#budgets = budgetsOf(machine.machine, machine.defaults.memoryReserveBytes);
  }

  /** Null where no variant runs well, or what is known of the model does not reach to the job. */
  contender(model: SuggestableModel, job: ModelJob, language: string | null): Contender | null {
    const terms = termsOf(job);
    const least = terms.leastSpeed(model.card.thinks);
    if (least === Infinity) return null;
    const opened = model.open();
    const contextTokens = opened === null ? null : contextFor(opened, terms);
    if (opened === null || contextTokens === null) return null;
    const variant = this.#planned([contextTokens, least, terms.mostBytes].join(" "), opened, () =>
      this.#best(opened, contextTokens, least, terms.mostBytes),
    );
    return variant === null ? null : contenderWith(variant, { model, opened, contextTokens, job, language });
  }

  /** The same model by a variant of four or five bits, for whom the download is too long; as it is where there is none. */
  compact(contender: Contender, job: ModelJob, language: string | null): Contender {
    const { model, contextTokens } = contender;
    const opened = model.open();
    if (opened === null || model.parameters < leastForCompact || isFourOrFiveBits(contender.variant)) return contender;
    const terms = termsOf(job);
    const least = terms.leastSpeed(model.card.thinks);
    const variant = this.#planned(["compact", contextTokens, least].join(" "), opened, () => {
      const variants = opened.detail.variants.filter(isFourOrFiveBits);
      return bestSuiting({ ...this.#input(opened, contextTokens), variants }, this.#budgets, (one, input) =>
        this.#runsWell(one, input, least),
      );
    });
    return variant === null ? contender : contenderWith(variant, { model, opened, contextTokens, job, language });
  }

  /**
   * Whether a model does not fit here or writes too slowly for people who read along, by the smallest variant that its rating holds for;
   * null where something else keeps it away.
   */
  outOfReach(model: SuggestableModel, job: ModelJob, language: string | null): OutOfReach | null {
    const opened = model.open();
    const contextTokens = opened === null ? null : contextFor(opened, termsOf(job));
    if (opened === null || contextTokens === null) return null;
    const rated = opened.detail.variants.filter(({ label, runs }) => runs && bitsOf(label) === "four-and-more");
    const smallest = rated.sort((a, b) => a.sizeBytes - b.sizeBytes)[0];
    if (smallest === undefined) return null;
    const assessed = assessVariant(variantInput(this.#input(opened, contextTokens), smallest), this.#budgets);
    const { rank, points } = capabilityFor(model, opened, assessed, job, language);
    if (!assessed.fits) {
      return { model, rank, points, why: { key: "does-not-fit", needBytes: totalNeedBytes(assessed.memory) } };
    }
    const tokensPerSecond = typicalSpeed(assessed.speed);
    const least = assessed.verdict === "partly-on-gpu" ? leastPartlyOnGpu : readingSpeed;
    return toldSpeed(tokensPerSecond) < least
      ? { model, rank, points, why: { key: "too-slow", tokensPerSecond } }
      : null;
  }

  /** What `plan` found for a model before. `key`: what it was asked for. */
  #planned(key: string, model: OpenedModel, plan: () => FittingVariant | null): FittingVariant | null {
    const plans = this.#plans.get(key) ?? new Map<OpenedModel, FittingVariant | null>();
    this.#plans.set(key, plans);
    const before = plans.get(model);
    if (before !== undefined) return before;
    const found = plan();
    plans.set(model, found);
    return found;
  }

  #best(model: OpenedModel, contextTokens: number, least: number, mostBytes: number | null): FittingVariant | null {
    const input = this.#input(model, contextTokens);
    const suits: Suits = (variant, one) =>
      (mostBytes === null || variant.sizeBytes <= mostBytes) && this.#runsWell(variant, one, least);
    const { variants } = model.detail;
    const rated = variants.filter(({ label }) => bitsOf(label) === "four-and-more");
    // Three bits only where there is no room for four, and never to save a model that is too slow: they may cost its band.
    const three = variants.filter(
      ({ label }) => bitsOf(label) === "three" && lossOf(model, label) <= mostLossAtThreeBits,
    );
    return (
      this.#orQuicker(bestSuiting({ ...input, variants: rated }, this.#budgets, suits), input, suits) ??
      bestSuiting(
        { ...input, variants: three },
        this.#budgets,
        (variant, one) => suits(variant, one) && typicalSpeed(variant.speed) >= comfortableSpeed,
      )
    );
  }

  /** Where a part is on the CPU, more bits cost speed twice: they are read there, and leave less room on the card. */
  #orQuicker(best: FittingVariant | null, input: FitReportInput, suits: Suits): FittingVariant | null {
    if (best?.verdict !== "partly-on-gpu") return best;
    const variants = input.variants.filter(({ label }) => /^I?Q4/.test(label));
    const quicker = bestSuiting({ ...input, variants }, this.#budgets, suits);
    const isWorthIt = quicker !== null && typicalSpeed(quicker.speed) >= worthFourBits * typicalSpeed(best.speed);
    return isWorthIt ? quicker : best;
  }

  #runsWell(variant: FittingVariant, input: VariantFitInput, least: number): boolean {
    const told = toldSpeed(typicalSpeed(variant.speed));
    if (told < least) return false;
    if (variant.verdict === "runs-well") return true;
    if (variant.verdict !== "partly-on-gpu") return false;
    if (told >= leastPartlyOnGpu) return true;
    // A card that takes only a few layers makes nothing worse that runs well without it.
    const without = assessVariant({ ...input, request: { ...input.request, gpuLayers: 0 } }, this.#budgets);
    return without.verdict === "runs-well" && toldSpeed(typicalSpeed(without.speed)) >= least;
  }

  #input({ facts, detail }: OpenedModel, contextTokens: number): FitReportInput {
    return {
      facts,
      factsVariantKey: null,
      variants: detail.variants,
      repository: detail.repository,
      commit: null,
      ...this.#machine,
      request: { contextTokens },
      computedSizes: true,
    };
  }
}

const isFourOrFiveBits = ({ label }: { label: string }): boolean => /^I?Q[45]/.test(label);

interface ForJob {
  model: SuggestableModel;
  opened: OpenedModel;
  contextTokens: number;
  job: ModelJob;
  language: string | null;
}

function contenderWith(variant: FittingVariant, { model, opened, contextTokens, job, language }: ForJob): Contender {
  const tokens = tokensPerAnswerToken(model.card.thinks);
  return {
    model,
    repository: opened.detail.repository,
    variant,
    contextTokens,
    ...capabilityFor(model, opened, variant, job, language),
    answersPerSecond: typicalSpeed(variant.speed) / tokens,
    ease: easeOf(variant, job, tokens),
  };
}

/** Null where a job needs more than the model was trained on. */
function contextFor({ facts }: OpenedModel, { contextTokens, needsContext }: JobTerms): number | null {
  const trained = facts.trainedContextTokens ?? assumedTrainedTokens;
  return trained >= contextTokens ? contextTokens : needsContext ? null : trained;
}

/** As if it were not known at all where it is not. */
function lossOf({ facts }: OpenedModel, label: string): number {
  return expectedLoss(label, facts.parameters, hasImportanceMatrix(facts, { label, modifiers: [] })) ?? Infinity;
}

function capabilityFor(
  { card, measured }: SuggestableModel,
  opened: OpenedModel,
  { label, measured: here }: Pick<FittingVariant, "label" | "measured">,
  job: ModelJob,
  language: string | null,
): { capability: Capability; rank: number; points: Standing } {
  const loss: VariantLoss = { divergence: here?.divergence ?? lossOf(opened, label), bits: bitsOf(label) };
  const standing = standingOf(measured, job, language, { jobs: card.jobs, loss });
  const capability = capabilityOf(measured, job, language, loss);
  return {
    capability,
    rank: Math.max(-1, rankOf(capability.band) - (speaks(card, job, language) ? 0 : 1)),
    points: standing === null ? byParameters(opened.facts.parameters) : lessForTiny(standing, opened.facts.parameters),
  };
}

/** Where nothing was measured, the larger one is taken to be the more capable. */
function byParameters(parameters: number): Standing {
  const value = Math.log2(Math.max(1, parameters));
  return { value, low: value, high: value };
}

/** Of those that have a few hundred million parameters and a band in common, the larger one is felt to be the better. */
function lessForTiny({ value, low, high }: Standing, parameters: number): Standing {
  const less = parameters >= leastParameters ? 0 : tinyHalvingPoints * Math.log2(leastParameters / parameters);
  return { value: value - less, low: low - less, high: high - less };
}

/** How many bits a label leaves of each weight, as far as ratings are concerned. */
function bitsOf(label: string): VariantLoss["bits"] {
  if (isBelowThreeBits(label)) return "fewer";
  return /^I?Q3/.test(label) ? "three" : "four-and-more";
}

function easeOf({ speed, sizeBytes }: FittingVariant, job: ModelJob, tokensPerAnswer: number): number {
  return doublingWorth * paceOf(speed, job, tokensPerAnswer) - halvingWorth * Math.log2(sizeBytes);
}

/** In doublings; up to what is comfortable they count twice, since there a person waits. */
function paceOf(speed: Speed, job: ModelJob, tokensPerAnswer: number): number {
  const pace = typicalSpeed(speed) / tokensPerAnswer;
  const writing = Math.log2(Math.min(pace, plentySpeed)) + Math.log2(Math.min(pace, comfortableSpeed));
  if (job !== "long-documents") return writing;
  return writing / 2 + Math.log2(Math.min(typicalOf(speed.promptTokensPerSecond), plentyPromptSpeed));
}
