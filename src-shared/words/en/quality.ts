import type { QualityBases, QualityWarnings } from "../../contract/index.ts";
import { formatCount } from "../../figures/index.ts";
import type { Words } from "../language.ts";

/** For someone who has never heard of divergence. */
export const qualityBases: Words<QualityBases> = {
  "as-published": () => "The weights as published.",
  unmeasured: () => "Nobody has published measurements for this label.",
  "between-measured": () => "Between labels that were measured on Llama-3-8B, against the full model.",
  "measured-divergence": () => "Measured on Llama-3-8B: how far its choice of words moves from the full model's.",
  "measured-words": ({ keptShare }) =>
    `Measured on Llama-3-8B: ${formatCount(keptShare * 100)} of 100 words are the ones the full model picks.`,
  "measured-here": ({ keptShare }) =>
    `Measured on this computer: ${formatCount(keptShare * 100)} of 100 words are the ones the full model picks.`,
  "smaller-loses-more": () => "This model is smaller, and smaller ones lose more.",
  "larger-loses-less": () => "This model is larger, and larger ones lose less.",
  "llama-cpp-measurements": () => "llama.cpp, tools/perplexity: Llama-3-8B, quantised",
};

export const qualityWarnings: Words<QualityWarnings> = {
  "much-learnt-suffers": () =>
    "Models that learnt from very much text suffer most: five times as much for Llama 3 as for Llama 2.",
  "small-loses-more": () => "Models below 3 billion parameters lose more than larger ones: prefer more bits.",
  "without-matrix": () => "Made without an importance matrix, by which this label keeps more.",
  "uploaders-differ": ({ label }) => `${label} from another uploader can lose up to five times as much.`,
};
