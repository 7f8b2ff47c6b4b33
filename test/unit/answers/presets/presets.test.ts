import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type FileAdvice, Presets } from "../../../../src-main/answers/presets/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import {
  type InstalledVariant,
  type ModelCard,
  type OwnPreset,
  type RecommendedSampling,
  defaultConversationSettings,
} from "../../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const nothingSaid: RecommendedSampling = {
  ...{ temperature: null, topP: null, topK: null, minP: null, presencePenalty: null, repeatPenalty: null },
};
const makers: ModelCard["sampling"] = {
  thinking: { ...nothingSaid, temperature: 0.6, topK: 20 },
  plain: { ...nothingSaid, temperature: 0.7, topP: 0.8 },
};
const mine = { id: null, name: "Mine", sampling: { temperature: 0.33 }, systemPrompt: null, answerForm: null };

let folder: string;
let db: Database;
let said: FileAdvice | Error;
let card: Pick<ModelCard, "sampling" | "thinks"> | null;
let now = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-presets-"));
  db = openAppDatabase(join(folder, "bitloft.db"));
  db.run(
    `INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at) VALUES ('v', 'V', 'Q4_0', '[]', 'llama', 1, 1)`,
  );
  said = { chatTemplate: null, sampling: null };
  card = null;
  now = 0;
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (): Presets =>
  new Presets({
    ...{ db, logger: silentLogger, clock: { now: () => ++now } },
    variants: { get: (id) => (id === "v" ? ({ id } as InstalledVariant) : null) },
    advice: () => (said instanceof Error ? Promise.reject(said) : Promise.resolve(said)),
    card: () => card,
  });

it("keeps a person's own over a restart, in the order in which they were made, and tells of each change", () => {
  const presets = open();
  const told: OwnPreset[][] = [];
  presets.onChange((all) => told.push(all));
  const first = presets.save(mine);
  presets.save({ ...mine, name: "Other", systemPrompt: "Be brief." });
  presets.save({ ...mine, id: first.id, name: "Renamed" });
  expect(open().list()).toMatchObject([
    { ...mine, id: first.id, name: "Renamed", createdAt: first.createdAt, removed: false },
    { name: "Other", systemPrompt: "Be brief." },
  ]);
  expect(told.map((all) => all.length)).toEqual([1, 2, 2]);
});

it("keeps what was removed for the conversations that use it, and gives it back when it is saved again", async () => {
  const presets = open();
  const { id } = presets.save(mine);
  presets.remove(id);
  expect(open().list()).toMatchObject([{ id, removed: true }]);
  expect(await presets.samplingOf({ ...defaultConversationSettings, preset: id }, "v")).toMatchObject({
    temperature: 0.33,
  });
  presets.save({ ...mine, id });
  expect(presets.list()).toMatchObject([{ id, removed: false }]);
});

it("refuses more than a person could choose from, and what is not there", async () => {
  const presets = open();
  for (let count = 0; count < 200; count++) presets.save(mine);
  expect(() => presets.save(mine)).toThrow(expect.objectContaining({ code: "invalid-input", key: "too-many-presets" }));
  presets.remove(presets.list()[0]?.id ?? "");
  presets.save(mine);
  expect(() => presets.remove("gone")).toThrow(expect.objectContaining({ code: "not-found" }));
  await expect(presets.profile("gone")).rejects.toMatchObject({ code: "not-found" });
  expect(() => presets.choose("gone", null)).toThrow(expect.objectContaining({ code: "not-found" }));
});

it("says what the file recommends, else what the catalogue does, else nothing", async () => {
  const presets = open();
  expect((await presets.profile("v")).recommended).toBeNull();
  card = { sampling: makers, thinks: null };
  expect((await presets.profile("v")).recommended).toEqual({
    source: "catalogue",
    thinking: { temperature: 0.6, topK: 20 },
    plain: { temperature: 0.7, topP: 0.8 },
  });
  card = { sampling: { ...makers, thinking: null }, thinks: null };
  expect((await presets.profile("v")).recommended?.thinking).toEqual({ temperature: 0.7, topP: 0.8 });
  said = { chatTemplate: null, sampling: { temperature: 1 } };
  expect((await presets.profile("v")).recommended).toMatchObject({ source: "file", plain: { temperature: 1 } });
  said = new Error("the drive is away");
  expect((await presets.profile("v")).recommended?.source).toBe("catalogue");
});

it("begins conversations with a model as was chosen for it, until the model or the choice goes", async () => {
  const presets = open();
  card = { sampling: makers, thinks: null };
  expect(await presets.samplingOf(defaultConversationSettings, "v")).toMatchObject({ temperature: 0.6, topK: 20 });
  const { id } = presets.save(mine);
  expect(await presets.choose("v", id)).toMatchObject({ preset: id });
  expect(await open().samplingOf(defaultConversationSettings, "v")).toMatchObject({ temperature: 0.33, topK: 40 });
  expect(await presets.choose("v", null)).toMatchObject({ preset: null });
  await presets.choose("v", id);
  db.run("DELETE FROM variants");
  expect(db.all("SELECT * FROM preset_choices", [], (row) => row)).toEqual([]);
});
