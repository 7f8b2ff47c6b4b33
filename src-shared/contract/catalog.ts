import { z } from "zod";
import type { FitReport, VariantFit, Verdict } from "./fit.ts";
import { planRequestSchema } from "./fit.ts";
import { machineInputSchema } from "./hardware.ts";
import { type LabelReading, type VariantFile, variantFileSchema } from "./model.ts";

/** "owner/name". Two segments, no dots-only segment, as the Hub allows. */
export const repositoryIdSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/, "A repository is written owner/name.")
  .refine((id) => !id.includes("..") && !id.includes("--"), "A repository is written owner/name.");

export const searchQuerySchema = z.object({
  text: z.string().max(200),
  sort: z.enum(["downloads", "likes", "lastModified", "trendingScore"]).default("downloads"),
  /** Filters by parameter count, from the Hub's own figure or the name. */
  maxParameters: z.number().positive().nullable().default(null),
  /** Only results that have a variant with this label. */
  label: z.string().max(40).nullable().default(null),
  /** `bundled`: only the catalogue that comes with the app, without asking the Hub. */
  source: z.enum(["any", "bundled"]).default("any"),
  /** Opaque: the `next` of the page before. */
  cursor: z.string().max(4000).nullable().default(null),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

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
    tokensPerSecond: [number, number] | null;
    needBytes: number;
    /** The device that decides: its part of the need, and what it can give. */
    deciding: { name: string; kind: "cpu" | "gpu"; needBytes: number; budgetBytes: number };
  } | null;
  /** From the bundled catalogue rather than from the Hub. */
  bundled: boolean;
}

export interface SearchPage {
  results: RepositorySummary[];
  next: string | null;
  source: "hub" | "bundled";
  /** Why the Hub was not asked or did not answer, or why its list ends here; null when it answered with all that it has. */
  notice: { code: string; message: string } | null;
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
  note: string | null;
}

export interface RepositoryDetail {
  repository: string;
  commit: string | null;
  description: string | null;
  license: string | null;
  /** As the Hub counts them; a first shard's header alone cannot tell. */
  parameters: number | null;
  gated: "no" | "auto" | "manual";
  tags: string[];
  updatedAt: string | null;
  variants: RepositoryVariant[];
  companions: LabelReading[];
  /** Formats in it that do not run here, in words. */
  unsupported: string[];
  source: "hub" | "bundled";
  /** Where to ask for access, or the page of the repository. */
  pageUrl: string;
  notice: { code: string; message: string } | null;
}

export const ladderRequestSchema = z.object({
  repository: repositoryIdSchema,
  plan: planRequestSchema.default({}),
  /** Another machine than this one ("what if"). */
  machine: machineInputSchema.nullable().default(null),
  /** Only what is known without asking the Hub, the bundled catalogue at least. */
  offline: z.boolean().optional(),
});
export type LadderRequest = z.infer<typeof ladderRequestSchema>;

/** One row of a ladder, by its variant's key. */
export const explainRequestSchema = ladderRequestSchema.extend({ variant: z.string().min(1).max(500) });
export type ExplainRequest = z.infer<typeof explainRequestSchema>;

/** What the detail page shows: the repository and its ladder. */
export interface Ladder {
  detail: RepositoryDetail;
  /** Null when the header could not be read and nothing is bundled; `problem` says why. */
  report: FitReport | null;
  problem: { code: string; message: string } | null;
}

export type { VariantFit };
export { variantFileSchema };
