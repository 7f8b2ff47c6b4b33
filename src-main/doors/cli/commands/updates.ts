import type { LibraryUpdate } from "../../../../src-shared/contract/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { AppError } from "../../../ground/core/index.ts";
import type { Command } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const updates: Command = {
  name: "updates",
  usage: "updates",
  options: {},
  positionals: [0, 0],
  async run({ terminal, services, signal }) {
    const all = await services();
    await all.library.refresh();
    const found = await all.findUpdates(signal);
    const [first] = found.failed;
    // Where nobody answered there is nothing to say of updates.
    if (first !== undefined && found.failed.length === found.asked) throw new AppError(first.error);
    for (const { repository, error } of found.failed) {
      terminal.note(`${printable(repository)}: ${sayError(error, terminal.language)}`);
    }
    const { updates: words } = terminal.words;
    const row = ({ id, label, kind, changed, installedCommit, latestCommit }: LibraryUpdate): string[] => [
      id,
      label,
      [words.kinds[kind], words.changed(changed)].filter((text) => text !== "").join(": "),
      `${installedCommit.slice(0, 7)} → ${latestCommit.slice(0, 7)}`,
    ];
    terminal.answer(found, () =>
      found.updates.length === 0
        ? words.none(found.asked)
        : [table([words.heads, ...found.updates.map(row)]), words.how].join("\n"),
    );
  },
};
