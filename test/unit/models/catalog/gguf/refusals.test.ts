import { wording } from "../../../../fixtures/worded.ts";
import { describe, expect, test } from "vitest";
import { modelFacts, parseGgufHeader } from "../../../../../src-main/models/catalog/gguf/index.ts";
import {
  type GgufContent,
  type ModelKind,
  ggufHeaderBytes,
  hostileHeaders,
  modelShapes,
  soundModel,
  syntheticModel,
} from "../../../../fixtures/index.ts";

function factsOf(content: GgufContent) {
  const progress = parseGgufHeader(ggufHeaderBytes(content));
  if (progress.status !== "ok") throw new Error("the header is not whole");
  return modelFacts(progress.header);
}

const hostile = hostileHeaders();

describe("a header on which the engine's process would end", () => {
  test.each<[name: string, reason: RegExp]>([
    ["heads-0", /no heads/],
    ["heads-missing", /no heads/],
    ["heads-array-0", /no heads/],
    ["kv-heads-0", /keys and no heads/],
    ["kv-heads-array-one-0", /layer 1 has keys and no heads/],
    ["value-length-0", /value_length" is 0/],
    ["rope-scaling-unknown", /rope\.scaling\.type" is unknown/],
    ["epsilon-nan", /epsilon" is NaN/],
    ["epsilon-negative", /epsilon" is -/],
    ["feed-forward-0", /no width/],
    ["blocks-0", /0 layers/],
    ["blocks-huge", /513 layers/],
    ["nextn-beyond", /3 predicting layers of 2/],
    ["experts-used-more", /uses 5 of 4 experts/],
    ["experts-used-0", /uses 0 of 4 experts/],
    ["experts-used-missing", /uses 0 of 4 experts/],
    ["experts-none-used-2", /uses 2 of 0 experts/],
    ["experts-huge", /1025 experts/],
    ["experts-group-more", /groups of 4 experts/],
    ["experts-group-odd", /1 of 3 groups/],
    ["experts-group-used-0", /0 of 2 groups/],
    ["experts-group-used-all", /2 of 2 groups/],
    ["experts-none-grouped", /groups of 0 experts/],
    ["pieces-one-empty", /no tokens for bytes/],
    ["bpe-as-pieces", /no tokens for bytes/],
    ["matrices-int", /whole numbers/],
    ["embedding-int", /whole numbers/],
    ["tokens-empty-list", /vocabulary is empty/],
    ["tokens-double", /token ".*" twice/],
    ["tokens-double-invalid", /token "\[EMPTY_5\]" twice/],
  ])("is refused with its reason: %s", (name, reason) => {
    const content = hostile[name];
    if (content === undefined) throw new Error(name);
    expect(wording(() => factsOf(content))).toThrow(
      expect.objectContaining({ code: "malformed-gguf", message: expect.stringMatching(reason) as string }),
    );
  });

  test("leaves alone what is only odd", () => {
    for (const name of [
      "sound",
      "sound-pieces",
      "sound-experts",
      "epsilon-0",
      "rope-base-nan",
      "context-0",
      "bos-beyond",
    ]) {
      const content = hostile[name];
      if (content === undefined) throw new Error(name);
      expect(factsOf(content).architecture, name).toBe("llama");
    }
  });
});

test("no published shape is taken for one of those", () => {
  const refused = (Object.keys(modelShapes) as ModelKind[]).flatMap((kind) => {
    try {
      factsOf(syntheticModel(kind, { vocabulary: "none" }));
      return [];
    } catch (thrown) {
      return [`${kind}: ${String(thrown)}`];
    }
  });
  expect(refused).toEqual([]);
});

describe("a file without a model in it", () => {
  const { metadata } = soundModel();
  test("is refused where it has no tensor, unless the others follow", () => {
    expect(wording(() => factsOf({ metadata, tensors: [] }))).toThrow(/no tensor, only a vocabulary/);
    const first = { ...(metadata as Record<string, never>), "split.count": 2 };
    expect(factsOf({ metadata: first, tensors: [] }).tensors).not.toBeNull();
  });
});
