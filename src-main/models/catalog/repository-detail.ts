import { z } from "zod";
import type {
  LeftOut,
  ModelFacts,
  RepositoryDetail,
  RepositoryVariant,
  VariantNote,
} from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { appError } from "../../ground/core/index.ts";
import { errorSchema, heldTo, statementSchema } from "../../ground/schemas/index.ts";
import { boundDetail } from "./bound-detail.ts";
import { labelReadingSchema, variantFileSchema } from "./file-schemas.ts";
import type { HubRepository, HubTree } from "./hub/types.ts";
import { isCredible } from "./credible-size.ts";
import { labelFromHeader } from "./labels/index.ts";
import { UNLABELLED, groupVariants } from "./variants/index.ts";

/** A repository of the Hub as the detail page shows it. */
export function repositoryDetail(model: HubRepository, tree: HubTree, pageUrl: string): RepositoryDetail {
  const { variants, companions, unsupported } = groupVariants(tree.files);
  return boundDetail({
    repository: model.repository,
    commit: model.commit,
    description: null,
    baseModels: model.baseModels,
    license: model.license,
    parameters: model.parameters,
    gated: model.gated,
    tags: model.tags,
    updatedAt: model.updatedAt,
    variants,
    companions,
    unsupported,
    source: "hub",
    pageUrl,
    notice: noticeFor(model, tree),
  });
}

function noticeFor(
  model: HubRepository,
  { refusedPaths, foreignNextHost, isCut }: HubTree,
): RepositoryDetail["notice"] {
  if (model.gated !== "no") {
    return appError("hub-gated", "repository-asks", { repository: model.repository }).toDto();
  }
  if (foreignNextHost !== null) {
    return appError("incomplete-model", "list-continues-elsewhere", { host: foreignNextHost }).toDto();
  }
  if (isCut) {
    return appError("incomplete-model", "list-too-long").toDto();
  }
  const { "leads-outside": leadOutside, "control-characters": controlCharacters } = refusedPaths;
  return leadOutside + controlCharacters === 0
    ? null
    : appError("incomplete-model", "names-left-out", { leadOutside, controlCharacters }).toDto();
}

/**
 * A file whose name has no label, or one that its size cannot be, gets that of its header. `taken`: keys of the other variants.
 */
export function labelled(
  variant: RepositoryVariant,
  facts: Pick<ModelFacts, "fileType" | "tensors" | "parameters">,
  taken: ReadonlySet<string> = new Set(),
): RepositoryVariant {
  const nameless = variant.label === UNLABELLED;
  // The header of a first shard counts its own tensors alone.
  if (!nameless && (facts.tensors === null || isCredible(variant, facts.parameters))) return variant;
  const found = labelFromHeader({ label: nameless ? null : variant.label, modifiers: variant.modifiers }, facts);
  if (found.label === null || found.label === variant.label) return variant;
  const key = variantKey(variant.modifiers, found.label);
  return {
    ...variant,
    key: taken.has(key) ? `${key}@${variant.files[0]?.path.replace(/\.gguf$/i, "") ?? variant.key}` : key,
    label: found.label,
    runs: variant.runs && found.runs,
    note: variant.note ?? found.note,
  };
}

const text = z.string().max(10_000);
const variantSchema = heldTo<RepositoryVariant>()(
  z.object({
    key: text,
    label: text,
    modifiers: z.array(text).max(20),
    files: z.array(variantFileSchema).max(10_000),
    sizeBytes: z.number().nonnegative(),
    complete: z.boolean(),
    runs: z.boolean(),
    note: statementSchema<VariantNote>().nullable(),
  }),
);

/** A detail page as it comes back from the cache. */
export const repositoryDetailSchema = heldTo<
  RepositoryDetail,
  LeftOut<RepositoryDetail, "parameters" | "baseModels">
>()(
  z.object({
    repository: text,
    commit: text.nullable(),
    description: text.nullable(),
    baseModels: z.array(text).max(20).default([]),
    license: text.nullable(),
    parameters: z.number().nonnegative().nullable().default(null),
    gated: z.enum(["no", "auto", "manual"]),
    tags: z.array(text).max(5000),
    updatedAt: text.nullable(),
    variants: z.array(variantSchema).max(10_000),
    companions: z.array(labelReadingSchema).max(10_000),
    unsupported: z.array(statementSchema<VariantNote>()).max(1000),
    source: z.enum(["hub", "bundled"]),
    pageUrl: text,
    notice: errorSchema.nullable(),
  }),
);

/** The order in which variants are asked for their header: middling ones first, as they are the likeliest to be chosen. */
const preferred = ["Q4_K_M", "Q4_K_S", "Q4_K_XL", "Q5_K_M", "Q4_0", "Q4_1", "Q6_K", "Q8_0", "Q3_K_M"];

export function headerCandidates(detail: RepositoryDetail): RepositoryVariant[] {
  const rank = ({ label }: RepositoryVariant): number => {
    const at = preferred.indexOf(label);
    return at < 0 ? preferred.length : at;
  };
  // Of two under one label the larger is the model, and the smaller may be a draft model for it.
  const bySize = (a: RepositoryVariant, b: RepositoryVariant): number =>
    (a.sizeBytes - b.sizeBytes) * (rank(a) < preferred.length ? -1 : 1);
  return (
    detail.variants
      .filter((variant) => variant.runs && variant.complete && variant.files.length > 0)
      // The header of one file has all tensors, that of a first shard only its own.
      .sort((a, b) => Number(a.files.length > 1) - Number(b.files.length > 1) || rank(a) - rank(b) || bySize(a, b))
  );
}
