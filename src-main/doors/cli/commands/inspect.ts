import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Inspection } from "../../../../src-shared/contract/index.ts";
import { inspectFile } from "../../../models/library/index.ts";
import type { Command } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { type Terminal, printable, table } from "../terminal.ts";

export const inspect: Command = {
  name: "inspect",
  usage: "inspect FILE|ID [--find TEXT]",
  options: { find: { type: "string", value: "TEXT" } },
  positionals: [1, 1],
  async run({ terminal, services, positionals, options, signal }) {
    const [target = ""] = positionals;
    const isFile = (await stat(target).catch(() => null))?.isFile() === true;
    const path = isFile ? resolve(target) : await installedPath(services, target);
    const wanted = typeof options["find"] === "string" ? options["find"].toLowerCase() : null;
    const whole = await inspectFile(path, signal);
    const isIt = (name: string): boolean => wanted === null || name.toLowerCase().includes(wanted);
    const found: Inspection = {
      ...whole,
      metadata: whole.metadata.filter(({ key }) => isIt(key)),
      tensors: whole.tensors.filter(({ name, type }) => isIt(name) || isIt(type)),
    };
    terminal.answer(found, () => said(found, wanted !== null, terminal));
  },
};

async function installedPath(services: Parameters<Command["run"]>[0]["services"], target: string): Promise<string> {
  const { library } = await services();
  await library.refresh();
  return findVariant(library.list(), target).path;
}

/** Of a file that nothing is searched in, the tensors are summed up by their types: there may be thousands. */
function said(found: Inspection, isSearch: boolean, { words: { inspect: words }, language }: Terminal): string {
  const { bytes, count } = language.figures;
  const values = found.metadata.map(({ key, type, text, isCut, length }) => [
    printable(key),
    length === null ? type : `${type} ${count(length)}`,
    `${printable(text.slice(0, 120))}${isCut || text.length > 120 ? " …" : ""}`,
  ]);
  const types = found.types.map(({ type, tensors, sizeBytes }) => [type, count(tensors), bytes(sizeBytes)]);
  const tensors = found.tensors.map(({ name, type, shape, sizeBytes }) => [
    printable(name),
    type,
    shape.join(" × "),
    bytes(sizeBytes),
  ]);
  return [
    words.file(found.fileNames.map(printable).join(", "), found.version, found.sizeBytes, found.tensorCount),
    table([words.valueHeads, ...values]),
    isSearch ? table([words.tensorHeads, ...tensors], [3]) : table([words.typeHeads, ...types], [1, 2]),
  ].join("\n\n");
}
