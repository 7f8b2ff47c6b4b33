import { basename, resolve } from "node:path";
import { type InstalledVariant, type VerifyResult, filesStay } from "../../../../src-shared/contract/index.ts";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import { say, sayError } from "../../../../src-shared/words/index.ts";
import { appError, toAppError } from "../../../ground/core/index.ts";
import { askYesNo } from "../ask-yes-no.ts";
import { type Command, Reported } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { printable, table } from "../terminal.ts";

export const importFile: Command = {
  name: "import",
  usage: "import PATH",
  options: {},
  positionals: [1, 1],
  async run({ terminal, services, positionals, signal }) {
    const { library } = await services();
    const path = resolve(positionals[0] ?? "");
    const onRead = (doneBytes: number): void => {
      terminal.progress(terminal.words.library.reading(printable(basename(path)), doneBytes));
    };
    const variant = await library.importFile(path, onRead, signal);
    terminal.answer(variant, () => terminal.words.library.added(nameOf(variant), variant.sizeBytes, variant.id));
  },
};

/** As the library's, and `sha256` is null for a file that could not be read. */
type Verified = Omit<VerifyResult, "sha256" | "outcome"> & { sha256: string | null; message: string };

export const verify: Command = {
  name: "verify",
  usage: "verify [ID]",
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
        terminal.progress(terminal.words.library.readingOf(printable(variant.name), doneBytes, totalBytes));
      };
      try {
        const { outcome, ...result } = await library.verify(variant.id, progress, signal);
        results.push({ ...result, message: say(outcome, terminal.language) });
      } catch (thrown) {
        // One missing drive must not hide what the others are like.
        if (wanted !== undefined || signal.aborted) throw thrown;
        results.push(unreadable(variant, sayError(toAppError(thrown), terminal.language)));
      }
    }
    const failed = results.filter((result) => !result.ok).length;
    const error =
      failed === 0 ? null : appError("checksum-mismatch", "several-installed", { failed, of: results.length });
    terminal.answer({ event: "done", results, ...(error === null ? {} : { error: error.toDto() }) }, () =>
      results.length === 0
        ? terminal.words.library.none
        : table(
            results.map(({ ok, id, message }) => [
              ok ? terminal.words.library.ok : terminal.words.library.failed,
              id,
              printable(message),
            ]),
          ),
    );
    if (error !== null) throw new Reported(sayError(error, terminal.language));
  },
};

function unreadable({ id, sha256 }: InstalledVariant, message: string): Verified {
  return { id, ok: false, sha256: null, expectedSha256: sha256, message };
}

export const remove: Command = {
  name: "rm",
  usage: "rm ID [--yes]",
  options: { yes: { type: "boolean" } },
  positionals: [1, 1],
  async run({ terminal, services, positionals, options }) {
    const { library } = await services();
    await library.refresh();
    const variant = findVariant(library.list(), positionals[0] ?? "");
    const name = nameOf(variant);
    const { library: words } = terminal.words;
    if (terminal.interactive && options["yes"] !== true) {
      const question = filesStay(variant) ? words.askRemove(name) : words.askDelete(name, variant.sizeBytes);
      if (!(await askYesNo(terminal, question))) throw appError("cancelled", "not-deleted");
    }
    await library.remove(variant.id, variant.sizeBytes);
    terminal.answer(
      { removed: { id: variant.id, sizeBytes: variant.sizeBytes, fileDeleted: !filesStay(variant) } },
      () =>
        filesStay(variant) ? words.removed(name, printable(variant.path)) : words.deleted(name, variant.sizeBytes),
    );
  },
};

const nameOf = ({ name, modifiers, label }: InstalledVariant): string =>
  `${printable(name)} ${variantKey(modifiers, label)}`;
