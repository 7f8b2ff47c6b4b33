import type { FitReport, FrontierPlace, FrontierStep } from "../../../src-shared/contract/index.ts";
import { GiB, gpuNeedBytes, totalNeedBytes } from "../../../src-shared/figures/index.ts";

/** By their speed, the fastest first. */
const places: readonly FrontierPlace[] = ["gpu", "split", "cpu"];

/** One step of the staircase: from this many bytes on, until the next step, this is the best that memory buys. */
export interface ChartStep extends FrontierStep {
  /** What it takes of the memory that decides: of the cards', where all of it is on cards, else of all. */
  costBytes: number;
  /** The next step's cost; null for the last. */
  untilBytes: number | null;
}

/** The places of a frontier in the order of their speed, each with its steps from the cheapest up. */
export function placesOf(
  steps: readonly FrontierStep[],
  { cards }: { cards: boolean },
): { place: FrontierPlace; steps: ChartStep[] }[] {
  return places
    .map((place) => {
      const own = steps
        .filter((step) => step.place === place)
        .map((step) => ({ ...step, costBytes: cards && place === "gpu" ? step.gpuBytes : step.needBytes }))
        .sort((a, b) => a.costBytes - b.costBytes);
      return { place, steps: own.map((step, at) => ({ ...step, untilBytes: own[at + 1]?.costBytes ?? null })) };
    })
    .filter(({ steps }) => steps.length > 0);
}

/** What one variant buys, over all its contexts. */
export interface VariantRow {
  variant: string;
  /** What its shortest and its longest context take. */
  costBytes: [number, number];
  /** The longest that fits; the shortest where none does. */
  best: ChartStep;
  recommended: boolean;
}

/** The steps of one place as rows, one for each variant, and one for the recommended variant where it is on no step. */
export function variantRows(steps: readonly ChartStep[], recommended: ChartStep | null): VariantRow[] {
  const rows = new Map<string, ChartStep[]>();
  for (const step of steps) rows.set(step.variant, [...(rows.get(step.variant) ?? []), step]);
  if (recommended && !rows.has(recommended.variant)) rows.set(recommended.variant, [recommended]);
  return [...rows]
    .map(([variant, own]): VariantRow => {
      const costs = own.map(({ costBytes }) => costBytes);
      const fitting = own.filter(({ fits }) => fits);
      const longest = (fitting.length > 0 ? fitting : own.slice(0, 1)).reduce((a, b) =>
        b.contextTokens > a.contextTokens ? b : a,
      );
      return {
        variant,
        costBytes: [Math.min(...costs), Math.max(...costs)],
        best: longest,
        recommended: variant === recommended?.variant,
      };
    })
    .sort((a, b) => a.costBytes[0] - b.costBytes[0]);
}

/** The recommended variant as the ladder has it, in the form of a step; null where none is. */
export function recommendedStep(report: FitReport, { cards }: { cards: boolean }): ChartStep | null {
  const fit = report.variants.find(({ key }) => key === report.recommended);
  if (!fit?.memory || !fit.plan || !fit.speed) return null;
  const { gpuLayers, contextTokens, kvType } = fit.plan;
  const place: FrontierPlace = gpuLayers === 0 ? "cpu" : gpuLayers > report.model.blockCount ? "gpu" : "split";
  const [needBytes, gpuBytes] = [totalNeedBytes(fit.memory), gpuNeedBytes(fit.memory)];
  return {
    place,
    needBytes,
    gpuBytes,
    variant: fit.key,
    contextTokens,
    kvType,
    gpuLayers,
    speed: fit.speed,
    band: fit.quality.band,
    fits: true,
    verdict: fit.verdict,
    costBytes: cards && place === "gpu" ? gpuBytes : needBytes,
    untilBytes: null,
  };
}

/** The variants of a staircase as its y axis, the best at the top: the one that first needs the most memory is the best. */
export function stairsOf(steps: readonly ChartStep[]): string[] {
  return [...new Set(steps.map(({ variant }) => variant))].reverse();
}

/** A round figure at or above the largest need, for the end of the x axis, and the marks before it. */
export function marksUpTo(largestBytes: number): number[] {
  const raw = largestBytes / 5 / GiB;
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1e-3)));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power * GiB;
  const count = Math.ceil(largestBytes / step);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}
