import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Token } from "node-llama-cpp";
import { type ThinkingSettings, defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import { asidePrompt } from "../../../../src-main/answers/engine/worker/answer-aside.ts";
import type { Prompt } from "../../../../src-main/answers/engine/worker/answer.ts";
import type { PromptMessage } from "../../../../src-main/answers/engine/types.ts";
import { loadOptions, newEngine, sampling, tinyModelFolder, watchStatuses } from "./support.ts";

describe("an answer aside", () => {
  const files = tinyModelFolder();
  const engine = newEngine();
  beforeAll(() => engine.load(loadOptions(files.model)));
  afterAll(async () => {
    await engine.dispose();
    files.remove();
  });

  const first: PromptMessage = { role: "user", text: "sea ".repeat(60) };
  const ask = (conversationId: string, messages: PromptMessage[], aside = false) =>
    engine.generate({ messages, sampling: { ...sampling, temperature: 0 }, conversationId, maxTokens: 8, aside });

  it("leaves its conversation where it was, and nobody takes it for an answer", async () => {
    const { text } = await ask("a", [first]);
    const goesOn = (more: string): PromptMessage[] => [
      first,
      { role: "assistant", text },
      { role: "user", text: more },
    ];
    const undisturbed = await ask("a", goesOn("And?"));
    await ask("b", [{ role: "user", text: "wind ".repeat(60) }]);
    await ask("c", [first]);

    const before = engine.state();
    const [statuses, heard] = [watchStatuses(engine), [] as unknown[]];
    const off = engine.sessions.onAnswer((given) => heard.push(given));
    const aside = await ask("c", goesOn("Write a title."), true);
    off();
    expect(aside.tokens).toBeGreaterThan(0);
    expect([statuses, heard, engine.state()]).toEqual([[], [], before]);

    const next = await ask("c", goesOn("And?"));
    expect(next.text).toBe(undisturbed.text);
    expect(next.cachedTokens).toBeGreaterThanOrEqual(undisturbed.cachedTokens);
  });

  it("costs no other conversation", async () => {
    await ask("d", [first]);
    await expect(ask("e", [first], true)).rejects.toMatchObject({ code: "busy" });
    expect((await ask("d", [first])).cachedTokens).toBeGreaterThan(60);
  });
});

describe("the prompt of an answer aside", () => {
  const tokensOf = (text: string): Token[] => Array.from(text, (character) => character.charCodeAt(0) as Token);
  const messages: PromptMessage[] = [
    { role: "user", text: "Hi" },
    { role: "assistant", text: "Ho" },
    { role: "user", text: "Title!" },
  ];
  const thinking: ThinkingSettings = { ...defaultConversationSettings.thinking, on: true };
  /** Says at the top, or at the end, whether to think. */
  const maker = (where: "top" | "end") => ({
    make(said: readonly PromptMessage[], _: readonly string[] = [], { on }: ThinkingSettings = thinking) {
      const switched = on === true ? "[think]" : "[no]";
      const text = said.map((message) => `<${message.text}>`).join("");
      return Promise.resolve({ tokens: tokensOf(where === "top" ? switched + text : text + switched) } as Prompt);
    },
  });
  const textOf = ({ tokens }: Prompt): string => String.fromCharCode(...tokens);

  it("does without thinking where that costs nothing that was read", async () => {
    const { prompt, sharedTokens } = await asidePrompt(maker("end"), { messages, thinking }, tokensOf("<Hi>[think]Ho"));
    expect(textOf(prompt)).toBe("<Hi><Ho><Title!>[no]");
    expect(sharedTokens).toBe("<Hi><Ho><".length);
  });

  it("and thinks as its conversation where it would have to be read anew", async () => {
    const { prompt, sharedTokens } = await asidePrompt(
      maker("top"),
      { messages, thinking },
      tokensOf("[think]<Hi><Ho"),
    );
    expect(textOf(prompt)).toBe("[think]<Hi><Ho><Title!>");
    expect(sharedTokens).toBe("[think]<Hi><Ho><".length);
  });
});
