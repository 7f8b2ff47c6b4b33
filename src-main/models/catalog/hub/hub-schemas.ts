import { z } from "zod";

/** Bounds on what the API may send; longer lists and texts are refused as not coming from the Hub. */
export const hubLimits = {
  resultsPerPage: 1000,
  /** Of a page that is longer than was asked for. */
  resultsKept: 100,
  treeEntriesPerPage: 10_000,
  /** Pages of a file list that are followed, of 1,000 files each at the Hub. */
  treePages: 50,
  /** Files of one repository that are read, from the model's own answer or over the pages of the list. */
  files: 10_000,
  /** Paths that a result in a list keeps, to look for a label in. */
  listedPaths: 1_000,
  /** Of an answer's JSON, before it is parsed: 10,000 files have 80,000 values. */
  json: { depth: 64, values: 600_000 },
  textCharacters: 2_000,
  tags: 2_000,
  fileBytes: 2 ** 50,
} as const;

const text = z.string().max(hubLimits.textCharacters);
const count = z.number().nonnegative();
const commit = z.string().regex(/^[0-9a-f]{40}$/);
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/i);
/** Optional properties must not cost the whole answer when one of them is odd. */
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().catch(null);

export const hubModelSchema = z.object({
  id: z.string().max(200),
  sha: optional(commit),
  private: optional(z.boolean()),
  gated: z
    .union([z.literal(false), z.enum(["auto", "manual"]), z.literal(true)])
    .nullish()
    .catch(null),
  downloads: optional(count),
  likes: optional(count),
  lastModified: optional(text),
  tags: optional(z.array(text).max(hubLimits.tags)),
  cardData: optional(
    z.looseObject({ license: optional(text), base_model: optional(z.union([text, z.array(text).max(100)])) }),
  ),
  gguf: optional(z.object({ total: optional(count), architecture: optional(text), context_length: optional(count) })),
});

const siblingSchema = z.object({
  rfilename: z.string().max(100_000),
  size: optional(count.max(hubLimits.fileBytes)),
  lfs: optional(z.object({ sha256: sha256Schema, size: count.max(hubLimits.fileBytes) })),
});

/** A model with the files that `blobs=true` adds; odd lists of them are left to the file list's own address. */
export const hubRepositorySchema = hubModelSchema.extend({
  siblings: optional(z.array(siblingSchema).max(hubLimits.files)),
});
export type HubRepositoryJson = z.infer<typeof hubRepositorySchema>;

export const hubModelListSchema = z.array(z.unknown()).max(hubLimits.resultsPerPage);

export const treeEntrySchema = z.object({
  type: text,
  path: z.string().max(100_000),
  size: count.max(hubLimits.fileBytes).default(0),
  oid: optional(text),
  lfs: optional(z.object({ oid: sha256Schema, size: count.max(hubLimits.fileBytes) })),
});
export const treeSchema = z.array(treeEntrySchema).max(hubLimits.treeEntriesPerPage);

export const whoamiSchema = z.object({ name: text });
