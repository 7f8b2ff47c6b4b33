import type { FitSummaries, WhichComputer } from "../../contract/index.ts";
import { formatMemory, formatMemoryApart, formatContext, formatPercent } from "../../figures/index.ts";
import type { Words } from "../language.ts";
import { needs, qualities, sharesOut } from "./parts.ts";
import { wayOutClause } from "./ways-out.ts";

const computers: Readonly<Record<WhichComputer, string>> = { this: "this computer", that: "that computer" };

export const fitSummaries: Words<FitSummaries> = {
  "is-the-one": ({ variant, computer, slow }) =>
    `${variant} is the one for ${computers[computer]}${slow ? ", though a slow one" : ""}.`,
  "best-but-poor": ({ variant }) =>
    `${variant} is the best that fits, and not a good one: a smaller model will serve you better here.`,
  "best-but-poor-shorten": ({ variant, better, contextTokens, compact }) =>
    `${variant} is the best that fits, and not a good one: ${better} fits with a context of ${formatContext(contextTokens)}${compact ? " kept in 8 bits" : ""}, and is much better.`,
  "keeps-needs-writes": (figures) => qualities(figures, needs(figures)),
  "keeps-shares-writes": (figures) => qualities(figures, sharesOut(figures)),
  "leaves-little": () => "It leaves little for other programs.",
  "better-just-fits": ({ variant }) => `${variant} only just fits.`,
  "better-fits-too": ({ variant, slowerShare, gain }) => {
    const slower = slowerShare === null ? "" : ` ${formatPercent(slowerShare)} slower`;
    return `${variant} fits too,${slower} for ${gain === "unnoticed" ? "a gain few people notice" : "better answers"}.`;
  },
  "should-fit": ({ variant, computer }) => `${variant} should fit ${computers[computer]}.`,
  "no-variants": () => "This repository has no variants.",
  "nothing-runs": () => "Nothing in this repository can run here.",
  "no-context-fits": ({ contextTokens }) =>
    `Nothing fits with a context of ${contextTokens === null ? "this" : formatContext(contextTokens)}.`,
  "does-with-less": ({ variant, way }, saying) => `${variant} does with less: ${saying.statement(way)}`,
  "nothing-fits": ({ computer, variant, needBytes, freeBytes, gpuFreeBytes }) => {
    const [need, available] = formatMemoryApart(needBytes, freeBytes);
    const there =
      gpuFreeBytes > 0
        ? `${available} of memory and ${formatMemory(gpuFreeBytes)} on the GPU are available`
        : `${available} is available`;
    return `Nothing here fits ${computers[computer]}: the smallest, ${variant}, needs ${need}, and ${there}.`;
  },
  "way-or-smaller-model": ({ way }, saying) => `${wayOutClause(way, saying)}, or look for a smaller model.`,
};
