import type { Capability, ModelJob, Speed } from "../../../../src-shared/contract/index.ts";
import { toldSpeed, totalNeedBytes, typicalOf, typicalSpeed } from "../../../../src-shared/figures/index.ts";
import { type Standing, type VariantLoss, capabilityOf, standingOf } from "../../capability/index.ts";
import { type VariantFitInput, assessVariant } from "../assess-variant.ts";
import { type Budgets, budgetsOf } from "../budget.ts";
import { assumedTrainedTokens } from "../plan.ts";
import { expectedLoss, isBelowThreeBits } from "../quality.ts";
import { type FitReportInput, variantInput } from "../report.ts";
import { type FittingVariant, bestSuiting } from "../short-fit.ts";
import { hasImportanceMatrix } from "../weights.ts";
import { type JobTerms, termsOf, tokensPerAnswerToken } from "./terms.ts";
import type { Contender, OpenedModel, OutOfReach, SuggestMachine, SuggestableModel } from "./types.ts";

/** Small models lose too much at three bits, and all do by the shortest labels. */
const mostLossAtThreeBits = 0.1;

/** With a part on the CPU, prompts take long and the computer's own memory is used up too: less speed is not worth it. */
const leastPartlyOnGpu = 8;

/** A doubling of speed, up to where nobody notices it, and a halving of the download; in points of the Arena's scale. */
const doublingWorth = 12;
const plentySpeed = 40;
const comfortableSpeed = 10;
const halvingWorth = 4;
/** The same for reading long documents, of which the prompt is most. */
const plentyPromptSpeed = 2000;

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
    const variant = this.#best(opened, contextTokens, least, terms.mostBytes);
    if (variant === null) return null;
    const { capability, points } = capabilityFor(model, opened, variant.label, job, language);
    const tokens = tokensPerAnswerToken(job, model.card.thinks);
    const answersPerSecond = typicalSpeed(variant.speed) / tokens;
    const { repository } = opened.detail;
    const ease = easeOf(variant, job, tokens);
    return { model, repository, variant, contextTokens, capability, points, answersPerSecond, ease };
  }

  /** What keeps a model from running well here, by the smallest variant that its rating holds for. */
  outOfReach(model: SuggestableModel, job: ModelJob, language: string | null): OutOfReach | null {
    const opened = model.open();
    const contextTokens = opened === null ? null : contextFor(opened, termsOf(job));
    if (opened === null || contextTokens === null) return null;
    const rated = opened.detail.variants.filter(({ label, runs }) => runs && bitsOf(label) === "four-and-more");
    const smallest = rated.sort((a, b) => a.sizeBytes - b.sizeBytes)[0];
    if (smallest === undefined) return null;
    const assessed = assessVariant(variantInput(this.#input(opened, contextTokens), smallest), this.#budgets);
    return {
      model,
      ...capabilityFor(model, opened, smallest.label, job, language),
      why: assessed.fits
        ? { key: "too-slow", tokensPerSecond: typicalSpeed(assessed.speed) }
        : { key: "does-not-fit", needBytes: totalNeedBytes(assessed.memory) },
    };
  }

  #best(model: OpenedModel, contextTokens: number, least: number, mostBytes: number | null): FittingVariant | null {
    const key = [contextTokens, least, mostBytes].join(" ");
    const plans = this.#plans.get(key) ?? new Map<OpenedModel, FittingVariant | null>();
    this.#plans.set(key, plans);
    const before = plans.get(model);
    if (before !== undefined) return before;
    const input = this.#input(model, contextTokens);
    const suits = (variant: FittingVariant, one: VariantFitInput): boolean =>
      (mostBytes === null || variant.sizeBytes <= mostBytes) && this.#runsWell(variant, one, least);
    const { variants } = model.detail;
    const rated = variants.filter(({ label }) => bitsOf(label) === "four-and-more");
    // Three bits only where there is no room for four, and never to save a model that is too slow: they may cost its band.
    const three = variants.filter(
      ({ label }) => bitsOf(label) === "three" && lossOf(model, label) <= mostLossAtThreeBits,
    );
    const best =
      bestSuiting({ ...input, variants: rated }, this.#budgets, suits) ??
      bestSuiting(
        { ...input, variants: three },
        this.#budgets,
        (variant, one) => suits(variant, one) && typicalSpeed(variant.speed) >= comfortableSpeed,
      );
    plans.set(model, best);
    return best;
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
  label: string,
  job: ModelJob,
  language: string | null,
): { capability: Capability; points: Standing } {
  const loss: VariantLoss = { divergence: lossOf(opened, label), bits: bitsOf(label) };
  const standing = standingOf(measured, job, language, { jobs: card.jobs, loss });
  return {
    capability: capabilityOf(measured, job, language, loss),
    points: standing ?? byParameters(opened.facts.parameters),
  };
}

/** Where nothing was measured, the larger one is taken to be the more capable. */
function byParameters(parameters: number): Standing {
  const value = Math.log2(Math.max(1, parameters));
  return { value, low: value, high: value };
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
