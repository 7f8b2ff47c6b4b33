import { resolve } from "node:path";
import { appError } from "../../../ground/core/index.ts";
import { askYesNo } from "../ask-yes-no.ts";
import type { Command } from "../command.ts";
import { printable } from "../terminal.ts";

export const backup: Command = {
  name: "backup",
  usage: "backup FILE [--overwrite]",
  options: { overwrite: { type: "boolean" } },
  positionals: [1, 1],
  async run({ terminal, services, positionals, options, signal }) {
    const words = terminal.words.backup;
    const { backups } = await services();
    const path = resolve(positionals[0] ?? "");
    const request = { path, overwrite: options["overwrite"] === true };
    const written = await backups.write(request, signal, (progress) => {
      terminal.event("progress", progress);
      terminal.progress(words.writing(progress.doneBytes, progress.totalBytes));
    });
    terminal.answer({ event: "done", backup: written }, () =>
      words.written(printable(written.path), written.sizeBytes, written.attachments),
    );
  },
};

export const restore: Command = {
  name: "restore",
  usage: "restore FILE [--yes]",
  options: { yes: { type: "boolean" } },
  positionals: [1, 1],
  async run({ terminal, backups: open, positionals, options, signal }) {
    const words = terminal.words.backup;
    // Nothing may have the database open that is to be replaced.
    const backups = open();
    const path = resolve(positionals[0] ?? "");
    const prepared = await backups.prepare(path, signal, (progress) => {
      terminal.event("progress", progress);
      terminal.progress(words.checking(progress.doneBytes, progress.totalBytes));
    });
    terminal.progress(null);
    const createdAt = terminal.language.figures.dateTime(prepared.of.createdAt);
    if (terminal.interactive && options["yes"] !== true && !(await askYesNo(terminal, words.ask(createdAt), signal))) {
      await prepared.discard();
      throw appError("cancelled", "not-restored");
    }
    await prepared.confirm();
    const swapped = await backups.swapIn();
    const isDone = swapped?.state === "done";
    const putAside = isDone ? swapped.putAside : null;
    terminal.answer(
      { event: "done", restored: { path, ...prepared.of, state: isDone ? "done" : "at-next-start", putAside } },
      () =>
        isDone
          ? [words.restored(createdAt), ...(putAside === null ? [] : [words.putAside(printable(putAside))])].join("\n")
          : words.inUse,
    );
  },
};
