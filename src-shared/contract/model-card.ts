import type { Purpose } from "./purpose.ts";

/** What people want a model for. */
export const modelJobs = ["chat", "code", "reasoning", "long-documents", "languages", "images", "small"] as const;
export type ModelJob = (typeof modelJobs)[number];

/** How capable a model is, the least first: bands, because the order within one is not known. */
export const capabilityBands = ["basic", "simple", "solid", "strong", "very-strong"] as const;
export type CapabilityBand = (typeof capabilityBands)[number];

/**
 * Where a band comes from. `arena`: people's blind votes; `euroeval`: one team's tests; `mteb`: tests of embeddings;
 * `placed`: by hand, with a reason; `none`: not yet measured independently.
 */
export const capabilityBases = ["arena", "euroeval", "mteb", "placed", "none"] as const;
export type CapabilityBasis = (typeof capabilityBases)[number];

/** What the maker says of its own model, shown as such. */
export interface MakersFigure {
  benchmark: string;
  value: number;
  /** As the maker wrote it: "thinking". */
  setting: string | null;
}

/** How capable a model is, for one job. */
export interface Capability {
  /** Null where nothing independent is known, and for variants that are too small for what was measured. */
  band: CapabilityBand | null;
  basis: CapabilityBasis;
  /** The figure behind the band with its 95 % interval; null for bands that rest on none. Never shown at first sight. */
  rating: { value: number; low: number; high: number } | null;
  /** The day of the figures, "2026-08-19"; null without any. */
  asOf: string | null;
  /** Where the figures, or the reason of a band placed by hand, can be read. */
  url: string | null;
  /** The band is lower than the full model's, for what the variant loses. */
  loweredByVariant: boolean;
}

/** Whether a model thinks before it answers, and what it does when it is not told. */
export const thinkings = ["never", "off", "on", "always"] as const;
export type Thinking = (typeof thinkings)[number];

/** What the model's maker recommends; null where nothing is said of one. */
export interface RecommendedSampling {
  temperature: number | null;
  topP: number | null;
  topK: number | null;
  minP: number | null;
  presencePenalty: number | null;
  repeatPenalty: number | null;
}

/** What the catalogue says of a model, whoever uploaded it. */
export interface ModelCard {
  /** The maker's repository, as in "google/gemma-4-26B-A4B-it": the name that models are told apart by. */
  baseModel: string;
  name: string;
  /** The Hub's name for it: "apache-2.0". */
  license: string | null;
  /** "2026-04-02". */
  released: string | null;
  /** Null for a model that chats. */
  purpose: Purpose | null;
  /** What it is good for, what it is best at first. */
  jobs: ModelJob[];
  thinks: Thinking | null;
  tools: boolean | null;
  sees: boolean | null;
  hears: boolean | null;
  /** "de", "pt"; null where the maker names none. */
  languages: string[] | null;
  /** Of the full model, over all jobs. */
  capability: Capability;
  makersFigures: MakersFigure[];
  /** While it thinks, and while it does not. */
  sampling: { thinking: RecommendedSampling | null; plain: RecommendedSampling | null };
  /** Where it can be had in GGUF, the uploader to take first. */
  repositories: string[];
  /** The base model that its maker has put in its place. */
  replacedBy: string | null;
  /** An architecture that the engine does not know. */
  runs: boolean;
  /** Its shape was not read from a header: sizes and memory are ranges. */
  shapeCertain: boolean;
}
