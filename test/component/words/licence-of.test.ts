import { expect, test } from "vitest";
import { permissive } from "../../../src-renderer/state/permissive.ts";
import { licenceOf } from "../../../src-renderer/words/licence-of.ts";
import { windowWords } from "../../../src-shared/words/index.ts";

const { en } = windowWords;

test("the catalogue says a licence that the Hub has no name for", () => {
  expect(licenceOf(en, "other", { license: "lfm1.0" })?.trap).toContain("$10M");
  expect(licenceOf(en, "Other", { license: "exaone" })?.trap).toContain("not for commercial use");
  expect(licenceOf(en, "other", { license: null })?.name).toBe("own licence");
  expect(licenceOf(en, "other", null)?.name).toBe("own licence");
});

test("what the repository says itself comes first", () => {
  expect(licenceOf(en, "mit", { license: "gemma" })).toEqual({ name: "MIT", trap: null });
  expect(licenceOf(en, null, { license: "gemma" })?.name).toBe("Gemma terms");
  expect(licenceOf(en, null, null)).toBeNull();
});

test("the filter for free licences lets all through that have no trap", () => {
  const free = Object.entries(en.discover.licences).filter(([, { trap }]) => trap === null);
  expect(free.map(([name]) => name).filter((name) => !permissive.has(name))).toEqual([]);
});
