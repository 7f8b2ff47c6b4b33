import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { root } from "../../../../scripts/setup/paths.mjs";
import { presetFileSchema, readPresetFile } from "../../../../src-main/answers/presets/preset-file.ts";
import { PresetFiles, Presets, Prompts } from "../../../../src-main/answers/presets/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

let path: string;
eachInItsOwnPlace((place) => {
  ({ path } = place);
});
let file: string;
const databases: Database[] = [];
beforeEach(() => {
  file = join(dirname(path), "mine.json");
});
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
});

interface Opened {
  presets: Presets;
  prompts: Prompts;
  files: PresetFiles;
  told: string[];
  /** What is offered, without what differs from one computer to the other. */
  all(): { presets: unknown[]; prompts: unknown[] };
}

function open(name: string, mostBytes?: number): Opened {
  const db = openAppDatabase(join(dirname(path), name));
  databases.push(db);
  let now = 0;
  const clock = { now: () => ++now };
  const presets = new Presets({
    ...{ db, clock, logger: silentLogger, variants: { get: () => null }, card: () => null },
    advice: () => Promise.reject(new Error("no file")),
  });
  const prompts = new Prompts({ db, clock });
  const told: string[] = [];
  presets.onChange((all) => told.push(`presets ${all.length}`));
  prompts.onChange((all) => told.push(`prompts ${all.length}`));
  return {
    ...{ presets, prompts, told },
    files: new PresetFiles({ db, presets, prompts, ...(mostBytes === undefined ? {} : { mostBytes }) }),
    all: () => ({
      presets: presets.offered().map(({ id: _, createdAt: __, removed: ___, ...content }) => content),
      prompts: prompts.list().map(({ name: called, text }) => ({ name: called, text })),
    }),
  };
}

const plain = { id: null, sampling: {}, systemPrompt: null, answerForm: null };
const schema = '{"type":"object","properties":{"name":{"type":"string"}}}';

/** Of every kind that there is. */
function filled(): Opened {
  const one = open("filled.db");
  one.presets.save({ ...plain, name: "Nothing" });
  one.presets.save({
    id: null,
    name: "Größe „alles“",
    sampling: { temperature: 0, seed: null, stops: ["###\n"], tokenBias: [{ text: "delve", bias: null }] },
    systemPrompt: "Line\n\u0000\u2028 {{date}} 😀",
    answerForm: { kind: "schema", schema },
  });
  one.presets.save({ ...plain, name: "Votes", answerForm: { kind: "choice", choices: ["yes", "no"] } });
  const { id } = one.presets.save({ ...plain, name: "Gone" });
  one.presets.remove(id);
  one.prompts.save({ id: null, name: "Translate", text: "Translate {{text}}.\n" });
  one.prompts.save({ id: null, name: "Sum", text: " Sum it up." });
  return one;
}

const written = (value: object): void => writeFileSync(file, JSON.stringify(value));
const fileOf = (others: object): object => ({ format: "bitloft-presets", version: 1, ...others });

it("takes everything that is offered to another computer, in its order, and nothing twice", async () => {
  const one = filled();
  expect(await one.files.write(file)).toEqual({ fileName: "mine.json", presets: 3, prompts: 2 });
  const other = open("other.db");
  expect(await other.files.read(file)).toEqual({ presets: 3, prompts: 2, unchanged: 0, leftOut: [] });
  expect(other.all()).toEqual(one.all());
  expect(other.told).toEqual(["presets 3", "prompts 2"]);
  expect(await other.files.read(file)).toEqual({ presets: 0, prompts: 0, unchanged: 5, leftOut: [] });
  expect(other.told).toHaveLength(2);
  // Neither does it where it comes from.
  expect(await one.files.read(file)).toMatchObject({ presets: 0, prompts: 0, unchanged: 5 });
});

it("writes the form whose schema is published", async () => {
  await filled().files.write(file);
  const published: unknown = JSON.parse(readFileSync(join(root, "docs", "presets.schema.json"), "utf8"));
  expect(published).toEqual(z.toJSONSchema(presetFileSchema, { io: "input" }));
  expect(presetFileSchema.strict().safeParse(JSON.parse(readFileSync(file, "utf8"))).error).toBeUndefined();
});

it("gives what is other than what has its name another one", async () => {
  const { presets, prompts, files, all } = open("app.db");
  presets.save({ ...plain, name: "Mine", systemPrompt: "Kept." });
  prompts.save({ id: null, name: "Sum", text: "kept" });
  written(
    fileOf({
      presets: [{ name: " Mine " }],
      prompts: [
        { name: "sum", text: "new" },
        { name: "Sum", text: "kept" },
      ],
    }),
  );
  expect(await files.read(file)).toMatchObject({ presets: 1, prompts: 1, unchanged: 1 });
  expect(await files.read(file)).toMatchObject({ presets: 0, prompts: 0, unchanged: 3 });
  expect(all()).toMatchObject({
    presets: [
      { name: "Mine", systemPrompt: "Kept." },
      { name: "Mine (2)", systemPrompt: null },
    ],
    prompts: [
      { name: "Sum", text: "kept" },
      { name: "sum (2)", text: "new" },
    ],
  });
});

