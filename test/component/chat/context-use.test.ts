import { expect, it } from "vitest";
import type { MessageStats } from "../../../src-shared/contract/index.ts";
import { contextUse } from "../../../src-renderer/features/chat/context-use.ts";

const answered = {
  stats: { contextUsedTokens: 1000, contextTokens: 4096 } as MessageStats,
  parts: [],
  state: "complete" as const,
};

it("is unknown before anything was loaded or said", () => {
  expect(contextUse({ messages: [], writing: null, loaded: null })).toBeNull();
});

it("is what the last answer left, whatever another conversation left in the engine", () => {
  const loaded = { contextTokens: 8192, usedTokens: 5000 };
  expect(contextUse({ messages: [answered], writing: null, loaded })).toEqual({
    usedTokens: 1000,
    totalTokens: 8192,
    isEstimate: false,
  });
  expect(contextUse({ messages: [answered], writing: null, loaded: null })?.totalTokens).toBe(4096);
});

it("is not empty while an answer is written: what was read counts, and what is written is estimated", () => {
  const fresh = { contextTokens: 8192, usedTokens: 0 };
  expect(contextUse({ messages: [answered], writing: 400, loaded: fresh })?.usedTokens).toBe(1100);
  const read = { contextTokens: 8192, usedTokens: 1200 };
  expect(contextUse({ messages: [answered], writing: 400, loaded: read })).toEqual({
    usedTokens: 1300,
    totalTokens: 8192,
    isEstimate: true,
  });
  expect(contextUse({ messages: [answered], writing: 1e6, loaded: read })?.usedTokens).toBe(8192);
});

it("guesses what no model has read: an answer by a person's hand, a question that was not answered", () => {
  const own = {
    stats: null,
    parts: [{ kind: "text" as const, text: "x".repeat(400), data: null }],
    state: "complete" as const,
  };
  const loaded = { contextTokens: 8192, usedTokens: 0 };
  expect(contextUse({ messages: [answered, own, own], writing: null, loaded })).toEqual({
    usedTokens: 1200,
    totalTokens: 8192,
    isEstimate: true,
  });
  expect(contextUse({ messages: [own, answered], writing: null, loaded })?.usedTokens).toBe(1000);
  expect(contextUse({ messages: [own], writing: null, loaded })?.usedTokens).toBe(100);
});
