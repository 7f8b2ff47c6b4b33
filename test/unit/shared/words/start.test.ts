import { expect, it, vi } from "vitest";

it("no word of any language needs one of Intl's formatters, which are slow to make, before it is said", async () => {
  const made: string[] = [];
  for (const name of [
    "DateTimeFormat",
    "DisplayNames",
    "ListFormat",
    "NumberFormat",
    "PluralRules",
    "RelativeTimeFormat",
  ] as const) {
    const original = Intl[name] as unknown as new (...args: unknown[]) => object;
    vi.spyOn(Intl, name).mockImplementation(function (...args: unknown[]) {
      made.push(name);
      return new original(...args) as never;
    });
  }
  const { languages, windowWords } = await import("../../../../src-shared/words/index.ts");
  expect(Object.keys(windowWords)).toEqual(Object.keys(languages));
  expect(made).toEqual([]);
  expect(languages.de.figures.month(Date.UTC(2026, 10, 15))).toBe("November 2026");
  expect(made).toContain("DateTimeFormat");
});
