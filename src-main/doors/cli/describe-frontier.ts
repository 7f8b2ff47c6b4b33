import type { FrontierStep } from "../../../src-shared/contract/index.ts";
import type { Figures } from "../../../src-shared/figures/index.ts";
import type { Language } from "../../../src-shared/words/index.ts";
import { type Terminal, table } from "./terminal.ts";

/** What each gigabyte buys as text, a table for each place. */
export function describeFrontier(
  steps: readonly FrontierStep[],
  { language, words }: Pick<Terminal, "language" | "words">,
): string {
  const { none, places: titles, heads, fits } = words.frontier;
  if (steps.length === 0) return none;
  const places = [...new Set(steps.map(({ place }) => place))];
  return places
    .map((place) => {
      const rows = steps.filter((step) => step.place === place).map((step) => rowOf(step, language, fits));
      return [titles[place], table([heads, ...rows], [0, 1, 3, 4, 5])].join("\n");
    })
    .join("\n\n");
}

function rowOf(
  { needBytes, gpuBytes, variant, contextTokens, speed, band, fits }: FrontierStep,
  { figures, bands }: Language,
  fitsNow: string,
): string[] {
  return [
    figures.memory(needBytes),
    gpuBytes > 0 ? figures.memory(gpuBytes) : "–",
    variant,
    figures.context(contextTokens),
    range(speed.tokensPerSecond, figures),
    range(speed.fullContextTokensPerSecond, figures),
    bands[band],
    fits ? fitsNow : "",
  ];
}

function range(speeds: readonly number[], figures: Figures): string {
  return speeds.map((speed) => figures.number(speed, 0, 1)).join("–");
}
