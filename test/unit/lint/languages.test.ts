import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

/** A second language as it could be written, in every way in which it could be wrong. */
it("a language without a sentence, or with one that asks for other figures, does not compile", () => {
  expect(complaintsOf("export const other: Language = { ...english, locale: 'de-DE' };")).toEqual([]);
  expect(complaintsOf("const { needs, ...rest } = english.statements; export const other: Words = rest;")).toEqual([
    expect.stringMatching(/Property 'needs' is missing/),
  ]);
  expect(
    complaintsOf("export const other: Words = { ...english.statements, needs: ({ needBits }) => needBits };"),
  ).toEqual([expect.stringMatching(/Property 'needBits' does not exist on type 'NeedFigures'/)]);
  expect(complaintsOf("export const other: Words = { ...english.statements, wants: () => '' };")).toEqual([
    expect.stringMatching(/'wants' does not exist in type/),
  ]);
});

it("a dictionary of the window without a text, or with one that asks for other figures, does not compile", () => {
  const other = (downloads: string): string[] =>
    complaintsOf(`export const other: WindowWords = { ...windowWords.en, downloads: ${downloads} };`);
  expect(other("windowWords.de.downloads")).toEqual([]);
  expect(complaintsOf("const { shell, ...rest } = windowWords.en; export const other: WindowWords = rest;")).toEqual([
    expect.stringMatching(/Property 'shell' is missing/),
  ]);
  expect(other("{ ...windowWords.en.downloads, states: { done: 'da' } }")).toEqual([
    expect.stringMatching(/missing the following properties .*: queued, downloading, verifying, paused/),
  ]);
  expect(other("{ ...windowWords.en.downloads, left: (text: string) => text }")).toEqual([
    expect.stringMatching(/Type 'number' is not assignable to type 'string'/),
  ]);
  expect(other("{ ...windowWords.en.downloads, resmue: '' }")).toEqual([
    expect.stringMatching(/'resmue' does not exist in type/),
  ]);
});

it("a text of the window without its figures, or under another key, cannot be said", () => {
  const download = "windowWords.de.downloads";
  expect(complaintsOf(`export const text = ${download}.amount(1, 2);`)).toEqual([]);
  expect(complaintsOf(`export const text = ${download}.amount(1);`)).toEqual([
    expect.stringMatching(/Expected 2 arguments, but got 1/),
  ]);
  expect(complaintsOf(`export const text = ${download}.left("17 s");`)).toEqual([
    expect.stringMatching(/'string' is not assignable to parameter of type 'number'/),
  ]);
  expect(complaintsOf(`export const text = ${download}.amuont(1, 2);`)).toEqual([
    expect.stringMatching(/'amuont' does not exist/),
  ]);
});

it("a statement without its figures, or with another's, cannot be said", () => {
  expect(complaintsOf("export const text = say({ key: 'close-programs', figures: { bytes: 1 } });")).toEqual([]);
  expect(complaintsOf("export const text = say({ key: 'close-programs', figures: {} });")).toEqual([
    expect.stringMatching(/Property 'bytes' is missing/),
  ]);
  expect(complaintsOf("export const text = say({ key: 'close-progams', figures: { bytes: 1 } });")).toEqual([
    expect.stringMatching(/'"close-progams"' is not assignable/),
  ]);
});

const folder = join(root, "src-shared");
const head = [
  'import type { StatementFigures } from "./contract/index.ts";',
  'import { type Language, type WindowWords, type Words as WordsOf, english, say, windowWords } from "./words/index.ts";',
  "export type Words = WordsOf<StatementFigures>;",
  "export type { Language, WindowWords };",
  "export { english, say, windowWords };",
];
let kept: ts.Program | undefined;

/** What the compiler says of a file in `src-shared` that ends like this. */
function complaintsOf(text: string): string[] {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const probe = join(folder, "probe.ts");
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => (path === probe ? [...head, text].join("\n") : readFile(path));
  host.fileExists = (path) => path === probe || fileExists(path);
  host.getSourceFile = (path, ...more) =>
    path === probe
      ? ts.createSourceFile(path, [...head, text].join("\n"), ts.ScriptTarget.ES2023)
      : (kept?.getSourceFile(path) ?? getSourceFile(path, ...more));
  const program = ts.createProgram([probe], options, host, kept);
  kept = program;
  return program
    .getSemanticDiagnostics(program.getSourceFile(probe))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}
