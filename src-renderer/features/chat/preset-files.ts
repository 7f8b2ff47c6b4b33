import type { ImportedPresets, PresetSetting } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";
import { getAsking } from "../../state/asking.svelte.ts";
import { getBridge } from "../../state/bridge.ts";
import { getLanguage } from "../../state/language.svelte.ts";
import { getPrompts } from "../../state/prompts.svelte.ts";
import { getToasts } from "../../ui/index.ts";
import { saveSetting } from "./save-setting.ts";

/** More would not be read in a message that goes away. */
const settingsNamed = 3;

export interface PresetFileOffers {
  /** Whether there is something of one's own to write. */
  readonly canExport: boolean;
  export: () => Promise<void>;
  import: () => Promise<void>;
}

/** A person's own presets and prompts as a file, for a component that is being made. What comes of it is said in a message. */
export function presetFileOffers(): PresetFileOffers {
  const asking = getAsking();
  const bridge = getBridge();
  const language = getLanguage();
  const prompts = getPrompts();
  const toasts = getToasts();
  return {
    get canExport() {
      return prompts.all.length > 0 || asking.own.some(({ removed }) => !removed);
    },
    export: () =>
      saveSetting(toasts, async () => {
        const written = await bridge.presetFiles.export();
        if (written === null) return;
        const { fileName, presets, prompts: texts } = written;
        toasts.show(language.words.presetFiles.exported(fileName, presets, texts), { tone: "good" });
      }),
    import: () =>
      saveSetting(toasts, async () => {
        const imported = await bridge.presetFiles.import();
        if (imported === null) return;
        const isWhole = imported.leftOut.length === 0;
        toasts.show(saidOf(imported, language.words), { tone: isWhole ? "good" : "warn", stays: !isWhole });
      }),
  };
}

function saidOf({ presets, prompts, unchanged, leftOut }: ImportedPresets, words: WindowWords): string {
  const said = words.presetFiles.imported(presets, prompts, unchanged);
  const [first, ...others] = leftOut;
  if (first === undefined) return said;
  const label = (setting: PresetSetting): string =>
    setting === "answerForm" ? words.asking.form.title : words.asking[setting].label;
  const labels = first.settings.map(label);
  const named = labels.length > settingsNamed ? [...labels.slice(0, settingsNamed), "…"] : labels;
  return `${said} ${words.presetFiles.leftOut(first.preset, named, others.length)}`;
}
