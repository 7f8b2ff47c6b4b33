export { Presets, type PresetsOptions } from "./presets.ts";
export { Prompts } from "./prompts.ts";
export type * from "./types.ts";
