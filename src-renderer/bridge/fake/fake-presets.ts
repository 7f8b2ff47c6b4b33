import { type AskingProfile, type OwnPreset, plainProfile } from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import { failure } from "./fake-conversations.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleNow } from "./sample-store.ts";

const gemma = { temperature: 1, topP: 0.95, topK: 64 };
export const sampleProfiles: Record<string, AskingProfile> = {
  "v-gemma": { ...plainProfile, recommended: { source: "catalogue", thinking: gemma, plain: gemma } },
};

/** The calls of presets; the same tests run against main's (test/conformance/). */
export function fakePresets(state: FakeState, emit: Emit): Api["presets"] {
  let serial = 0;
  const put = (preset: OwnPreset): OwnPreset => {
    const at = state.presets.findIndex(({ id }) => id === preset.id);
    state.presets = at < 0 ? [...state.presets, preset] : state.presets.with(at, preset);
    emit("presets", state.presets);
    return preset;
  };
  const find = (id: string): OwnPreset => {
    const found = state.presets.find((preset) => preset.id === id);
    if (found) return found;
    throw failure("not-found", "This preset is no longer there.");
  };
  const profile = (variantId: string): AskingProfile => {
    if (!state.library.some(({ id }) => id === variantId))
      throw failure("not-found", "This variant is no longer in the library.");
    return state.profiles[variantId] ?? plainProfile;
  };
  return {
    list: async () => state.presets,
    save: async ({ id, name, sampling, systemPrompt, answerForm }) => {
      const before = id === null ? null : find(id);
      return put({
        ...{ id: before?.id ?? `p-${++serial}`, name, sampling, systemPrompt, answerForm, removed: false },
        createdAt: before?.createdAt ?? sampleNow + serial,
      });
    },
    remove: async ({ id }) => (put({ ...find(id), removed: true }), null),
    profile: async ({ id }) => profile(id),
    choose: async ({ variantId, preset }) => {
      state.profiles = { ...state.profiles, [variantId]: { ...profile(variantId), preset } };
      return profile(variantId);
    },
  };
}
