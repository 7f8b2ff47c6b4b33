import { z } from "zod";
import {
  type ModelCard,
  type RecommendedSampling,
  capabilityBands,
  modelJobs,
  purposes,
  thinkings,
} from "../../../../src-shared/contract/index.ts";

const name = z.string().min(1).max(200);
const text = z.string().max(500);
const url = z.url().max(500);

const samplingSchema = z.object({
  temperature: z.number().nonnegative().optional(),
  topP: z.number().nonnegative().optional(),
  topK: z.number().nonnegative().optional(),
  minP: z.number().nonnegative().optional(),
  presencePenalty: z.number().optional(),
  repeatPenalty: z.number().nonnegative().optional(),
});

/** A model of the catalogue, whoever uploaded it. What is left out is not known. */
const modelRowSchema = z.object({
  baseModel: name,
  name,
  /** What it is, in one sentence. */
  note: text.optional(),
  /** Left out: it chats. */
  purpose: z.enum(purposes).optional(),
  license: z.string().max(100).optional(),
  released: z.iso.date().optional(),
  /** As the Hub counts them. */
  parameters: z.number().int().positive().optional(),
  architecture: z.string().max(60).optional(),
  jobs: z.array(z.enum(modelJobs)).max(modelJobs.length).default([]),
  thinks: z.enum(thinkings).optional(),
  tools: z.boolean().optional(),
  sees: z.boolean().optional(),
  hears: z.boolean().optional(),
  languages: z.array(z.string().min(2).max(10)).max(300).optional(),
  sampling: z.object({ thinking: samplingSchema.optional(), plain: samplingSchema.optional() }).optional(),
  replacedBy: name.optional(),
  /** A band placed by hand. `jobs`: those for which it says more than tests of language do; `ahead`: where it leads its band. */
  placed: z
    .object({
      band: z.enum(capabilityBands),
      reason: text,
      url,
      jobs: z.array(z.enum(modelJobs)).default([]),
      ahead: z.array(z.enum(modelJobs)).default([]),
    })
    .optional(),
  makersFigures: z
    .array(z.object({ benchmark: name, value: z.number(), setting: text.nullable() }))
    .max(50)
    .default([]),
  /** Why this version's engine cannot run it. */
  unsupported: text.optional(),
  /** The uploader to take first is the first; `labels` as its files are called. */
  repositories: z.array(z.object({ repository: name, labels: z.array(z.string().max(60)).max(100) })).max(20),
});
export type ModelRow = z.infer<typeof modelRowSchema>;

/** `resources/catalogue/models.json`. */
export const modelRowsSchema = z.object({ version: z.literal(1), models: z.array(modelRowSchema).max(2000) });

function sampling(said: z.infer<typeof samplingSchema> | undefined): RecommendedSampling | null {
  if (said === undefined) return null;
  const { temperature, topP, topK, minP, presencePenalty, repeatPenalty } = said;
  return {
    temperature: temperature ?? null,
    topP: topP ?? null,
    topK: topK ?? null,
    minP: minP ?? null,
    presencePenalty: presencePenalty ?? null,
    repeatPenalty: repeatPenalty ?? null,
  };
}

/** A row as the contract has it. */
export function modelCard(row: ModelRow, known: Pick<ModelCard, "capability" | "shapeCertain">): ModelCard {
  return {
    baseModel: row.baseModel,
    name: row.name,
    license: row.license ?? null,
    released: row.released ?? null,
    purpose: row.purpose ?? null,
    jobs: row.jobs,
    thinks: row.thinks ?? null,
    tools: row.tools ?? null,
    sees: row.sees ?? null,
    hears: row.hears ?? null,
    languages: row.languages ?? null,
    capability: known.capability,
    makersFigures: row.makersFigures,
    sampling: { thinking: sampling(row.sampling?.thinking), plain: sampling(row.sampling?.plain) },
    repositories: row.repositories.map(({ repository }) => repository),
    replacedBy: row.replacedBy ?? null,
    runs: row.unsupported === undefined,
    shapeCertain: known.shapeCertain,
  };
}
