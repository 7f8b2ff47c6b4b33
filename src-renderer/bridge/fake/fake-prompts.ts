import type { SavedPrompt } from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import { failure } from "./fake-conversations.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleNow } from "./sample-store.ts";

/** The calls of saved prompts; the same tests run against main's (test/conformance/). */
export function fakePrompts(state: FakeState, emit: Emit): Api["prompts"] {
  let serial = 0;
  const change = (prompts: SavedPrompt[]): void => {
    state.prompts = prompts;
    emit("prompts", prompts);
  };
  const find = (id: string): SavedPrompt => {
    const found = state.prompts.find((prompt) => prompt.id === id);
    if (found) return found;
    throw failure("not-found", "This prompt is no longer there.");
  };
  return {
    list: async () => state.prompts,
    save: async ({ id, name, text }) => {
      if (id !== null) {
        const saved = { ...find(id), name, text };
        change(state.prompts.map((one) => (one.id === id ? saved : one)));
        return saved;
      }
      const saved = { id: `s-${++serial}`, name, text, createdAt: sampleNow + serial };
      change([...state.prompts, saved]);
      return saved;
    },
    remove: async ({ id }) => {
      find(id);
      change(state.prompts.filter((one) => one.id !== id));
      return null;
    },
  };
}
