import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import type { Answer } from "../../../../src-main/answers/engine/index.ts";
import { type Script, scriptedModel } from "../../../fixtures/index.ts";
import { ask, chatMl, loadOptions, newEngine, plan, sampling } from "./support.ts";

const engine = newEngine();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-scripted-"));
});
afterEach(() => engine.unload());
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function load(script: Script, change: Partial<Plan> = {}): Promise<void> {
  const path = join(folder, "scripted.gguf");
  scriptedModel(path, { ...chatMl, ...script });
  await engine.load(loadOptions(path, { plan: { ...plan, ...change } }));
}

const hot = { ...sampling, temperature: 1.5, topK: 0, topP: 1 };
const say = (question: string, maxTokens: number | null = null): Promise<Answer> =>
  engine.generate({ ...ask(question), sampling: hot, maxTokens });

it("says what it is told to, whatever it is asked, and ends", async () => {
  await load({ say: ["Hello", " there", "!"] });
  for (const question of ["Hi", "Hello there! What now?", "word ".repeat(100)]) {
    expect(await say(question)).toMatchObject({ text: "Hello there!", tokens: 3, stopReason: "end" });
  }
});

it("tells tokens that come again by those before them", async () => {
  const words = ["a", " b", " a", " c", " a", " b", " a", " d", " a", " b", " a", " c", " e"];
  await load({ say: words });
  expect((await say("Hi")).text).toBe(words.join(""));
});

it("keeps to its script with a cache in few bits", async () => {
  const words = ["x", " y", " z", " y", " x", " y", " end"];
  await load({ say: words }, { kvType: "q4_0" });
  expect((await say("word ".repeat(150))).text).toBe(words.join(""));
});

it("says characters that take several tokens, and texts of more than a head knows", async () => {
  const many = Array.from({ length: 150 }, (_, index) => ` ${String(index)}${index % 7 === 0 ? "," : ""}`);
  const flag = new TextEncoder().encode("🇫🇷");
  await load({ say: [...many, flag, ".", many[3] ?? "", " end"] });
  expect((await say("Hi")).text).toBe(`${many.join("")}🇫🇷.${many[3] ?? ""} end`);
});

it("never ends where it says the same again", async () => {
  await load({ say: ["tick", " tock "], then: "again" });
  const answer = await say("Hi", 7);
  expect(answer).toMatchObject({ text: "tick tock tick tock tick tock tick", tokens: 7, stopReason: "max-tokens" });
});

it("says what it is told to in a second turn as well", async () => {
  await load({ say: ["One", " two", " two."] });
  const first = await say("Hi");
  const messages = [
    { role: "user", text: "Hi" },
    { role: "assistant", text: first.text },
    { role: "user", text: "And then?" },
  ] as const;
  const second = await engine.generate({ messages: [...messages], sampling: hot });
  expect(second.text).toBe("One two two.");
  expect(second.cachedTokens).toBeGreaterThanOrEqual(first.promptTokens);
});
