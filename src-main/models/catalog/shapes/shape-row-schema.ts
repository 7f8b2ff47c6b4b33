import { z } from "zod";
import { MAX_NAME_CHARACTERS } from "../gguf/gguf-limits.ts";

/** Of a row; published models have 60 keys and 12 lists of tensors. */
const limits = { keys: 300, keyCharacters: 100, lists: 600, listCharacters: 20_000, runCharacters: 8000 } as const;

const name = z.string().max(MAX_NAME_CHARACTERS);

/** What a header says of an architecture's size, under GGUF's own keys, without the architecture's name before them. */
const keyValue = z.union([
  z.number().int().nonnegative(),
  z.boolean(),
  /** A list of whole numbers or truth values, by runs: "8*5,2". */
  z.string().max(limits.runCharacters),
  /** Of a list of texts, which are not kept. */
  z.object({ length: z.number().int().nonnegative() }),
]);

/**
 * The shape of a model, as the header of any of its files has it: all hyperparameters that are whole numbers, and all tensors.
 * Fractions, texts and tokens are left out, because no size depends on them.
 */
export const shapeRowSchema = z.object({
  /** The file that it was read from, or "configuration" where it was made from the figures that the maker published. */
  from: z.string().max(500),
  architecture: z.string().min(1).max(60),
  general: z.object({ name: name.exactOptional(), basename: name.exactOptional(), size_label: name.exactOptional() }),
  /** Of the vocabulary. */
  tokens: z.number().int().nonnegative(),
  keys: z
    .record(z.string().max(limits.keyCharacters), keyValue)
    .refine((all) => Object.keys(all).length <= limits.keys),
  /** `PackedTensors`. */
  tensors: z
    .record(z.string().max(limits.listCharacters), z.string().max(limits.listCharacters))
    .refine((all) => Object.keys(all).length <= limits.lists),
  /** For a shape that is not certain: by what share sizes and memory may be off, either way. */
  margin: z.number().positive().max(1).optional(),
});

export type ShapeRow = z.infer<typeof shapeRowSchema>;
