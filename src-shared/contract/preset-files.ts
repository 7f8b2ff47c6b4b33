import { sameForm } from "./answer-form.ts";
import type { OwnPreset } from "./presets.ts";
import type { SavedPrompt } from "./prompts.ts";
import { type Sampling, sameSampling } from "./sampling.ts";

/** What a preset is, whoever has it. */
export type PresetContent = Pick<OwnPreset, "name" | "sampling" | "systemPrompt" | "answerForm">;
export type PromptContent = Pick<SavedPrompt, "name" | "text">;

/** A file that was written with all of a person's own presets and prompts, by its name. */
export interface ExportedPresets {
  fileName: string;
  presets: number;
  prompts: number;
}

export type PresetSetting = keyof Sampling | "answerForm";

/** What came of a file that was read. */
export interface ImportedPresets {
  /** That are new here. */
  presets: number;
  prompts: number;
  /** That were here as they are. */
  unchanged: number;
  /** What the file says of presets that are new here, and no model takes. */
  leftOut: { preset: string; settings: PresetSetting[] }[];
}

/** Apart from their names. */
export const samePreset = (one: PresetContent, other: PresetContent): boolean =>
  one.systemPrompt === other.systemPrompt &&
  (one.answerForm === null || other.answerForm === null
    ? one.answerForm === other.answerForm
    : sameForm(one.answerForm, other.answerForm)) &&
  sameSampling(one.sampling, other.sampling);

/** Likewise. */
export const samePrompt = (one: PromptContent, other: PromptContent): boolean => one.text === other.text;
