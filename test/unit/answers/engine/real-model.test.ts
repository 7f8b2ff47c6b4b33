import { afterAll, beforeAll, expect, it } from "vitest";
import { findTestModel } from "../../../../scripts/setup/model.mjs";
import { ask, loadOptions, newEngine, sampling, tinyModelFolder } from "./support.ts";

/** Without the real model, the one of random weights has to do. */
const real = findTestModel();
const engine = newEngine();
let files: ReturnType<typeof tinyModelFolder>;

beforeAll(async () => {
  files = tinyModelFolder();
  await engine.load(loadOptions(real ?? files.model));
});
afterAll(async () => {
  await engine.dispose();
  files.remove();
});

const question = "What is the capital of France? Answer in one sentence.";

it("is asked by the template in its file", async () => {
  const { promptTokens, cachedTokens, tokens, stopReason, text } = await engine.generate({
    ...ask(question),
    maxTokens: 40,
  });
  // SmolLM2's template begins with its own system message; the other model only has ChatML's marks, and reads byte by
  // byte.
  expect(promptTokens).toBe(real === null ? question.length + "user\n\nassistant\n".length + 3 : 42);
  expect(cachedTokens).toBe(0);
  expect(tokens).toBeGreaterThan(0);
  expect(stopReason).toBe(tokens === 40 ? "max-tokens" : "end");
  expect(text).not.toMatch(/<\|im_(start|end)\|>/);
});

it("goes on a conversation where it was", async () => {
  const first = { role: "user", text: "My name is Ada. Please remember it." } as const;
  const hello = await engine.generate({ messages: [first], sampling, maxTokens: 30 });
  const { cachedTokens, promptTokens } = await engine.generate({
    messages: [first, { role: "assistant", text: hello.text }, { role: "user", text: "What is my name?" }],
    sampling,
    maxTokens: 30,
  });
  expect(cachedTokens).toBeGreaterThanOrEqual(hello.promptTokens - 1);
  expect(promptTokens).toBeGreaterThan(hello.promptTokens + hello.tokens);
});
