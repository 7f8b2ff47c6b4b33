import { z } from "zod";
import {
  type PresetContent,
  type PresetSetting,
  type PromptContent,
  presetLimits,
  promptLimits,
} from "../../../src-shared/contract/index.ts";
import { appError, parseJson } from "../../ground/core/index.ts";
import { savePresetSchema, savePromptSchema } from "../../ground/inputs/index.ts";
import { answerFormSchema, samplingBeyondRanges, samplingChangesSchema } from "../../ground/schemas/index.ts";

const format = "bitloft-presets";
/** Counted up when what is written here means something else; `docs/presets.schema.json` says what it is. */
const version = 1;

/** What a file may make Bitloft do. Beyond any of them it is refused. */
export const presetFileLimits = { bytes: 64_000_000, json: { depth: 20, values: 200_000 } } as const;

const { name, systemPrompt } = savePresetSchema.shape;

const presetSchema = z.object({
  name,
  /** What differs from the preset "balanced". */
  sampling: samplingChangesSchema.default({}),
  systemPrompt: systemPrompt.default(null),
  answerForm: answerFormSchema.nullable().default(null),
});
/** A sampler or a form that no model takes costs itself, and not the file. */
const readPresetSchema = presetSchema.extend({
  sampling: z.record(z.string(), z.unknown()).default({}),
  answerForm: z.unknown().optional(),
});
const promptSchema = savePromptSchema.omit({ id: true });

/** The whole file; `docs/presets.schema.json` is made of it. */
export const presetFileSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  presets: z
    .array(presetSchema)
    .max(presetLimits.presets)
    .default(() => []),
  prompts: z
    .array(promptSchema)
    .max(promptLimits.prompts)
    .default(() => []),
});
const readFileSchema = presetFileSchema.extend({
  presets: z
    .array(readPresetSchema)
    .max(presetLimits.presets)
    .default(() => []),
});

export interface ReadPreset {
  preset: PresetContent;
  /** What the file says of it, and no model takes. */
  leftOut: PresetSetting[];
}

export function presetFileText(presets: readonly PresetContent[], prompts: readonly PromptContent[]): string {
  return `${JSON.stringify({ format, version, presets, prompts }, null, 2)}\n`;
}

/** Throws `invalid-input` for anything else than such a file, and for one of a newer form. */
export function readPresetFile(text: string): { presets: ReadPreset[]; prompts: PromptContent[] } {
  const json = jsonOf(text);
  const said = z.object({ format: z.literal(format), version: z.unknown().optional() }).safeParse(json);
  if (!said.success) throw appError("invalid-input", "preset-file-other");
  const { version: given } = said.data;
  if (typeof given === "number" && given > version)
    throw appError("invalid-input", "preset-file-newer", { version: given, knownVersion: version });
  const read = readFileSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw notValid(issue?.path.join(".") ?? "", issue?.message ?? "");
  }
  return { presets: read.data.presets.map(readPreset), prompts: read.data.prompts };
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text, presetFileLimits.json);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw notValid("", thrown.message);
    throw appError("invalid-input", "preset-file-no-json", {}, { cause: thrown });
  }
}

function readPreset({ sampling: given, answerForm, ...others }: z.infer<typeof readPresetSchema>): ReadPreset {
  const beyond: readonly string[] = samplingBeyondRanges(given);
  const leftOut = [...beyond] as PresetSetting[];
  const form = answerFormSchema.nullable().safeParse(answerForm ?? null);
  if (!form.success) leftOut.push("answerForm");
  // What has no name here is of another program, or of a later version.
  const sampling = samplingChangesSchema.parse(
    Object.fromEntries(Object.entries(given).filter(([key]) => !beyond.includes(key))),
  );
  return { preset: { ...others, sampling, answerForm: form.data ?? null }, leftOut };
}

const notValid = (field: string, problem: string): Error =>
  appError("invalid-input", "preset-file-not-valid", { field, problem });