it("leaves out what no model takes and says so, and ignores what it does not know", async () => {
  const { files, all } = open("app.db");
  const sampling = {
    temperature: 99,
    topK: 2.5,
    topP: "much",
    stops: [1],
    seed: 7,
    minP: 0.1,
    mirostat: 2,
    ["__proto__"]: { a: 1 },
  };
  const asked = { name: "Wild", sampling, answerForm: { kind: "schema", schema: '{"type":"nothing"}' }, colour: "red" };
  written(fileOf({ presets: [asked, { name: "Tame", systemPrompt: "Hi." }], later: [[[]]] }));
  const settings = ["temperature", "topP", "topK", "stops", "answerForm"];
  expect(await files.read(file)).toEqual({
    presets: 2,
    prompts: 0,
    unchanged: 0,
    leftOut: [{ preset: "Wild", settings }],
  });
  expect(all().presets).toEqual([
    { name: "Wild", sampling: { minP: 0.1, seed: 7 }, systemPrompt: null, answerForm: null },
    { name: "Tame", sampling: {}, systemPrompt: "Hi.", answerForm: null },
  ]);
  // What was there already lost nothing now.
  expect(await files.read(file)).toMatchObject({ unchanged: 2, leftOut: [] });
});

describe("refuses a file", () => {
  const many = (count: number): object[] =>
    Array.from({ length: count }, (_, index) => ({ name: `N${index}`, text: "t" }));
  const cases: [string, unknown, string][] = [
    ["that is empty", "", "preset-file-no-json"],
    ["that is no JSON", "# Prompts", "preset-file-no-json"],
    ["that was cut short", JSON.stringify(fileOf({ prompts: many(3) })).slice(0, -9), "preset-file-no-json"],
    ["of another format", { format: "bitloft-conversations", version: 1 }, "preset-file-other"],
    ["of no format", [1], "preset-file-other"],
    ["of nothing", "null", "preset-file-other"],
    ["of a newer version", { ...fileOf({ presets: "otherwise" }), version: 2 }, "preset-file-newer"],
    ["of an odd version", { ...fileOf({}), version: "1" }, "preset-file-not-valid"],
    ["nested without end", "[".repeat(100_000), "preset-file-not-valid"],
    ["of values without end", `[${"[],".repeat(200_000)}1]`, "preset-file-not-valid"],
    ["with something else than presets", fileOf({ presets: {} }), "preset-file-not-valid"],
    ["with a preset that is none", fileOf({ presets: [null] }), "preset-file-not-valid"],
    ["with samplers that are a list", fileOf({ presets: [{ name: "A", sampling: [1] }] }), "preset-file-not-valid"],
    [
      "with instructions that are a number",
      fileOf({ presets: [{ name: "A", systemPrompt: 1 }] }),
      "preset-file-not-valid",
    ],
    [
      "with instructions that are too long",
      fileOf({ presets: [{ name: "A", systemPrompt: "x".repeat(100_001) }] }),
      "preset-file-not-valid",
    ],
    ["with a name of nothing", fileOf({ prompts: [{ name: "  ", text: "t" }] }), "preset-file-not-valid"],
    [
      "with a name that is too long",
      fileOf({ prompts: [{ name: "n".repeat(61), text: "t" }] }),
      "preset-file-not-valid",
    ],
    ["with a prompt of nothing", fileOf({ prompts: [{ name: "n", text: "" }] }), "preset-file-not-valid"],
    ["with too many presets", fileOf({ presets: many(201) }), "preset-file-not-valid"],
    ["with too many prompts", fileOf({ prompts: many(501) }), "preset-file-not-valid"],
  ];
  it.each(cases)("%s", (_name, content, key) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    expect(() => readPresetFile(text)).toThrow(expect.objectContaining({ code: "invalid-input", key }));
  });

  it("that is no text, is too large, is none, or is not there", async () => {
    const { files } = open("app.db", 100);
    writeFileSync(file, new Uint8Array([0x22, 0xff, 0x22]));
    await expect(files.read(file)).rejects.toMatchObject({ key: "preset-file-no-json" });
    written(fileOf({ later: "x".repeat(100) }));
    await expect(files.read(file)).rejects.toMatchObject({ key: "preset-file-too-large", details: { mostBytes: 100 } });
    const folder = join(dirname(path), "folder");
    mkdirSync(folder);
    await expect(files.read(folder)).rejects.toMatchObject({ key: "preset-file-other" });
    await expect(files.read(join(folder, "none.json"))).rejects.toMatchObject({
      code: "disk-failed",
      key: "file-not-read",
    });
  });

  it("for which there is no room, whole", async () => {
    const { prompts, files, all, told } = open("app.db");
    prompts.add(Array.from({ length: 499 }, (_, index) => ({ name: `P${index}`, text: "t" })));
    written(fileOf({ presets: [{ name: "New" }], prompts: many(2) }));
    await expect(files.read(file)).rejects.toMatchObject({ code: "invalid-input", key: "too-many-prompts" });
    expect([all().presets, prompts.list().length, told]).toEqual([[], 499, []]);
  });
});

it("writes no file that it could not read again, and leaves nothing beside one that it could not write", async () => {
  const { prompts, files } = open("app.db", 300);
  prompts.save({ id: null, name: "Short", text: "t" });
  await files.write(file);
  const before = readFileSync(file, "utf8");
  prompts.save({ id: null, name: "Long", text: "t".repeat(300) });
  await expect(files.write(file)).rejects.toMatchObject({ key: "preset-file-too-large" });
  expect(readFileSync(file, "utf8")).toBe(before);
  prompts.remove(prompts.list().find(({ name }) => name === "Long")?.id ?? "");
  mkdirSync(`${file}.folder`);
  await expect(files.write(`${file}.folder`)).rejects.toMatchObject({ code: "disk-failed", key: "file-not-written" });
  expect(readdirSync(dirname(file)).filter((name) => name.endsWith(".new"))).toEqual([]);
});
