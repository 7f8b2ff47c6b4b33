import type { ErrorDto } from "./errors.ts";
import type { FitReport, PlanRequest, Verdict } from "./fit.ts";
import type { MachineInput } from "./hardware.ts";
import type { LeftOut } from "./left-out.ts";
import type { LabelReading, VariantFile } from "./model.ts";
import type { ModelCard } from "./model-card.ts";
import type { QualityBand } from "./quality-band.ts";
import type { VariantNote } from "./variant-notes.ts";

export const sortOrders = ["downloads", "likes", "lastModified", "trendingScore"] as const;

export interface SearchQuery {
  text: string;
  sort: (typeof sortOrders)[number];
  /** Filters by parameter count, from the Hub's own figure or the name. */
  maxParameters: number | null;
  /** Only results that have a variant with this label. */
  label: string | null;
  /** `bundled`: only the catalogue that comes with the app, without asking the Hub. */
  source: "any" | "bundled";
  /** Opaque: the `next` of the page before. */
  cursor: string | null;
}
export type SearchQueryInput = LeftOut<SearchQuery, Exclude<keyof SearchQuery, "text">>;

export interface RepositorySummary {
  repository: string;
  name: string;
  owner: string;
  parameters: number | null;
  architecture: string | null;
  trainedContextTokens: number | null;
  downloads: number | null;
  likes: number | null;
  license: string | null;
  gated: "no" | "auto" | "manual";
  updatedAt: string | null;
  /** What the list shows at once; null until it is known. */
  fit: {
    label: string;
    verdict: Verdict;
    /** What it keeps of the full model. */
    band: QualityBand;
    /** What is downloaded. */
    sizeBytes: number;
    tokensPerSecond: [number, number] | null;
    needBytes: number;
    /** The device that decides: its part of the need, and what it can give. */
    deciding: {
      name: string;
      kind: "cpu" | "gpu";
      needBytes: number;
      budgetBytes: number;
      /** The least and the most that it may need, where the model's shape is not certain; absent where it is. */
      rangeBytes?: [least: number, most: number];
    };
  } | null;
  /** From the bundled catalogue rather than from the Hub. */
  bundled: boolean;
  /** What the catalogue knows of the model; null where it does not. */
  model: ModelCard | null;
}

export interface RepositoryChoice {
  repository: string;
}

export interface SearchPage {
  results: RepositorySummary[];
  next: string | null;
  source: "hub" | "bundled";
  /** Why the Hub was not asked or did not answer, or why its list ends here; null when it answered with all that it has. */
  notice: ErrorDto | null;
}

/** One quantisation in a repository: one file, or its shards in order. */
export interface RepositoryVariant {
  /** `variantKey` of modifiers and label; unique within the repository (a folder or file name is added where needed). */
  key: string;
  label: string;
  modifiers: string[];
  files: VariantFile[];
  sizeBytes: number;
  /** A shard is missing on the Hub. */
  complete: boolean;
  runs: boolean;
  note: VariantNote | null;
}

export interface RepositoryDetail {
  repository: string;
  commit: string | null;
  /** In the words of who wrote it. */
  description: string | null;
  /** What it was made from. */
  baseModels: string[];
  license: string | null;
  /** As the Hub counts them; a first shard's header alone does not show it. */
  parameters: number | null;
  gated: "no" | "auto" | "manual";
  tags: string[];
  updatedAt: string | null;
  variants: RepositoryVariant[];
  companions: LabelReading[];
  /** Formats in it that do not run here. */
  unsupported: VariantNote[];
  source: "hub" | "bundled";
  /** Where to ask for access, or the page of the repository. */
  pageUrl: string;
  notice: ErrorDto | null;
}

export interface LadderRequest {
  /** "owner/name". */
  repository: string;
  plan: PlanRequest;
  /** Another machine than this one ("what if"). */
  machine: MachineInput | null;
  /** Only what is known without asking the Hub, the bundled catalogue at least. */
  offline?: boolean | undefined;
}
export type LadderRequestInput = LeftOut<LadderRequest, "plan" | "machine">;

/** One row of a ladder, by its variant's key. */
export interface ExplainRequest extends LadderRequest {
  variant: string;
}
export type ExplainRequestInput = LadderRequestInput & { variant: string };

/** The fits of a list of results. */
export interface ListFitsRequest {
  repositories: string[];
  /** Another machine than this one ("what if"). */
  machine: MachineInput | null;
}
export type ListFitsRequestInput = LeftOut<ListFitsRequest, "machine">;

/** What the detail page shows: the repository and its ladder. */
export interface Ladder {
  detail: RepositoryDetail;
  /** Null when the header could not be read and nothing is bundled; `problem` says why. */
  report: FitReport | null;
  problem: ErrorDto | null;
  /** What the catalogue knows of the model; null where it does not. */
  model: ModelCard | null;
}
