import type { FrontierPlace, FrontierStep } from "../../../src-shared/contract/index.ts";
import { GiB } from "../../../src-shared/figures/index.ts";

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
