import type { Handlers } from "../../src-shared/contract/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";

/** What a file is called when nobody says otherwise. */
const usualName = "bitloft-presets.json";

/** The window's calls on files of presets and prompts, which it knows by their names alone. */
export function createPresetFileHandlers(
  { presetFiles }: Pick<Services, "presetFiles">,
  desktop: Pick<Desktop, "pickPresets" | "pickExport">,
): Handlers<AbortSignal>["presetFiles"] {
  return {
    async export() {
      const path = await desktop.pickExport(usualName, "presets");
      return path === null ? null : presetFiles.write(path);
    },
    async import() {
      const path = await desktop.pickPresets();
      return path === null ? null : presetFiles.read(path);
    },
  };
}
