import type { RepositorySummary } from "./catalog.ts";
import type { MachineInput } from "./hardware.ts";
import type { LeftOut } from "./left-out.ts";
import type { Capability, CapabilityBand, ModelJob, ModelCard } from "./model-card.ts";
import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

export const suggestionRoles = ["best", "quicker", "smaller"] as const;
export type SuggestionRole = (typeof suggestionRoles)[number];

export interface SuggestRequest {
  job: ModelJob;
  /** Another machine than this one ("what if"). */
  machine: MachineInput | null;
  /** For the job "languages", the reader's first: "de". */
  languages: string[];
}
export type SuggestRequestInput = LeftOut<SuggestRequest, "machine" | "languages">;

/** Why a model is suggested, or is not the first. */
export interface SuggestionReasons {
  /** `ahead`: whether it is rated above all else that runs at reading speed here, and not only as high. */
  "best-rated-here": { model: string; band: CapabilityBand; ahead: boolean };
  /** The same for one on which people have not voted, and whose band was placed by hand. */
  "placed-here": { model: string };
  /** Nothing that runs well here was measured independently. */
  "best-by-size": { model: string };
  /** A stronger one of its family would be too slow, or too big. */
  "larger-too-slow": { model: string; tokensPerSecond: number };
  "larger-does-not-fit": { model: string; needBytes: number };
  "quicker-than-best": { best: string; timesFaster: number };
  /** It writes less before its answer, as it does not think, or thinks less. */
  "sooner-than-best": { best: string; timesSooner: number };
  "smaller-than-best": { best: string; lessBytes: number };
  "same-band-as-best": { best: string };
  "good-at-job": { job: ModelJob };
  "speaks-language": { language: string };
  "not-measured": NoFigures;
  "variant-loses-band": { variant: string };
  /** Bitloft cannot show it pictures yet. */
  "images-later": NoFigures;
}

/** A variant that suits a machine and a job. */
export interface Suggestion {
  role: SuggestionRole;
  job: ModelJob;
  model: ModelCard;
  repository: string;
  /** Of the variant, as `pull` takes it. */
  key: string;
  /** Other repositories that have the same variant of the model, in the order in which they are to be tried. */
  elsewhere: string[];
  /** Of the variant, for the job. */
  capability: Capability;
  band: CapabilityBand | null;
  sizeBytes: number;
  /** Of the model. */
  parameters: number;
  /** What the job needs, and what the forecast is for. */
  contextTokens: number;
  fit: NonNullable<RepositorySummary["fit"]>;
  reasons: StatementOf<SuggestionReasons>[];
}

/** The same with what is known of the machine as a whole. */
export interface MachineSuggestions extends Suggestions {
  /** The largest model that runs well there for talking and writing; null where none does. */
  largest: { parameters: number } | null;
}

/** At most one for each role, the best first; empty where nothing runs well. */
export interface Suggestions {
  job: ModelJob;
  suggestions: Suggestion[];
  /** The day of the ratings that the order rests on; null without any. */
  ratedOn: string | null;
}
