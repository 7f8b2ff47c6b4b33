import { z } from "zod";
import { type TemplateFault, fullPolicies } from "../../../src-shared/contract/index.ts";
import { logLimits } from "../../ground/processes/index.ts";
import {
  answerFormSchema,
  errorSchema,
  planSchema,
  samplingSchema,
  seedSchema,
  statementSchema,
} from "../../ground/schemas/index.ts";

/** Named limits of what crosses the pipe. */
const maxMessages = 200_000;
const maxMessageCharacters = 4_000_000;
const maxShards = 1000;
/** Tokens in a page. */
const maxInspected = 1000;
const maxTensors = 100_000;
const maxNameCharacters = 4096;
export const maxHintCharacters = 4096;
/** Of the ids of conversations; they name files. */
export const conversationPattern = /^[0-9A-Za-z-]{1,64}$/;

const count = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative();
const threads = count.positive();
/** Threads for reading prompts and for the tokens of an answer. */
const threadsSchema = z.object({ prompt: threads, decode: threads });
export type Threads = z.infer<typeof threadsSchema>;

const generateSchema = z.object({
  type: z.literal("generate"),
  id: count,
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "user", "assistant"]),
        text: z.string().max(maxMessageCharacters),
        thinking: z.string().max(maxMessageCharacters).optional(),
      }),
    )
    .min(1)
    .max(maxMessages),
  sampling: samplingSchema,
  maxTokens: count.positive().nullable(),
  whenFull: z.enum(fullPolicies),
  form: answerFormSchema,
  thinking: z.object({
    on: z.boolean().nullable(),
    effort: z.string().max(40).nullable(),
    budgetTokens: count.nullable(),
  }),
  /** Whose prompt it is; null: nobody returns to it. */
  conversation: z.string().regex(conversationPattern).nullable(),
  /** About this conversation, not of it: nothing of it stays in the context. */
  aside: z.boolean(),
});

/** Main to worker. */
export const commandSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("load"),
    files: z.array(z.string().min(1).max(4096)).min(1).max(maxShards),
    plan: planSchema,
    threads: threadsSchema,
    /** Read out of the file for every token. */
    mappedTensors: z.array(z.string().max(maxNameCharacters)).max(maxTensors),
    templateHint: z.string().max(maxHintCharacters),
    /** The file's own template took the engine down before: use a known form. */
    ignoreTemplate: z.boolean(),
    /** Where and within which limits to keep what was read of conversations; null: not at all. */
    keeping: z
      .object({
        root: z.string().min(1).max(4096),
        /** The folder in it for states that fit this model and plan. */
        place: z.string().regex(/^[0-9a-f]{32}-[0-9a-f]{32}$/),
        /** About how much a token takes. */
        bytesPerToken: z.number().positive(),
        mostBytes: z.number().nonnegative(),
        leastFreeBytes: z.number().nonnegative(),
        /** How many times as long as saving reading must take; 0: whatever it takes. */
        readingPerSaving: z.number().nonnegative(),
      })
      .nullable(),
  }),
  generateSchema,
  /** A page of the prompt that this would be asked with. */
  z.object({
    type: z.literal("inspect"),
    id: count,
    from: count,
    count: count.max(maxInspected),
    question: generateSchema,
  }),
  z.object({ type: z.literal("stop"), id: count }),
  /** It shall think no longer, and begin with the answer. */
  z.object({ type: z.literal("answerNow"), id: count }),
  /** How fast it is with this many threads; a question ends it early. */
  z.object({ type: z.literal("measure"), id: count, kind: z.enum(["decode", "prompt"]), threads }),
  /** From the next answer on. */
  z.object({ type: z.literal("useThreads"), threads: threadsSchema }),
  /** No reading before it is asked until the next answer has been given: something else needs the cores. */
  z.object({ type: z.literal("stopReadingAhead") }),
  /** Nobody returns to it any more: what was kept of it goes. */
  z.object({ type: z.literal("forget"), conversation: z.string().regex(conversationPattern) }),
  /** After keeping what is worth it. */
  z.object({ type: z.literal("end") }),
]);
export type Command = z.infer<typeof commandSchema>;
export type LoadCommand = Extract<Command, { type: "load" }>;
export type GenerateCommand = Extract<Command, { type: "generate" }>;
export type InspectCommand = Extract<Command, { type: "inspect" }>;
export type MeasureCommand = Extract<Command, { type: "measure" }>;

