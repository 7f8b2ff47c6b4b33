import { expect, it } from "vitest";
import { tellFallback } from "../../../../src-main/doors/cli/tell-fallback.ts";
import type { EngineState, FallbackForm } from "../../../../src-shared/contract/index.ts";
import { languages, terminalWords } from "../../../../src-shared/words/index.ts";
import { Emitter } from "../../../../src-main/ground/core/index.ts";

it("tells each change of the form that questions are written in, once", () => {
  const notes: string[] = [];
  const changes = new Emitter<EngineState>();
  let state = { fallbackForm: null } as EngineState;
  const engine = {
    state: () => state,
    onChange: (listener: (now: EngineState) => void) => {
      const off = changes.on(listener);
      return () => void off();
    },
  };
  const end = tellFallback(
    { note: (text) => notes.push(text), language: languages.en, words: terminalWords.en },
    engine,
  );
  const become = (fallbackForm: FallbackForm | null): void => {
    state = { ...state, fallbackForm };
    changes.emit(state);
    changes.emit(state);
  };
  become({ name: "ChatML", reason: { key: "template-costs-too-much", figures: {} }, temporary: true });
  become(null);
  become({
    name: "ChatML",
    reason: { key: "template-fails", figures: { reason: "no such filter" } },
    temporary: false,
  });
  end();
  become(null);
  expect(notes).toHaveLength(3);
  expect(notes[0]).toMatch(/given up for now \(it took too much time or memory\).*ChatML.*tried again/);
  expect(notes[1]).toMatch(/used again/);
  expect(notes[2]).toMatch(/does not work \(no such filter\).*ChatML/);
});
