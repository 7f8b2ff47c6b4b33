import type { FrontierPlace, FrontierStep } from "../../../src-shared/contract/index.ts";
import { formatBytes, formatContext } from "../../../src-shared/figures/index.ts";
import { table } from "./terminal.ts";

const titles: Readonly<Record<FrontierPlace, string>> = {
  gpu: "On the GPU",
  split: "On GPU and processor",
  cpu: "On the processor",
};

/** What each gigabyte buys as text, a table for each place. */
export function describeFrontier(steps: readonly FrontierStep[]): string {
  if (steps.length === 0) return "There is nothing that Bitloft could run.";
  const places = [...new Set(steps.map(({ place }) => place))];
  return places
    .map((place) => {
      const rows = steps.filter((step) => step.place === place).map(rowOf);
      return [
        titles[place],
        table([["MEMORY", "GPU", "VARIANT", "CONTEXT", "TOK/S", "WHEN FULL", "QUALITY", ""], ...rows], [0, 1, 3, 4, 5]),
      ].join("\n");
    })
    .join("\n\n");
}

function rowOf({ needBytes, gpuBytes, variant, contextTokens, speed, band, fits }: FrontierStep): string[] {
  return [
    formatBytes(needBytes),
    gpuBytes > 0 ? formatBytes(gpuBytes) : "–",
    variant,
    formatContext(contextTokens),
    speed.tokensPerSecond.join("–"),
    speed.fullContextTokensPerSecond.join("–"),
    band.replace("-", " "),
    fits ? "fits now" : "",
  ];
}
