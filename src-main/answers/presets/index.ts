export { Presets, type PresetsOptions } from "./presets.ts";
export type * from "./types.ts";
