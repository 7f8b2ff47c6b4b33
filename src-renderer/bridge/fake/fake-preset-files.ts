import {
  type OwnPreset,
  addedByName,
  presetLimits,
  promptLimits,
  samePreset,
  samePrompt,
} from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleNow } from "./sample-store.ts";

/** The file of presets and prompts, without a disk behind it. */
export function fakePresetFiles(state: FakeState, emit: Emit): Api["presetFiles"] {
  let serial = 0;
  const offered = (): OwnPreset[] => state.presets.filter(({ removed }) => !removed);
  return {
    export: async () => {
      if (state.exportName === null) return null;
      const presets = offered().map(({ name, sampling, systemPrompt, answerForm }) => ({
        ...{ name, sampling, systemPrompt, answerForm },
      }));
      const prompts = state.prompts.map(({ name, text }) => ({ name, text }));
      state.presetFile = { presets, prompts };
      return { fileName: `${state.exportName}.json`, presets: presets.length, prompts: prompts.length };
    },
    import: async () => {
      if (state.presetFile === null) return null;
      const { presets, prompts } = state.presetFile;
      const newPresets = addedByName(offered(), presets, {
        isSame: samePreset,
        mostCharacters: presetLimits.nameCharacters,
      }).filter((one) => one !== null);
      const newPrompts = addedByName(state.prompts, prompts, {
        isSame: samePrompt,
        mostCharacters: promptLimits.nameCharacters,
      }).filter((one) => one !== null);
      const fresh = (kind: string): { id: string; createdAt: number } => ({
        id: `${kind}-imported-${++serial}`,
        createdAt: sampleNow + 1000 + serial,
      });
      if (newPresets.length > 0) {
        state.presets = [...state.presets, ...newPresets.map((one) => ({ ...one, ...fresh("p"), removed: false }))];
        emit("presets", state.presets);
      }
      if (newPrompts.length > 0) {
        state.prompts = [...state.prompts, ...newPrompts.map((one) => ({ ...one, ...fresh("s") }))];
        emit("prompts", state.prompts);
      }
      return {
        ...{ presets: newPresets.length, prompts: newPrompts.length, leftOut: [] },
        unchanged: presets.length + prompts.length - newPresets.length - newPrompts.length,
      };
    },
  };
}
