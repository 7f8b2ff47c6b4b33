import { expect, test } from "vitest";
import { matchEntries } from "../../../src-renderer/shell/palette/match-entries.ts";

const entries = ["Renew the lease", "What is new", "New conversation", "Café in Köln", "Old news"].map((label) => ({
  label,
}));
const found = (query: string): string[] => matchEntries(entries, query).map(({ label }) => label);

test("what begins with a query comes before what has it in a word, and that before what has it inside", () => {
  expect(found("new")).toEqual(["New conversation", "What is new", "Old news", "Renew the lease"]);
  expect(found("is n")).toEqual(["What is new"]);
  expect(found("news old")).toEqual(["Old news"]);
});

test("case and accents do not count, initials do, and nothing else is meant", () => {
  expect(found("CAFE koln")).toEqual(["Café in Köln"]);
  expect(found("nc")).toEqual(["New conversation"]);
  expect(found("nwcn")).toEqual([]);
  expect(found(" ")).toHaveLength(entries.length);
});

test("other words for an entry find it, after those that are called so", () => {
  const themes = [{ label: "Dark", also: "Theme" }, { label: "Theme" }];
  expect(matchEntries(themes, "theme").map(({ label }) => label)).toEqual(["Theme", "Dark"]);
});
