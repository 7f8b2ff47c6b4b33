import type {
  FrontierPlace,
  FrontierStep,
  KvType,
  Plan,
  PlanRequest,
  Quality,
  RepositoryVariant,
} from "../../../src-shared/contract/index.ts";
import { gpuNeedBytes, totalNeedBytes } from "../../../src-shared/figures/index.ts";
import { type VariantFitInput, assessVariant, hindranceOf, variantQuality, weightsOf } from "./assess-variant.ts";
import { type Budgets, budgetsOf } from "./budget.ts";
import { cacheRefusal } from "./cache-refusal.ts";
import { allLayers } from "./layer-split.ts";
import { learnedOverhead } from "./learned.ts";
import { estimateMemory } from "./memory.ts";
import { assumedTrainedTokens, defaultBatchTokens } from "./plan.ts";
import { expectedLoss } from "./quality.ts";
import { type FitReportInput, variantInput } from "./report.ts";
import { hasImportanceMatrix } from "./weights.ts";

/** More steps than these are too many for a chart. */
const maxSteps = 12;
/** Of them, what does not fit now but would with more memory. */
const stepsBeyond = 3;
const shortestTokens = 2048;
/** Longer contexts than this are for few, and each doubling costs as much as all before it. */
const longestTokens = 262_144;
/** What must be planned layer by layer is tried with the contexts that people use. */
const splitContexts = [4096, 8192, 32_768] as const;
/** A doubling of the context against the bands of quality, up to a long conversation and beyond. */
const contextWorth = 0.35;
const longContextWorth = 0.15;
const longConversationTokens = 32_768;
const bandWorth: Readonly<Record<Quality["band"], number>> = {
  full: 0,
  "near-lossless": 0,
  "very-good": -0.2,
  good: -0.5,
  unknown: -0.8,
  fair: -1.1,
  poor: -2.2,
  broken: -4,
};
/** The loss that is assumed for an unmeasured label. */
const unknownLoss = 0.1;
/** A step that brings less is not seen. */
const smallestGain = 0.05;

interface Candidate {
  input: VariantFitInput;
  place: FrontierPlace;
  request: PlanRequest;
  needBytes: number;
  /** Quality and context in one figure. */
  worth: number;
}

function contextsOf(trainedTokens: number): number[] {
  const longest = Math.min(longestTokens, Math.max(256, trainedTokens));
  const contexts: number[] = [];
  for (let tokens = Math.min(shortestTokens, longest); tokens <= longest; tokens *= 2) contexts.push(tokens);
  return contexts;
}

function worthOfContext(tokens: number): number {
  const doublings = (from: number, to: number): number => Math.max(0, Math.log2(to / from));
  return (
    contextWorth * doublings(shortestTokens, Math.min(tokens, longConversationTokens)) +
    longContextWorth * doublings(longConversationTokens, tokens)
  );
}

/**
 * What each gigabyte buys: for every place that a model can run in on a machine, the best variant and the longest context beside it at
 * every budget, the cheapest first. Each step has better quality or a longer context than all before it. A figure in bytes says what
 * the place takes, not what is free: steps that do not fit now are part of it.
 */
export function frontier(input: FitReportInput): FrontierStep[] {
  const budgets = budgetsOf(input.machine, input.defaults.memoryReserveBytes);
  const able = input.variants.filter(
    (variant) => hindranceOf(variant) === null && variantInput(input, variant).facts.purpose === undefined,
  );
  const sound = able.filter((variant) => bandOf(variantInput(input, variant)) !== "broken");
  const runnable = sound.length > 0 ? sound : able;
  const asked = { kvType: input.request.kvType ?? "f16", flashAttention: input.request.flashAttention ?? true };
  // Steps that no engine could take buy nothing.
  const kvType = cacheRefusal(input.facts, asked) === null ? asked.kvType : "f16";
  const [gpu] = budgets.gpus;
  // A GPU that shares the system's memory gains nothing by leaving a part of it to the CPU.
  const places: FrontierPlace[] = gpu ? (gpu.shared ? ["gpu", "cpu"] : ["gpu", "split", "cpu"]) : ["cpu"];
  return places.flatMap((place) => {
    const candidates = runnable.flatMap((variant) => candidatesOf(input, variant, place, kvType, budgets));
    return thinned(
      staircase(candidates).map((candidate) => ({ ...stepOf(candidate, budgets), worth: candidate.worth })),
    );
  });
}

const bandOf = ({ facts, variant, measured }: VariantFitInput): Quality["band"] =>
  variantQuality(facts, variant, measured).band;

