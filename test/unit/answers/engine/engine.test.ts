import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Answer, PromptMessage } from "../../../../src-main/answers/engine/index.ts";
import { diceModel } from "../../../fixtures/dice-model.ts";
import {
  ask,
  gone,
  loadOptions,
  newEngine,
  plan,
  sampling,
  started,
  tinyModelFolder,
  watchStatuses,
} from "./support.ts";

let files: ReturnType<typeof tinyModelFolder>;
let engine: ReturnType<typeof newEngine>;

beforeAll(() => {
  files = tinyModelFolder();
  engine = newEngine();
});
afterAll(async () => {
  await engine.dispose();
  files.remove();
});

describe("loading", () => {
  afterEach(() => engine.unload());

  it("goes from idle to ready with progress and measured memory", async () => {
    const progress: number[] = [];
    const off = engine.onChange(({ loadProgress }) => loadProgress !== null && progress.push(loadProgress));
    const state = await engine.load(loadOptions(files.model));
    off();
    expect(state).toMatchObject({ status: "ready", variantId: "tiny", loadProgress: null, error: null, plan });
    expect(state.measured?.loadMs).toBeGreaterThan(0);
    if (process.platform === "linux") expect(state.measured?.anonymousBytes).toBeGreaterThan(1_000_000);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(engine.processId()).toEqual(expect.any(Number));
  });

  it("takes every type of cache", async () => {
    for (const kvType of ["q8_0", "q4_0"] as const) {
      const state = await engine.load(loadOptions(files.model, { plan: { ...plan, kvType } }));
      expect(state.status).toBe("ready");
      const { tokens } = await engine.generate({ ...ask("Hello"), maxTokens: 4 });
      expect(tokens).toBeGreaterThan(0);
    }
  });

  it("can be cancelled, and leaves no process", async () => {
    const aborting = new AbortController();
    const loading = engine.load(loadOptions(files.model), aborting.signal);
    const pid = await started(engine);
    aborting.abort();
    await expect(loading).rejects.toMatchObject({ code: "cancelled" });
    expect(engine.state().status).toBe("idle");
    await gone(pid);
  });

  it("cancelled before it begins leaves the loaded model alone", async () => {
    await engine.load(loadOptions(files.model, { variantId: "kept" }));
    const cancelled = engine.load(loadOptions(files.model, { variantId: "other" }), AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(engine.state()).toMatchObject({ status: "ready", variantId: "kept" });
  });

  it("is told where the engine does not understand what it shall load", async () => {
    const loading = engine.load(loadOptions(files.model, { plan: { ...plan, threads: 0 } }));
    await expect(loading).rejects.toMatchObject({ code: "invalid-input" });
    expect(engine.state().status).toBe("failed");
  });

  it("takes a longer path than anybody needs for a hint", async () => {
    const state = await engine.load(loadOptions(files.model, { templateHint: "x".repeat(5000) }));
    expect(state.status).toBe("ready");
  });

  it("a second load takes the place of the first, loading or loaded", async () => {
    const first = engine.load(loadOptions(files.model, { variantId: "a" }));
    const refused = expect(first).rejects.toMatchObject({ code: "cancelled" });
    const pid = await started(engine);
    const second = await engine.load(loadOptions(files.model, { variantId: "b" }));
    await refused;
    await gone(pid);
    expect(second.variantId).toBe("b");
    const third = await engine.load(loadOptions(files.model, { variantId: "c" }));
    expect(third.variantId).toBe("c");
  });

  it("of loads that are asked for at once only the last one stays", async () => {
    const loads = ["a", "b", "c"].map((variantId) => engine.load(loadOptions(files.model, { variantId })));
    const results = await Promise.allSettled(loads);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(engine.state()).toMatchObject({ status: "ready", variantId: "c" });
  });

  it("gives everything back when asked to unload", async () => {
    await engine.load(loadOptions(files.model));
    const pid = await started(engine);
    await engine.unload();
    expect(engine.state()).toMatchObject({ status: "idle", variantId: null, measured: null });
    expect(engine.processId()).toBeNull();
    await gone(pid);
  });
});

describe("answering", () => {
  beforeAll(() => engine.load(loadOptions(files.endless)));
  afterAll(() => engine.unload());

  it("streams what it returns, and counts it", async () => {
    const pieces: string[] = [];
    const statuses = watchStatuses(engine);
    const answer = await engine.generate(
      { ...ask("Tell me."), maxTokens: 30 },
      { onText: (text) => pieces.push(text) },
    );
    expect(answer).toMatchObject({ text: "tick tock ".repeat(15), tokens: 30, stopReason: "max-tokens" });
    expect(pieces.join("")).toBe(answer.text);
    expect(answer.contextTokens).toBe(plan.contextTokens);
    // The last token was said and not yet read.
    expect(answer.contextUsedTokens).toBe(answer.promptTokens + answer.tokens - 1);
    expect(answer.firstTokenMs).toBeGreaterThan(0);
    expect(answer.promptTokensPerSecond).toBeGreaterThan(0);
    expect(statuses).toEqual(["answering", "ready"]);
    expect(engine.state().contextUsedTokens).toBe(answer.contextUsedTokens);
  });

  it("stops in mid-answer, keeps the text and answers again", async () => {
    const aborting = new AbortController();
    let seen = "";
    const answer = await engine.generate(ask("Long."), {
      signal: aborting.signal,
      onText: (text) => {
        seen += text;
        aborting.abort();
      },
    });
    expect(answer).toMatchObject({ stopReason: "stopped", text: seen });
    expect((await engine.generate({ ...ask("Again."), maxTokens: 2 })).tokens).toBe(2);
  });

  it("an answer that was stopped before it began has no text", async () => {
    const answer = await engine.generate(ask("Never."), { signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ stopReason: "stopped", text: "" });
  });

  it("reads again only what is new in a conversation", async () => {
    const messages: PromptMessage[] = [{ role: "user", text: "The first question, of some length." }];
    const first = await engine.generate({ messages, sampling, maxTokens: 20 });
    messages.push({ role: "assistant", text: first.text }, { role: "user", text: "And the second?" });
    const second = await engine.generate({ messages, sampling, maxTokens: 5 });
    expect(second.cachedTokens).toBe(first.promptTokens);
    const other = await engine.generate({ ...ask("Something else."), maxTokens: 5 });
    expect(other.cachedTokens).toBeLessThan(first.promptTokens);
    const fresh = await engine.generate({ messages: messages.slice(0, 1), sampling, maxTokens: 8 });
    const repeated = await engine.generate({ messages: messages.slice(0, 1), sampling, maxTokens: 8 });
    expect(repeated.text).toBe(fresh.text);
    expect(repeated.cachedTokens).toBe(repeated.promptTokens - 1);
  });

  it("takes tags that a person typed for text", async () => {
    // The scripted model reads all text byte by byte: an obeyed tag would be a single token.
    const promptTokens = async (text: string): Promise<number> =>
      (await engine.generate({ ...ask(text), maxTokens: 1 })).promptTokens;
    const plain = await promptTokens("ab");
    for (const tag of ["<|im_end|>", "<|im_start|>", "<|bos|>"]) {
      expect(await promptTokens(`a${tag}b`)).toBe(plain + tag.length);
    }
  });

  it("refuses a prompt that the context cannot hold, and cuts nothing", async () => {
    await expect(engine.generate(ask("word ".repeat(2000)))).rejects.toMatchObject({
      code: "context-full",
      details: { contextTokens: plan.contextTokens },
    });
    expect(engine.state().status).toBe("ready");
  });

  it("refuses more messages than any conversation has, and lives on", async () => {
    const messages: PromptMessage[] = Array.from({ length: 200_001 }, () => ({ role: "user", text: "?" }));
    await expect(engine.generate({ messages, sampling })).rejects.toMatchObject({ code: "invalid-input" });
    expect((await engine.generate({ ...ask("Still there?"), maxTokens: 1 })).tokens).toBe(1);
  });

  it("answers one question at a time", async () => {
    const first = engine.generate({ ...ask("One."), maxTokens: 8 });
    await expect(engine.generate(ask("Two."))).rejects.toMatchObject({ code: "busy" });
    expect((await first).tokens).toBeGreaterThan(0);
  });
});

describe("what is said", () => {
  beforeAll(async () => {
    const dice = join(files.folder, "dice.gguf");
    diceModel(dice);
    await engine.load(loadOptions(dice));
  });
  afterAll(() => engine.unload());

  const say = async (seed: number, temperature: number): Promise<string> =>
    (await engine.generate({ ...ask("Tell me."), sampling: { ...sampling, temperature, seed }, maxTokens: 16 })).text;

  it("is the same for the same seed, and something else for another", async () => {
    const first = await say(1, 1.5);
    expect(await say(1, 1.5)).toBe(first);
    expect(await say(2, 1.5)).not.toBe(first);
  });

  it("is the likeliest at temperature 0, whatever the seed", async () => {
    expect(await say(1, 0)).toBe(await say(2, 0));
  });
});

describe("two sequences", () => {
  const greedy = { ...sampling, temperature: 0 };
  const about = (subject: string): PromptMessage[] => [{ role: "user", text: `A question about ${subject}.` }];
  const say = (messages: PromptMessage[]): Promise<Answer> =>
    engine.generate({ messages, sampling: greedy, maxTokens: 24 });

  beforeAll(async () => {
    await engine.load(loadOptions(files.model, { plan: { ...plan, sequences: 2 } }));
  });
  afterAll(() => engine.unload());

  it("write two answers at one time, each as it would alone, and keep what each has read", async () => {
    const [sea, wind] = [about("the sea, its salt, and its ships"), about("wind")];
    const alone = [(await say(sea)).text, (await say(wind)).text];
    const together = await Promise.all([say(sea), say(wind)]);
    expect(together.map(({ text }) => text)).toEqual(alone);
    for (const { promptTokens, cachedTokens } of together) expect(cachedTokens).toBe(promptTokens - 1);
    await expect(Promise.all([say(sea), say(wind), say(about("stone"))])).rejects.toMatchObject({ code: "busy" });
  });

  it("stop one by one", async () => {
    await engine.unload();
    await engine.load(loadOptions(files.endless, { plan: { ...plan, sequences: 2 } }));
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = (signal: AbortSignal): Promise<{ answer: Promise<Answer> }> =>
      new Promise((begun) => {
        const answer = engine.generate(ask("Go on."), { signal, onText: () => begun({ answer }) });
      });
    const [one, two] = await Promise.all([asked(first.signal), asked(second.signal)]);
    first.abort();
    expect(await one.answer).toMatchObject({ stopReason: "stopped" });
    expect(engine.state().status).toBe("answering");
    second.abort();
    expect(await two.answer).toMatchObject({ stopReason: "stopped", text: expect.stringMatching(/^tick/) as string });
    expect(engine.state().status).toBe("ready");
  });
});

describe("a small context", () => {
  afterAll(() => engine.unload());

  it("ends the answer when it is full", async () => {
    await engine.load(loadOptions(files.endless, { plan: { ...plan, contextTokens: 256, batchTokens: 64 } }));
    const answer = await engine.generate(ask("word ".repeat(35)));
    expect(answer.stopReason).toBe("context-full");
    expect(answer.contextUsedTokens).toBeLessThanOrEqual(256);
    expect(answer.tokens).toBeGreaterThan(0);
  });
});

it("says what is missing when nothing is loaded any more", async () => {
  await engine.load(loadOptions(files.model));
  const session = engine.session();
  await engine.unload();
  await expect(session.generate(ask("Hello?"))).rejects.toMatchObject({ code: "no-model-loaded" });
});
