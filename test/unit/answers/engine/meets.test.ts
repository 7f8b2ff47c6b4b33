import { expect, it } from "vitest";
import { meets } from "../../../../src-main/answers/engine/index.ts";

const there = { variantId: "a", plan: { contextTokens: 8192, kvType: "q8_0", sequences: 2 } } as const;

it("what is there serves whoever names nothing else", () => {
  expect(meets(there, { variantId: "a", plan: {} })).toBe(true);
  expect(meets(there, { variantId: "a", plan: { contextTokens: 8192, gpuLayers: undefined } })).toBe(true);
  expect(meets(there, { variantId: "a", plan: { contextTokens: 4096 } })).toBe(false);
  expect(meets(there, { variantId: "b", plan: {} })).toBe(false);
});

it("more sequences serve whoever wants fewer", () => {
  expect(meets(there, { variantId: "a", plan: { sequences: 1 } })).toBe(true);
  expect(meets(there, { variantId: "a", plan: { sequences: 3 } })).toBe(false);
});

it("what is to be chosen anew is not served by what somebody else named", () => {
  expect(meets(there, { variantId: "a", plan: { contextTokens: 8192 }, anew: true })).toBe(false);
  expect(meets(there, { variantId: "a", plan: there.plan, anew: true })).toBe(true);
});
