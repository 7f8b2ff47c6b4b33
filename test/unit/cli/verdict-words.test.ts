import { expect, it } from "vitest";
import { verdictWords } from "../../../src-main/cli/commands/fit.ts";
import { verdictWords as windowsWords } from "../../../src-renderer/words/verdicts.ts";

it("says the verdicts in the terminal as the window does, which may take no more than types from here", () => {
  expect(verdictWords).toEqual(windowsWords);
});
