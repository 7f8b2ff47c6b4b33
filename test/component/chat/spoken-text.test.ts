import { expect, test } from "vitest";
import { windowWords } from "../../../src-shared/words/index.ts";
import { spokenText } from "../../../src-renderer/features/chat/spoken-text.ts";
import { said } from "../../fixtures/said.ts";

test("an answer is said as it is, without its code and marks", () => {
  const text = "Write **both**:\n\n```\n<think></think>\n```\n\nThe tag </think> ends it.";
  expect(spokenText(windowWords.en.chat.answer, { parts: said(text), state: "complete" })).toBe(
    "Answer: Write both : (code) The tag </think ends it.",
  );
});
