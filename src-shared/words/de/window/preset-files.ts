import type { PresetFilesWords } from "../../en/window/preset-files.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const all = (presets: number, prompts: number): string =>
  [
    ...(presets === 0 ? [] : [counted(presets, "Voreinstellung", "Voreinstellungen", figures.count(presets))]),
    ...(prompts === 0 ? [] : [counted(prompts, "Prompt", "Prompts", figures.count(prompts))]),
  ].join(" und ");

export const presetFiles: PresetFilesWords = {
  exportBoth: "Voreinstellungen und Prompts exportieren …",
  importBoth: "Voreinstellungen und Prompts importieren …",
  together: "Samt Voreinstellungen als Datei:",
  export: "Exportieren …",
  import: "Importieren …",
  exported: (fileName, presets, prompts) => `${fileName} ist geschrieben: ${all(presets, prompts)}.`,
  imported: (presets, prompts, unchanged) => {
    if (presets + prompts === 0)
      return unchanged === 0 ? "In dieser Datei ist nichts." : "Alles aus dieser Datei war schon vorhanden.";
    const there = unchanged === 0 ? "" : `, ${figures.count(unchanged)} schon vorhanden`;
    return `${all(presets, prompts)} hinzugefügt${there}.`;
  },
  leftOut: (preset, settings, others) => {
    const more =
      others === 0
        ? ""
        : `, dazu einige in ${counted(others, "weiteren Voreinstellung", "weiteren Voreinstellungen", figures.count(others))}`;
    return `Unbrauchbare Werte wurden weggelassen: ${settings.join(", ")} in „${preset}“${more}.`;
  },
};
