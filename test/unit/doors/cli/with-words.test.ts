import { expect, it } from "vitest";
import { withWords } from "../../../../src-main/doors/cli/with-words.ts";

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value, withWords));

it("gives an error its message in English, wherever it is", () => {
  const error = { code: "cancelled", key: "cancelled", details: {} };
  expect(json({ downloads: [{ id: "d1", error }] })).toEqual({
    downloads: [{ id: "d1", error: { ...error, message: "Cancelled." } }],
  });
});

it("leaves what is no error as it is", () => {
  const others = [
    { code: "elsewhere", key: "k", details: {} },
    { code: "busy" },
    { code: "busy", key: "k", details: null },
  ];
  expect(json(others)).toEqual(others);
});
