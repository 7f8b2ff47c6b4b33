import { z } from "zod";
import type { Parting } from "../../../src-shared/contract/index.ts";

/** Longest text that crosses the pipe: a path, or why something did not work. */
const maxCharacters = 4096;
const path = z.string().min(1).max(maxCharacters);
const threads = z.number().int().min(1).max(1024);
const count = z.number().int().nonnegative();

/** Main to child: the one thing that this process does. */
export const taskSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("quantise"),
    input: path,
    output: path,
    /** llama.cpp's number of the file type. */
    fileType: count.max(2048),
    threads,
    /** `name`: how the matrix's file is called in the output, as it was given. */
    matrix: z.object({ path, name: path }).nullable(),
  }),
  z.object({
    type: z.literal("measure"),
    reference: path,
    variant: path,
    /** The text in UTF-8. */
    text: path,
    chunks: count.min(1),
    threads,
    /** Where the reference's rows are kept while the variant is measured; null: both models are in memory at once. */
    rowsFile: path.nullable(),
  }),
  z.object({
    type: z.literal("matrix"),
    model: path,
    text: path,
    /** How the text's file is called in the matrix. */
    textName: path,
    chunks: count.min(1),
    threads,
    output: path,
  }),
  /** Opens the libraries and checks them. */
  z.object({ type: z.literal("check") }),
]);
export type Task = z.infer<typeof taskSchema>;

/** Of where two models part: places, parts of the text, words of each model at a place, and how much of the text is shown there. */
export const partingLimits = {
  places: 24,
  parts: 48,
  words: 5,
  beforeTokens: 40,
  afterTokens: 12,
  characters: 1000,
} as const;

const predicted = z
  .array(z.object({ text: z.string().max(partingLimits.characters), probability: z.number() }))
  .max(partingLimits.words);
export const partingSchema = z.object({
  places: z
    .array(
      z.object({
        token: count,
        klDivergence: z.number(),
        before: z.string().max(partingLimits.characters),
        after: z.string().max(partingLimits.characters),
        reference: predicted,
        variant: predicted,
      }),
    )
    .max(partingLimits.places),
  alongText: z.array(z.number()).max(partingLimits.parts),
  byContext: z.array(z.object({ fromTokens: count, toTokens: count, mean: z.number() })).max(partingLimits.parts),
}) satisfies z.ZodType<Parting>;

const surprise = z.number();
const figures = z.object({
  positions: count,
  klDivergence: z.object({
    mean: z.number(),
    standardError: z.number(),
    median: z.number(),
    p99: z.number(),
    max: z.number(),
  }),
  sameTopWord: z.object({ share: z.number(), standardError: z.number() }),
  perplexity: z.object({
    reference: surprise,
    variant: surprise,
    lnRatio: z.object({ mean: z.number(), standardError: z.number() }),
  }),
});
/** Where two part, as the child finds it: with all places. */
export type FoundParting = z.infer<typeof partingSchema>;
/** What a measurement finds. */
export type DivergenceFigures = z.infer<typeof figures>;

/** Why a task cannot be done. `reason`: the engine's own words. */
const failureSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("engine"), reason: z.string() }),
  z.object({ kind: z.literal("model"), path, reason: z.string() }),
  z.object({ kind: z.literal("version"), found: z.string(), known: z.string() }),
  z.object({ kind: z.literal("layout"), what: z.string() }),
  z.object({ kind: z.literal("text-too-short"), tokens: count, neededTokens: count }),
  z.object({ kind: z.literal("vocabularies-differ"), referenceTokens: count, variantTokens: count }),
  z.object({ kind: z.literal("not-finite"), path }),
  z.object({ kind: z.literal("matrix-needed") }),
  z.object({ kind: z.literal("matrix-unusable"), reason: z.string() }),
  z.object({ kind: z.literal("disk"), code: z.string() }),
]);
export type Failure = z.infer<typeof failureSchema>;

/** Child to main. */
export const reportSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), done: count, total: count }),
  /** Of a dry run, before anything is written. */
  z.object({ type: z.literal("size"), bytes: count }),
  z.object({ type: z.literal("quantised") }),
  z.object({ type: z.literal("measured"), figures, parting: partingSchema, tokens: count }),
  z.object({ type: z.literal("collected"), entries: count, chunks: count, tokens: count }),
  z.object({ type: z.literal("checked") }),
  z.object({ type: z.literal("failed"), failure: failureSchema }),
]);
export type Report = z.infer<typeof reportSchema>;

/** Main to child, after `size`: there is room for it. */
export const goOn = { type: "go-on" } as const;

/** Tokens that are read at once, of which the second half counts. */
export const chunkTokens = 512;
export const countedInChunk = chunkTokens / 2 - 1;

export const boundReason = (reason: string): string => reason.slice(0, maxCharacters);
