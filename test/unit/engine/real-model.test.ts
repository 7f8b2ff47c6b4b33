import { afterAll, beforeAll, expect, it } from "vitest";
import { findTestModel } from "../../../scripts/setup/model.mjs";
import { ask, loadOptions, newEngine, sampling, tinyModelFolder } from "./support.ts";

const real = findTestModel();
const engine = newEngine();
let files: ReturnType<typeof tinyModelFolder>;
const greedy = { ...sampling, temperature: 0 };

beforeAll(async () => {
  files = tinyModelFolder();
  await engine.load(loadOptions(real ?? files.model));
});
afterAll(async () => {
  await engine.dispose();
  files.remove();
});

it("answers sensibly, by the template in its file", async () => {
  const question = ask("What is the capital of France? Answer in one sentence.");
  const { text, stopReason } = await engine.generate({ ...question, sampling: greedy, maxTokens: 40 });
  // Where only the model of random weights is to be had, its words mean nothing.
  expect(text).toMatch(real === null ? /\S/ : /Paris/);
  expect(text).not.toMatch(/<\|im_(start|end)\|>/);
  expect(["end", "max-tokens"]).toContain(stopReason);
});

it("goes on a conversation where it was", async () => {
  const first = { role: "user", text: "My name is Ada. Please remember it." } as const;
  const hello = await engine.generate({ messages: [first], sampling: greedy, maxTokens: 30 });
  const { text, cachedTokens } = await engine.generate({
    messages: [first, { role: "assistant", text: hello.text }, { role: "user", text: "What is my name?" }],
    sampling: greedy,
    maxTokens: 30,
  });
  expect(cachedTokens).toBeGreaterThanOrEqual(hello.promptTokens - 1);
  expect(text).toMatch(real === null ? /\S/ : /Ada/);
});
