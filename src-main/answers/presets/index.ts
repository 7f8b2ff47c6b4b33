export { PresetFiles, type PresetFilesOptions } from "./preset-files.ts";
export { Presets, type PresetsOptions } from "./presets.ts";
export { Prompts } from "./prompts.ts";
export type * from "./types.ts";
