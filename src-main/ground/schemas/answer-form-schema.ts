import { z } from "zod";
import { type AnswerForm, answerFormLimits as limits, checkAnswerSchema } from "../../../src-shared/contract/index.ts";
import { heldTo } from "./held-to.ts";

const choice = z.string().trim().min(1).max(limits.choiceCharacters);

/** Of what a person hands in: a schema that the engine's grammar can hold an answer to. */
export const answerFormSchema = heldTo<AnswerForm>()(
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("free") }),
    z.object({
      kind: z.literal("choice"),
      choices: z
        .array(choice)
        .min(limits.leastChoices)
        .max(limits.choices)
        .refine((choices) => new Set(choices).size === choices.length),
    }),
    z.object({
      kind: z.literal("schema"),
      schema: z
        .string()
        .max(limits.schemaCharacters)
        .refine((schema) => checkAnswerSchema(schema) === null),
    }),
  ]),
);

/** Of what was kept: what an older version took stays as it is. */
export const keptFormSchema = heldTo<AnswerForm>()(
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("free") }),
    z.object({ kind: z.literal("choice"), choices: z.array(z.string()) }),
    z.object({ kind: z.literal("schema"), schema: z.string() }),
  ]),
);
