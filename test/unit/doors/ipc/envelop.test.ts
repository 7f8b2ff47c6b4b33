import { describe, expect, it } from "vitest";
import { envelop } from "../../../../src-main/doors/ipc/envelop.ts";

const many = Array.from({ length: 300 }, (_, at) => ({ at, name: `row ${at}`, nothing: null, yes: true }));

describe("an answer in its envelope", () => {
  it("is copied as it is while it is small", () => {
    const answer = { rows: many.slice(0, 10) };
    expect(envelop(answer)).toStrictEqual({ ok: true, value: answer });
  });

  it("crosses as JSON that says the same when it is large", () => {
    const envelope = envelop({ rows: many });
    expect(envelope).toStrictEqual({ ok: true, json: expect.any(String) as string });
    expect(JSON.parse((envelope as { json: string }).json)).toStrictEqual({ rows: many });
  });

  it.each([
    ["a figure without end", Infinity],
    ["what is no number", NaN],
    ["bytes", new Uint8Array([1, 2])],
    ["a map", new Map([["a", 1]])],
    ["a date", new Date(0)],
    ["what was left out", undefined],
  ])("is copied where JSON would lose %s", (_, odd) => {
    const answer = { rows: many, odd };
    expect(envelop(answer)).toStrictEqual({ ok: true, value: answer });
  });
});
