import { afterEach, expect, test, vi } from "vitest";
import { LanguageState } from "../../../src-renderer/state/language.svelte.ts";

afterEach(() => void vi.restoreAllMocks());

function spoken(system: string, others: string[], language: "system" | "de" = "system"): readonly string[] {
  vi.spyOn(navigator, "language", "get").mockReturnValue(system);
  vi.spyOn(navigator, "languages", "get").mockReturnValue(others);
  return new LanguageState({ language }).spoken;
}

test("the reader's languages are codes, the system's first, each once", () => {
  expect(spoken("fr-FR", ["fr-FR", "fr", "en-US"])).toEqual(["fr", "en"]);
  expect(spoken("en-US", ["en-US"], "de")).toEqual(["de", "en"]);
});

test("what is no language is left out", () => {
  expect(spoken("en-US", ["C", "en-US@posix", "de_DE.UTF-8", "zh-Hant-TW", ""])).toEqual(["en", "de", "zh"]);
});