export const memorySampleSchema = z.object({
  anonymousBytes: z.number().nullable(),
  fileBackedBytes: z.number().nullable(),
  gpuBytes: z.number().nullable(),
});
export type MemorySample = z.infer<typeof memorySampleSchema>;

const leftOutTurnsSchema = z.object({ from: count, count: count.positive() }).nullable();

export const answerSchema = z.object({
  stopReason: z.enum(["end", "max-tokens", "context-full", "stopped"]),
  seed: seedSchema,
  promptTokens: count,
  cachedTokens: count,
  tokens: count,
  /** From the first token to the last. */
  decodeMs: milliseconds,
  /** Reading the prompt's tokens that were not cached. */
  promptMs: milliseconds,
  contextUsedTokens: count,
  contextTokens: count,
  /** Null where a GPU does all the work. */
  threads: z.object({ usual: threads, fewest: threads }).nullable(),
  /** Without the system prompt; null where the model saw all of them. */
  leftOutTurns: leftOutTurnsSchema,
  memory: memorySampleSchema,
});
export type InspectedReport = Extract<Report, { type: "inspected" }>;
export type WorkerAnswer = z.infer<typeof answerSchema>;

/** Worker to main. */
export const reportSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), value: z.number().min(0).max(1) }),
  z.object({ type: z.literal("loaded"), memory: memorySampleSchema }),
  z.object({
    type: z.literal("loadFailed"),
    error: errorSchema,
    /** What llama.cpp wrote last; its own pipe may lag behind this message. */
    log: z.array(z.string().max(logLimits.characters)).max(logLimits.lines),
  }),
  /** The stop was heard; the answer ends when the work at hand is done. */
  z.object({ type: z.literal("stopping"), id: count }),
  /** The prompt's text is made: from here on a death is not the template's. */
  z.object({ type: z.literal("written"), id: count }),
  /**
   * Before a prompt is read files are written and read, whatever they are of; that takes as long as the disk takes, and no stop ends it
   * early.
   */
  z.object({ type: z.literal("keeping"), id: count, isOver: z.boolean() }),
  /** It is about to be read. */
  z.object({ type: z.literal("prompted"), id: count, promptTokens: count, cachedTokens: count }),
  z.object({ type: z.literal("delta"), id: count, part: z.enum(["thinking", "text"]), text: z.string() }),
  /** All that came as text was thinking. */
  z.object({ type: z.literal("recast"), id: count }),
  /** What is used instead of the file's own chat template; null when that is used again. */
  z.object({
    type: z.literal("fellBack"),
    form: z
      .object({
        name: z.string().max(maxNameCharacters),
        reason: statementSchema<TemplateFault>(),
        temporary: z.boolean(),
      })
      .nullable(),
  }),
  z.object({ type: z.literal("answered"), id: count, answer: answerSchema }),
  z.object({ type: z.literal("answerFailed"), id: count, error: errorSchema }),
  /** Tokens per second; null when another program was in the way, or a question. */
  z.object({ type: z.literal("measured"), id: count, tokensPerSecond: z.number().positive().nullable() }),
  z.object({
    type: z.literal("inspected"),
    id: count,
    page: z.object({
      total: count,
      tokens: z
        .array(z.object({ id: z.number().int(), text: z.string().max(maxNameCharacters), special: z.boolean() }))
        .max(maxInspected),
      leftOutTurns: leftOutTurnsSchema,
    }),
  }),
  z.object({ type: z.literal("inspectFailed"), id: count, error: errorSchema }),
  z.object({ type: z.literal("notice"), message: z.string().max(logLimits.characters) }),
]);
export type Report = z.infer<typeof reportSchema>;
/** What is not the answer to a question beside the answers. */
export type NewsReport = Exclude<Report, { type: "measured" | "inspected" | "inspectFailed" }>;
