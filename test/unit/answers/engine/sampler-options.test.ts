import fc from "fast-check";
import type { Token, TokenBias } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { RecentTokens } from "../../../../src-main/answers/engine/worker/recent-tokens.ts";
import { samplerOptions } from "../../../../src-main/answers/engine/worker/sampler-options.ts";
import { StoppingSink } from "../../../../src-main/answers/engine/worker/stopping-sink.ts";
import { PartedAnswer } from "../../../../src-main/answers/engine/thinking/index.ts";
import { defaultSampling } from "../../../../src-shared/contract/index.ts";

const tokens = (...numbers: number[]): Token[] => numbers as Token[];
const none = new RecentTokens([], 64);

describe("the engine's samplers", () => {
  it("are left out where they would do nothing", () => {
    const options = samplerOptions({ ...defaultSampling, seed: 7 }, none, null);
    expect(options).toEqual({ temperature: 0.7, topK: 40, topP: 0.95, seed: 7 });
  });

  it("get every value that a conversation has", () => {
    const bias = Symbol("biases") as unknown as TokenBias;
    const recent = new RecentTokens(tokens(1, 2, 3), 2);
    const { repeatPenalty, ...options } = samplerOptions(
      {
        ...{ temperature: 1.1, topP: 0.8, topK: 12, minP: 0.05, xtcProbability: 0.5, xtcThreshold: 0.2 },
        ...{ repeatPenalty: 1.2, presencePenalty: 0.3, frequencyPenalty: -0.1, repeatTokens: 2 },
        ...{ dryStrength: 0.8, dryBase: 2, dryAllowedTokens: 4, tokenBias: [], stops: [], seed: 9, maxTokens: 3 },
      },
      recent,
      bias,
    );
    expect(options).toEqual({
      ...{ temperature: 1.1, topK: 12, topP: 0.8, seed: 9, minP: 0.05 },
      xtc: { probability: 0.5, threshold: 0.2 },
      dryRepeatPenalty: { strength: 0.8, base: 2, allowedLength: 4 },
      tokenBias: bias,
    });
    const { punishTokens, ...penalties } = repeatPenalty ?? { punishTokens: [] };
    expect(penalties).toEqual({ maxPunishTokens: 2, penalty: 1.2, presencePenalty: 0.3, frequencyPenalty: -0.1 });
    const punished = (): Token[] => (typeof punishTokens === "function" ? punishTokens() : punishTokens);
    expect(punished()).toEqual(tokens(2, 3));
    recent.push(4 as Token);
    expect(punished()).toEqual(tokens(3, 4));
  });

  it.each([{ repeatPenalty: 1.05 }, { presencePenalty: 0.5 }, { frequencyPenalty: -0.5 }])(
    "punish what was said for any one of the three: %o",
    (change) => {
      expect(samplerOptions({ ...defaultSampling, seed: 7, ...change }, none, null).repeatPenalty).toBeDefined();
    },
  );

  it("look as far back as they were told", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.array(fc.nat(9)), fc.integer({ min: 1, max: 6 }), (prompt, said, most) => {
        const recent = new RecentTokens(prompt as Token[], most);
        for (const token of said) recent.push(token as Token);
        expect(recent.list()).toEqual([...prompt, ...said].slice(-most));
      }),
    );
  });
});

describe("a person's stop texts", () => {
  const said = (stops: string[], parts: ["thinking" | "text", string][]): PartedAnswer & { stopped: boolean } => {
    const answer = new PartedAnswer();
    const sink = new StoppingSink(answer, stops);
    for (const [part, text] of parts) if (!sink.stopped) sink.add(part, text);
    sink.end();
    return Object.assign(answer, { stopped: sink.stopped });
  };

  it("end the answer before them, however it is cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "ab", "##", "#", "###")), (pieces) => {
        const whole = pieces.join("");
        const { text, stopped } = said(
          ["###"],
          pieces.map((piece) => ["text", piece]),
        );
        const at = whole.indexOf("###");
        expect(stopped).toBe(at >= 0);
        expect(text).toBe(at < 0 ? whole : whole.slice(0, at));
      }),
    );
  });

  it("do not count in the reasoning before it", () => {
    const answer = said(
      ["END"],
      [
        ["thinking", "I END here."],
        ["text", "Yes E"],
        ["text", "ND no"],
      ],
    );
    expect(answer).toMatchObject({ thinking: "I END here.", text: "Yes ", stopped: true });
  });

  it("hold nothing back from what comes after", () => {
    expect(
      said(
        ["END"],
        [
          ["text", "EN"],
          ["thinking", "hm"],
          ["text", "D"],
        ],
      ),
    ).toMatchObject({ text: "END", stopped: false });
  });
});
