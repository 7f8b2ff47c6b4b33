import type {
  Capability,
  HardwareProfile,
  ModelCard,
  ModelFacts,
  RepositoryVariant,
} from "../../../../src-shared/contract/index.ts";
import type { Measured, Standing } from "../../capability/index.ts";
import type { FittingVariant } from "../short-fit.ts";
import type { PlanDefaults } from "../plan.ts";

/** A model of the catalogue. */
export interface SuggestableModel {
  card: ModelCard;
  measured: Measured;
  parameters: number;
  /** Its shape, and its variants in the repository to take first; null where that cannot be read. Takes some milliseconds. */
  open(): OpenedModel | null;
  /** The repositories that have a variant by this key, the one to take first before the others. */
  uploadersOf(key: string): string[];
}

export interface OpenedModel {
  facts: ModelFacts;
  detail: { repository: string; variants: readonly RepositoryVariant[] };
}

/** The computer, and what every plan for it begins with. */
export interface SuggestMachine {
  machine: HardwareProfile;
  defaults: PlanDefaults;
}

/** A model with the variant of it that would be taken on a machine. */
export interface Contender {
  model: SuggestableModel;
  repository: string;
  variant: FittingVariant;
  contextTokens: number;
  /** Of the variant, for the job. */
  capability: Capability;
  /** Its band's, one less where the reader's language is not among the model's own; -1 for no band. */
  rank: number;
  /** On the Arena's scale, for the job, less what the variant loses; its interval beside it. */
  points: Standing;
  /** Tokens a second of an answer, waiting for the thinking before it counted in. */
  answersPerSecond: number;
  /** What a quick answer and a short download are worth, in points. */
  ease: number;
}

/** A model that could be loaded but writes too slowly, or that does not fit, by the variant that comes nearest. */
export interface OutOfReach {
  model: SuggestableModel;
  rank: number;
  points: Contender["points"];
  why: { key: "too-slow"; tokensPerSecond: number } | { key: "does-not-fit"; needBytes: number };
}