function candidatesOf(
  report: FitReportInput,
  variant: RepositoryVariant,
  place: FrontierPlace,
  kvType: KvType,
  budgets: Budgets,
): Candidate[] {
  const input = variantInput(report, variant);
  const { facts } = input;
  const matrix = hasImportanceMatrix(facts, variant);
  // Of two in one band the better one, by a little.
  const loss = input.measured?.divergence ?? expectedLoss(variant.label, facts.parameters, matrix) ?? unknownLoss;
  const quality = bandWorth[bandOf(input)] - loss;
  const contexts = contextsOf(facts.trainedContextTokens ?? assumedTrainedTokens);
  const tried = place === "split" ? contexts.filter((tokens) => splitContexts.some((one) => one === tokens)) : contexts;
  return tried.flatMap((contextTokens): Candidate[] => {
    const fixed: PlanRequest = { ...report.request, contextTokens, kvType };
    const planned = place === "split" ? splitAt(input, fixed, budgets) : wholeAt(input, fixed, place, budgets);
    return planned ? [{ input, place, ...planned, worth: quality + worthOfContext(contextTokens) }] : [];
  });
}

/** All of it in one place: nothing has to be searched. */
function wholeAt(
  input: VariantFitInput,
  fixed: PlanRequest,
  place: "gpu" | "cpu",
  budgets: Budgets,
): Pick<Candidate, "request" | "needBytes"> {
  const { facts, machine, defaults } = input;
  const request: PlanRequest = { ...fixed, gpuLayers: place === "gpu" ? allLayers(facts.blockCount) : 0 };
  const plan: Plan = {
    contextTokens: request.contextTokens ?? assumedTrainedTokens,
    kvType: request.kvType ?? "f16",
    gpuLayers: request.gpuLayers ?? 0,
    backend: place === "gpu" ? (budgets.gpus[0]?.gpu.backend ?? null) : null,
    flashAttention: request.flashAttention ?? true,
    mmap: true,
    batchTokens: request.batchTokens ?? defaultBatchTokens,
    sequences: request.sequences ?? 1,
    cpuExpertLayers: 0,
    repack: request.repack ?? true,
    threads: machine.cpu.usableCores,
  };
  const learnedBytes = learnedOverhead(defaults.learned, plan);
  return {
    request: { ...request, cpuExpertLayers: 0 },
    needBytes: totalNeedBytes(
      estimateMemory({ facts, weights: weightsOf(input), machine, budgets }, plan, learnedBytes),
    ),
  };
}

/** As much on the GPU as it can hold now, where that is a part; null where all or nothing goes there. */
function splitAt(
  input: VariantFitInput,
  fixed: PlanRequest,
  budgets: Budgets,
): Pick<Candidate, "request" | "needBytes"> | null {
  const { gpuLayers: _, ...request } = fixed;
  const { plan, memory } = assessVariant({ ...input, request }, budgets);
  const whole = plan.gpuLayers > input.facts.blockCount && plan.cpuExpertLayers === 0;
  return plan.gpuLayers === 0 || whole ? null : { request, needBytes: totalNeedBytes(memory) };
}

/** Going up in memory, what is worth more than all before it. */
function staircase(candidates: Candidate[]): Candidate[] {
  candidates.sort((a, b) => a.needBytes - b.needBytes || b.worth - a.worth);
  const steps: Candidate[] = [];
  for (const candidate of candidates) {
    const last = steps.at(-1);
    if (!last || candidate.worth >= last.worth + smallestGain) steps.push(candidate);
  }
  return steps;
}

type WeighedStep = FrontierStep & { worth: number };

/** As many as make a picture: the best that fits is always one of them, and so is the first that does not. */
function thinned(steps: WeighedStep[]): FrontierStep[] {
  const fitting = steps.filter(({ fits }) => fits);
  const beyond = withoutLeast(
    steps.filter(({ fits }) => !fits),
    Math.max(stepsBeyond, maxSteps - fitting.length),
  );
  const kept = [...withoutLeast(fitting, maxSteps - beyond.length), ...beyond];
  return kept.sort((a, b) => a.needBytes - b.needBytes).map(({ worth: _, ...step }) => step);
}

/** The steps that bring least go first; the cheapest and the best stay. */
function withoutLeast(steps: readonly WeighedStep[], most: number): WeighedStep[] {
  const left = [...steps];
  while (left.length > most) {
    let [least, at] = [Infinity, 1];
    for (let i = 1; i < left.length - 1; i++) {
      const gain = (left[i]?.worth ?? 0) - (left[i - 1]?.worth ?? 0);
      if (gain < least) [least, at] = [gain, i];
    }
    left.splice(at, 1);
  }
  return left;
}

function stepOf({ input, place, request }: Candidate, budgets: Budgets): FrontierStep {
  const { plan, memory, speed, quality, fits, verdict } = assessVariant({ ...input, request }, budgets);
  return {
    place,
    needBytes: totalNeedBytes(memory),
    gpuBytes: gpuNeedBytes(memory),
    variant: input.variant.key,
    contextTokens: plan.contextTokens,
    kvType: plan.kvType,
    gpuLayers: plan.gpuLayers,
    speed,
    band: quality.band,
    fits,
    verdict: verdict ?? "does-not-fit",
  };
}
