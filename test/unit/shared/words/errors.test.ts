import { expect, it } from "vitest";
import { sayError } from "../../../../src-shared/words/index.ts";
import { keptError } from "../../../fixtures/kept-error.ts";

it("says what was kept in words as it was kept", () => {
  expect(sayError(keptError("disk-full", "The drive is full."))).toBe("The drive is full.");
});

it.each(["written-by-a-later-version", "toString", "constructor"])(
  "has words for the key %s, which it does not know",
  (key) => {
    expect(sayError({ code: "busy", key, details: {} })).toBe("Something went wrong (busy).");
  },
);
