import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const all = (presets: number, prompts: number): string =>
  [
    ...(presets === 0 ? [] : [counted(presets, "preset", "presets", figures.count(presets))]),
    ...(prompts === 0 ? [] : [counted(prompts, "prompt", "prompts", figures.count(prompts))]),
  ].join(" and ");

/** A person's own presets and prompts as a file. */
export const presetFiles = {
  exportBoth: "Export presets and prompts…",
  importBoth: "Import presets and prompts…",
  together: "Prompts and presets together, as a file:",
  export: "Export…",
  import: "Import…",
  exported: (fileName: string, presets: number, prompts: number) =>
    `${fileName} was written: ${all(presets, prompts)}.`,
  imported: (presets: number, prompts: number, unchanged: number) => {
    const added = presets + prompts;
    if (added === 0) return unchanged === 0 ? "There is nothing in this file." : "All of this file was there already.";
    const there =
      unchanged === 0 ? "" : `, ${figures.count(unchanged)} ${unchanged === 1 ? "was" : "were"} there already`;
    return `${all(presets, prompts)} ${added === 1 ? "was" : "were"} added${there}.`;
  },
  /** `others`: further presets without something. */
  leftOut: (preset: string, settings: readonly string[], others: number) => {
    const more =
      others === 0 ? "" : `, and some in ${counted(others, "other preset", "other presets", figures.count(others))}`;
    return `Values that cannot be used were left out: ${settings.join(", ")} in “${preset}”${more}.`;
  },
};

export type PresetFilesWords = typeof presetFiles;
