import { basename, resolve } from "node:path";
import { type InstalledVariant, type VerifyResult, filesStay } from "../../../../src-shared/contract/index.ts";
import { formatBytes, variantKey } from "../../../../src-shared/figures/index.ts";
import { say, sayError } from "../../../../src-shared/words/index.ts";
import { type AppError, appError, toAppError } from "../../../ground/core/index.ts";
import { askYesNo } from "../ask-yes-no.ts";
import { type Command, Reported } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { printable, table } from "../terminal.ts";

export const importFile: Command = {
  name: "import",
  usage: "import PATH",
  summary: "Adds a GGUF file to the library where it lies.",
  options: {},
  positionals: [1, 1],
  async run({ terminal, services, positionals, signal }) {
    const { library } = await services();
    const path = resolve(positionals[0] ?? "");
    const onRead = (doneBytes: number): void => {
      terminal.progress(`Reading ${printable(basename(path))}: ${formatBytes(doneBytes)}`);
    };
    const variant = await library.importFile(path, onRead, signal);
    terminal.answer(
      variant,
      () =>
        `Added ${printable(variant.name)} ${variantKey(variant.modifiers, variant.label)} (${formatBytes(variant.sizeBytes)}) as ${variant.id}.`,
    );
  },
};

/** As the library's, and `sha256` is null for a file that could not be read. */
type Verified = Omit<VerifyResult, "sha256" | "outcome"> & { sha256: string | null; message: string };

export const verify: Command = {
  name: "verify",
  usage: "verify [ID]",
  summary: "Reads installed files again and compares their SHA-256.",
  options: {},
  positionals: [0, 1],
  async run({ terminal, services, positionals, signal }) {
    const { library } = await services();
    await library.refresh();
    const wanted = positionals[0];
    const variants = wanted === undefined ? library.list() : [findVariant(library.list(), wanted)];
    const results: Verified[] = [];
    for (const variant of variants) {
      const progress = (doneBytes: number, totalBytes: number): void => {
        terminal.event("progress", { id: variant.id, doneBytes, totalBytes });
        terminal.progress(
          `Reading ${printable(variant.name)}: ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`,
        );
      };
      try {
        const { outcome, ...result } = await library.verify(variant.id, progress, signal);
        results.push({ ...result, message: say(outcome) });
      } catch (thrown) {
        // One missing drive must not hide what the others are like.
        if (wanted !== undefined || signal.aborted) throw thrown;
        results.push(unreadable(variant, toAppError(thrown)));
      }
    }
    const failed = results.filter((result) => !result.ok).length;
    const error =
      failed === 0 ? null : appError("checksum-mismatch", "several-installed", { failed, of: results.length });
    terminal.answer({ event: "done", results, ...(error === null ? {} : { error: error.toDto() }) }, () =>
      results.length === 0
        ? "Nothing is installed yet."
        : table(results.map(({ ok, id, message }) => [ok ? "ok" : "FAILED", id, printable(message)])),
    );
    if (error !== null) throw new Reported(sayError(error));
  },
};

function unreadable({ id, sha256 }: InstalledVariant, error: AppError): Verified {
  return { id, ok: false, sha256: null, expectedSha256: sha256, message: sayError(error) };
}

export const remove: Command = {
  name: "rm",
  usage: "rm ID [--yes]",
  summary: "Deletes an installed variant. A file that was imported stays where it is.",
  options: { yes: { type: "boolean", help: "Does not ask." } },
  positionals: [1, 1],
  async run({ terminal, services, positionals, options }) {
    const { library } = await services();
    await library.refresh();
    const variant = findVariant(library.list(), positionals[0] ?? "");
    const name = `${printable(variant.name)} ${variantKey(variant.modifiers, variant.label)}`;
    const size = formatBytes(variant.sizeBytes);
    if (terminal.interactive && options["yes"] !== true) {
      const question = filesStay(variant)
        ? `Take ${name} off the library? The file stays. [y/N] `
        : `Delete ${name}, ${size}? [y/N] `;
      if (!(await askYesNo(terminal, question))) throw appError("cancelled", "not-deleted");
    }
    await library.remove(variant.id, variant.sizeBytes);
    terminal.answer(
      { removed: { id: variant.id, sizeBytes: variant.sizeBytes, fileDeleted: !filesStay(variant) } },
      () =>
        filesStay(variant)
          ? `${name} is off the library; its file stays at ${printable(variant.path)}.`
          : `Deleted ${name}, ${size}.`,
    );
  },
};
