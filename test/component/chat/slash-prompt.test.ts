import { expect, test } from "vitest";
import {
  fieldAfter,
  fieldBefore,
  promptsFor,
  slashBefore,
  withPrompt,
} from "../../../src-renderer/features/chat/slash-prompt.ts";

test("a prompt's name is written after a slash at the beginning or after a space, and nowhere else", () => {
  expect(slashBefore("/", 1)).toEqual({ start: 0, end: 1, name: "" });
  expect(slashBefore("above\n/", 7)).toEqual({ start: 6, end: 7, name: "" });
  expect(slashBefore("between ~ and /", 15)).toBeNull();
  expect(slashBefore("So: /tra and more", 8)).toEqual({ start: 4, end: 8, name: "tra" });
  for (const text of ["and/or", "/etc/hosts", "https://", "/translate this", "1 / 2"]) {
    expect([text, slashBefore(text, text.length)]).toEqual([text, null]);
  }
});

test("it is found by its beginning, and after those by the beginning of a word", () => {
  const prompts = ["To German", "Translate to German", "German to English"].map((name, at) => ({
    ...{ id: String(at), name, text: "", createdAt: at },
  }));
  const found = (name: string): string[] => promptsFor(prompts, name).map((one) => one.name);
  expect(found("GER")).toEqual(["German to English", "To German", "Translate to German"]);
  expect(found("rans")).toEqual([]);
  expect(found("")).toHaveLength(3);
});

test("it takes the place of what was written of its name, and its first field is selected", () => {
  const { text, place } = withPrompt("Hm. /tr!", { start: 4, end: 7, name: "tr" }, "Say {{text}} in {{language}}.");
  expect(text).toBe("Hm. Say {{text}} in {{language}}.!");
  expect(text.slice(place.start, place.end)).toBe("{{text}}");
  const next = fieldAfter(text, place.end);
  expect(text.slice(next?.start, next?.end)).toBe("{{language}}");
  expect(fieldBefore(text, next?.start ?? 0)).toEqual(place);
  expect(fieldAfter(text, next?.end ?? 0)).toBeNull();
  expect(withPrompt("/a", { start: 0, end: 2, name: "a" }, "Go on.").place).toEqual({ start: 6, end: 6 });
});
