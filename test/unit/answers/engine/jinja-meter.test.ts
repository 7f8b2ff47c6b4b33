import { expect, it } from "vitest";
import { LimitError } from "../../../../src-main/answers/engine/jinja/errors.ts";
import { Meter } from "../../../../src-main/answers/engine/jinja/meter.ts";

const unlimited = { steps: Infinity, characters: Infinity, ms: 600_000 };

it("counts every character that is made, also of many small texts", () => {
  const meter = new Meter({ ...unlimited, characters: 100 });
  for (let i = 0; i < 10; i++) meter.make(10);
  expect(() => meter.make(1)).toThrow(LimitError);
  // A length that is not a number was not allowed either.
  expect(() => new Meter({ ...unlimited, characters: 100 }).make(NaN)).toThrow(LimitError);
});

it("counts a list's items as characters and as steps", () => {
  expect(() => new Meter({ ...unlimited, characters: 100 }).makeItems(20)).toThrow(LimitError);
  expect(() => new Meter({ ...unlimited, steps: 1000 }).makeItems(5000)).toThrow(LimitError);
});
