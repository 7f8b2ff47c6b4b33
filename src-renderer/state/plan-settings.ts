import type { SettingsView } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

/**
 * Calls back when a setting has changed that plans for this computer depend on. Until main has said how they are, any event may be such
 * a change.
 */
export function onPlanSettings(bridge: Bridge, changed: () => void): () => void {
  let last: string | null = null;
  bridge.settings
    .get()
    .then((view) => (last ??= keyOf(view)))
    // Then the first event counts as a change.
    .catch(() => undefined);
  return bridge.on("settings", (view) => {
    const now = keyOf(view);
    if (now !== last) changed();
    last = now;
  });
}

const keyOf = ({ settings: { memoryReserveBytes, machineOverrides, defaultContextTokens } }: SettingsView): string =>
  JSON.stringify([memoryReserveBytes, machineOverrides, defaultContextTokens]);
