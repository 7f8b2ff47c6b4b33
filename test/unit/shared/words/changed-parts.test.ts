import { expect, it } from "vitest";
import { changedParts as german } from "../../../../src-shared/words/de/changed-parts.ts";
import { changedParts as english } from "../../../../src-shared/words/en/changed-parts.ts";

it("what has changed of a repository is one list, and is called the only part where nothing else has", () => {
  expect([english(["weights", "template"]), german(["weights", "template"])]).toEqual([
    "weights, chat template",
    "Gewichte, Chat-Vorlage",
  ]);
  expect([english(["template"]), german(["card"])]).toEqual([
    "only the chat template",
    "nur die Karte des Repositorys",
  ]);
  expect([english(["weights"]), german([])]).toEqual(["weights", ""]);
});
