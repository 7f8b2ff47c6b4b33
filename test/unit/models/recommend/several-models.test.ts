import { describe, expect, it } from "vitest";
import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { type FitReportInput, frontier, shortFit } from "../../../../src-main/models/recommend/index.ts";
import { computedVariant } from "../../../fixtures/variants.ts";
import { factsOf, machineOf } from "./facts.ts";
import { reportInWords } from "./in-words.ts";

const small = factsOf("llama-3.2-1b");
const large = factsOf("llama-3.1-8b");
const roomy = machineOf({ gpus: [{ dedicatedBytes: 24e9, freeBytes: 23e9 }] });

function inputOf(facts: ModelFacts, more: Partial<FitReportInput> = {}): FitReportInput {
  return {
    facts,
    factsVariantKey: null,
    variants: [{ ...computedVariant(facts, "Q4_K_M"), key: "Q4_K_M" }],
    repository: "o/n",
    commit: "c",
    machine: roomy,
    request: {},
    defaults: { contextTokens: 4096, memoryReserveBytes: null },
    ...more,
  };
}

const twoSizes = inputOf(large, {
  factsVariantKey: "Q4_K_M@large",
  variants: [
    { ...computedVariant(large, "Q4_K_M"), key: "Q4_K_M@large" },
    { ...computedVariant(small, "Q4_K_M"), key: "Q4_K_M@small" },
  ],
  others: new Map([["Q4_K_M@small", { facts: small, ownHeader: true }]]),
});

describe("a label that stands twice", () => {
  it("is recommended once, and each is reckoned with its own header", () => {
    const report = reportInWords(twoSizes);
    expect(report.variants.map(({ key }) => key)).toEqual(["Q4_K_M@large", "Q4_K_M@small"]);
    expect(report.recommended).toBe("Q4_K_M@large");
    expect(report.summary).toMatch(/^Q4_K_M@large is the one/);
    expect(report.variants.every(({ exactWeights }) => exactWeights)).toBe(true);
    const alone = reportInWords(inputOf(small, { factsVariantKey: "Q4_K_M" }));
    expect(report.variants[1]?.memory).toEqual(alone.variants[0]?.memory);
    expect(shortFit(twoSizes)?.needBytes).toBe(
      report.variants[0]?.memory?.devices.reduce((sum, { needBytes }) => sum + needBytes, 0),
    );
  });

  it("says where a header was not read", () => {
    const unread = new Set(["Q4_K_M@small"]);
    const report = reportInWords({ ...twoSizes, others: new Map(), unread });
    expect(report.variants[1]).toMatchObject({ exactWeights: false });
    expect(report.variants[1]?.reasons.at(-1)).toMatch(/Its own details were not read/);
    expect(report.variants[0]?.reasons.join(" ")).not.toMatch(/not read/);
  });
});

describe("a model that does not chat", () => {
  const embedding: ModelFacts = { ...small, purpose: "embedding" };

  it("is never recommended, and says what it is beside what it takes", () => {
    const report = reportInWords(inputOf(embedding));
    expect(report).toMatchObject({ recommended: null, neighbours: { better: null, smaller: null } });
    expect(report.summary).toMatch(/^An embedding model: .* cannot chat\.$/);
    expect(report.variants[0]).toMatchObject({ headline: report.summary, note: report.summary, wayOut: null });
    expect(report.variants[0]?.memory).toEqual(reportInWords(inputOf(small)).variants[0]?.memory);
    expect(report.variants[0]?.reasons.join(" ")).not.toMatch(/you read/);
    expect(reportInWords(inputOf(small)).variants[0]?.reasons.join(" ")).toMatch(/you read/);
    expect(shortFit(inputOf(embedding))).toBeNull();
    expect(frontier(inputOf(embedding))).toEqual([]);
  });

  it("leaves the recommendation to the one beside it that does", () => {
    const others = new Map([["Q4_K_M@small", { facts: embedding, ownHeader: true }]]);
    const report = reportInWords({ ...twoSizes, others });
    expect(report.recommended).toBe("Q4_K_M@large");
    expect(report.variants.find(({ key }) => key === "Q4_K_M@small")?.note).toMatch(/embedding/);
  });
});
