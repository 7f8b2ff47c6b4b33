import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import process from "node:process";
import { type VerifyResult, variantKey } from "../../contract/index.ts";
import { AppError, formatBytes } from "../../core/index.ts";
import type { Command } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { printable } from "../terminal.ts";

export const importFile: Command = {
  name: "import",
  usage: "import PATH",
  summary: "Adds a GGUF file to the library where it lies.",
  options: {},
  positionals: [1, 1],
  async run({ terminal, services, positionals }) {
    const { library } = await services();
    const variant = await library.importFile(resolve(positionals[0] ?? ""));
    terminal.answer(
      variant,
      () => `Added ${printable(variant.name)} ${variantKey(variant.modifiers, variant.label)} (${formatBytes(variant.sizeBytes)}) as ${variant.id}.`,
    );
  },
};

export const verify: Command = {
  name: "verify",
  usage: "verify [ID]",
  summary: "Reads installed files again and compares their SHA-256.",
  options: {},
  positionals: [0, 1],
  async run({ terminal, services, positionals, signal }) {
    const { library } = await services();
    const wanted = positionals[0];
    const variants = wanted === undefined ? library.list() : [findVariant(library.list(), wanted)];
    const results: VerifyResult[] = [];
    for (const variant of variants) {
      const progress = (doneBytes: number, totalBytes: number): void => {
        terminal.event("progress", { id: variant.id, doneBytes, totalBytes });
        terminal.progress(`Reading ${printable(variant.name)}: ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`);
      };
      results.push(await library.verify(variant.id, progress, signal));
    }
    const failed = results.filter((result) => !result.ok);
    terminal.answer({ event: "done", results }, () => results.map((result) => `${result.ok ? "ok     " : "DAMAGED"} ${result.id}  ${result.message}`).join("\n"));
    if (failed.length > 0) {
      process.exitCode = 1;
      throw new AppError("checksum-mismatch", `${failed.length} of ${results.length} are not what was installed.`);
    }
  },
};

export const remove: Command = {
  name: "rm",
  usage: "rm ID [--yes]",
  summary: "Deletes an installed variant. A file that was imported stays where it is.",
  options: { yes: { type: "boolean", help: "Does not ask." } },
  positionals: [1, 1],
  async run({ terminal, services, positionals, options }) {
    const { library } = await services();
    const variant = findVariant(library.list(), positionals[0] ?? "");
    const name = `${printable(variant.name)} ${variantKey(variant.modifiers, variant.label)}`;
    const size = formatBytes(variant.sizeBytes);
    if (terminal.interactive && options["yes"] !== true) {
      const reader = createInterface({ input: process.stdin, output: process.stdout });
      const question = variant.imported ? `Take ${name} off the library? The file stays. [y/N] ` : `Delete ${name}, ${size}? [y/N] `;
      const reply = await reader.question(question);
      reader.close();
      if (!/^y(es)?$/i.test(reply.trim())) throw new AppError("cancelled", "Nothing was deleted.");
    }
    await library.remove(variant.id, variant.sizeBytes);
    terminal.answer({ removed: { id: variant.id, sizeBytes: variant.sizeBytes, fileDeleted: !variant.imported } }, () =>
      variant.imported ? `${name} is off the library; its file stays at ${printable(variant.path)}.` : `Deleted ${name}, ${size}.`,
    );
  },
};
