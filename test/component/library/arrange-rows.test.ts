import { expect, it } from "vitest";
import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { sampleLibrary } from "../../../src-renderer/bridge/fake/index.ts";
import { type SortKey, arrangeRows } from "../../../src-renderer/features/library/arrange-rows.ts";

const [like] = sampleLibrary as [InstalledVariant];
const variant = (id: string, repository: string, more: Partial<InstalledVariant> = {}): InstalledVariant => ({
  ...like,
  id,
  repository,
  lastUsedAt: null,
  addedAt: 0,
  ...more,
});
const variants = [
  variant("a4", "x/Alpha-GGUF", { lastUsedAt: 10, sizeBytes: 4 }),
  variant("b", "x/Beta-GGUF", { lastUsedAt: 20, sizeBytes: 5 }),
  variant("a8", "y/Alpha-GGUF", { lastUsedAt: 30, sizeBytes: 8 }),
  variant("e", "x/Embed-GGUF", { lastUsedAt: 99, sizeBytes: 1, notForChat: "embedding" as never }),
];

function ids(sort: SortKey, { text = "", most = 100 } = {}): string {
  const speeds: Record<string, number> = { b: 9, a4: 7, a8: 3 };
  const { rows } = arrangeRows(variants, { text, sort, most, speedOf: ({ id }) => speeds[id] ?? null });
  return rows.map((row) => (row.follows ? `+${row.variant.id}` : row.variant.id)).join(" ");
}

it("keeps a model's variants together, whoever uploaded them, and what cannot chat at the end", () => {
  expect(ids("used")).toBe("a8 +a4 b e");
});

it.each([
  ["size", "a8 +a4 b e"],
  ["speed", "b a4 +a8 e"],
  ["name", "a8 +a4 b e"],
] as const)("puts them in order by %s", (sort, expected) => {
  expect(ids(sort)).toBe(expected);
});

it("finds what has the text in its name, and draws no more than is wanted", () => {
  expect(ids("used", { text: " BETA " })).toBe("b");
  expect(ids("used", { most: 3 })).toBe("a8 +a4 b");
  expect(arrangeRows(variants, { text: "", sort: "used", most: 1, speedOf: () => null }).found).toBe(4);
});
