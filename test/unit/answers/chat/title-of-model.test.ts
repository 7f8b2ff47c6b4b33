import { expect, it } from "vitest";
import { titleOfModel } from "../../../../src-main/answers/chat/title-of-model.ts";

it.each([
  ["Baking bread at home", "Baking bread at home"],
  ["  “Baking  bread”\n", "Baking bread"],
  ["Title: Baking bread.", "Baking bread"],
  ["**Titel:** „Brot backen“", "Brot backen"],
  ['Title: "**Baking bread**"', "Baking bread"],
  ["Titre : « Faire du pain »", "Faire du pain"],
  ["標題：「自家製麵包」", "自家製麵包"],
  ["Titel-Verteidigung im Schach", "Titel-Verteidigung im Schach"],
  ["C# and the U.S.", "C# and the U.S."],
  ["Is it 1 < 2?", "Is it 1 < 2?"],
])("%j is the title %j", (written, title) => {
  expect(titleOfModel(written, "How do I bake bread?")).toBe(title);
});

it.each([
  ["nothing", ""],
  ["nothing but quotes", "“”"],
  ["nothing but a prefix", "Title:"],
  ["nothing but marks", '"…!"'],
  ["several lines", "Baking bread\nHere is why:"],
  ["more than the list has room for", "word ".repeat(13)],
  ["a heading", "# Baking bread"],
  ["a list", "1. Baking bread"],
  ["emphasis within", "Baking **bread**"],
  ["code", "Baking `bread`"],
  ["a tag", "<b>Baking bread</b>"],
  ["a tag of reasoning", "<think>Baking bread"],
  ["a mark of a template", "Baking bread<|im_end|>"],
  ["a link", "[Baking](https://example.org)"],
  ["JSON", '{"title":"Baking bread"}'],
  ["the question again", "how do I bake bread"],
])("%s is none", (_, written) => {
  expect(titleOfModel(written, "How do I bake bread?")).toBeNull();
});
