import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { KeptStates } from "../../../../src-main/answers/engine/index.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/types.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { OneEngine } from "../../../fixtures/one-engine.ts";
import { loadOptions, newEngine, sampling, tinyModelFolder } from "./support.ts";

const files = tinyModelFolder();
const folder = join(files.folder, "kept");
const limits = { mostBytes: GiB, leastFreeBytes: 0, readingPerSaving: 0 };
const keptStates = new KeptStates({ folder, engineVersion: "1", logger: silentLogger, limits });
const engine = newEngine(silentLogger, { keptStates });
const load = (on: OneEngine): Promise<unknown> => on.load(loadOptions(files.model, { content: "the tiny model" }));

beforeAll(() => load(engine));
afterAll(async () => {
  await engine.dispose();
  files.remove();
});

const long = (word: string): string => Array.from({ length: 60 }, (_, at) => `${word} ${at}`).join(" ");
const first: PromptMessage = { role: "user", text: long("sea") };

async function ask(conversationId: string, messages: PromptMessage[], on = engine) {
  const answer = await on.generate({
    messages,
    sampling: { ...sampling, temperature: 0 },
    conversationId,
    maxTokens: 8,
  });
  return {
    ...answer,
    goesOn: [...messages, { role: "assistant", text: answer.text } as const, { role: "user", text: "And?" } as const],
  };
}

/** The kept files, by their conversation. */
function kept(): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(paths.map(({ name, parentPath }) => [name.replace(".state", ""), join(parentPath, name)]));
}

/** What the second answer of a conversation is when nothing came in between. */
let undisturbed: Awaited<ReturnType<typeof ask>>;
let begun: Awaited<ReturnType<typeof ask>>;
beforeAll(async () => {
  begun = await ask("undisturbed", [first]);
  undisturbed = await ask("undisturbed", begun.goesOn);
});
beforeEach(async () => {
  await ask("a", [first]);
  await ask("b", [{ role: "user", text: long("wind") }]);
});

it("a conversation that another one has taken the context from goes on where it was", async () => {
  const again = await ask("a", begun.goesOn);
  expect(again.cachedTokens).toBe(undisturbed.cachedTokens);
  expect(again.text).toBe(undisturbed.text);
});

it("and after its model was unloaded", async () => {
  await ask("c", [first]);
  await engine.unload();
  await load(engine);
  const again = await ask("c", begun.goesOn);
  expect(again.cachedTokens).toBe(undisturbed.cachedTokens);
  expect(again.text).toBe(undisturbed.text);
});

it("what was kept is not readable to others", () => {
  const { a = "" } = kept();
  expect(statSync(join(a, "..")).mode & 0o077).toBe(
    process.platform === "win32" ? statSync(join(a, "..")).mode & 0o077 : 0,
  );
});

it.each<[string, (path: string) => void]>([
  [
    "damaged",
    (path) =>
      writeFileSync(
        path,
        readFileSync(path).map((byte, at) => (at === 5000 ? byte ^ 1 : byte)),
      ),
  ],
  ["truncated", (path) => truncateSync(path, 5000)],
  ["empty", (path) => truncateSync(path, 0)],
])("a file that is %s costs another reading and nothing else", async (_, harm) => {
  harm(kept()["a"] ?? "");
  const again = await ask("a", begun.goesOn);
  expect(again.cachedTokens).toBeLessThan(30);
  expect(again.text).not.toBe("");
});

it("another text under the same name is read anew from where it differs", async () => {
  const { cachedTokens } = await ask("a", [{ role: "user", text: long("stone") }]);
  expect(cachedTokens).toBeLessThan(30);
});

it("goes with its conversation, from the disk and from the engine", async () => {
  expect(Object.keys(kept())).toContain("a");
  // Whose words are in the engine alone so far, and are many enough to be kept.
  await ask("d", [first]);
  engine.sessions.forget(["a", "d"]);
  await ask("b", [{ role: "user", text: long("wind") }]);
  const left = Object.keys(kept());
  expect(left).not.toContain("a");
  expect(left).not.toContain("d");
});

it("goes with its model", async () => {
  await keptStates.forgetModel("another");
  expect(Object.keys(kept())).toContain("a");
  await keptStates.forgetModel("tiny");
  expect(kept()).toEqual({});
});
