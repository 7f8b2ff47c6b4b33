import { builtInPresets, type BuiltInPreset, type OwnPreset } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

const isBuiltIn = (preset: string): preset is BuiltInPreset => (builtInPresets as readonly string[]).includes(preset);

/** As people read it; one that was deleted says so. */
export function presetName(preset: string, own: readonly OwnPreset[], { presets }: WindowWords["asking"]): string {
  if (isBuiltIn(preset)) return presets[preset];
  const found = own.find(({ id }) => id === preset);
  if (found === undefined) return presets.balanced;
  return found.removed ? presets.removed(found.name) : found.name;
}
