import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import Chat from "../../../src-renderer/features/chat/Chat.svelte";
import { maxQuestionChars, maxTypedChars, placePaste, questionOf } from "../../../src-renderer/state/pasted-text.ts";
import { show } from "../show.ts";
import { stubBrowser } from "./browser-stubs.ts";

stubBrowser();

describe("what is pasted", () => {
  test("goes into the field while that is short", () => {
    expect(placePaste("typed", "", "more")).toEqual({ kind: "field" });
    expect(placePaste("t", "", "x".repeat(maxTypedChars))).toMatchObject({ kind: "kept" });
    expect(placePaste("", "a", "x".repeat(maxTypedChars + 1))).toMatchObject({
      kind: "kept",
      pasted: expect.stringMatching(/^a\n\nx/) as string,
    });
    expect(placePaste("", "", "x".repeat(maxQuestionChars + 1))).toEqual({ kind: "too-long" });
  });

  test("follows what was typed", () => {
    expect(questionOf(" Sum this up: ", "long")).toBe("Sum this up:\n\nlong");
    expect(questionOf("", "long")).toBe("long");
    expect(questionOf("short", "")).toBe("short");
  });

  test("stands beside the field when it is long, can be removed, and is asked", async () => {
    const user = userEvent.setup();
    const long = "A line of it.\n".repeat(3000);
    const shown = show(Chat);
    const field = await screen.findByLabelText<HTMLTextAreaElement>("Your question");
    await user.click(field);
    await user.paste(long);
    expect(field.value).toBe("");
    expect(screen.getByRole("region", { name: "Pasted text" }).textContent).toContain("42,000 characters");
    await user.click(screen.getByRole("button", { name: "Remove the pasted text" }));
    expect(screen.queryByRole("region", { name: "Pasted text" })).toBeNull();

    await user.click(field);
    await user.paste(long);
    await user.type(field, "Sum this up:{Enter}");
    await expect.poll(() => shown.inputsOf("chat", "send")).toHaveLength(1);
    expect(shown.inputsOf("chat", "send")[0]).toMatchObject({ text: `Sum this up:\n\n${long}` });
    expect(screen.queryByRole("region", { name: "Pasted text" })).toBeNull();
  });
});

test("a long question shows its beginning, and all of it when that is asked for", async () => {
  const user = userEvent.setup();
  show(Chat);
  const field = await screen.findByLabelText<HTMLTextAreaElement>("Your question");
  await user.click(field);
  await user.paste(`${"A line of it.\n".repeat(3000)}The end of it.`);
  await user.click(field);
  await user.keyboard("{Enter}");
  const all = await screen.findAllByRole("button", { name: /^Show all 42,014 characters/ });
  const question = all.at(-1)?.parentElement;
  expect(question?.textContent.length).toBeLessThan(2000);
  const button = all.at(-1);
  if (button) await user.click(button);
  expect(question?.textContent).toContain("The end of it.");
});
