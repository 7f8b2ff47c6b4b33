import { resolve } from "node:path";
import type { LibraryFolder } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { type Command, type CommandContext, usageError } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const folders: Command = {
  name: "folders",
  usage: "folders [add PATH | remove PATH]",
  options: {},
  positionals: [0, 2],
  async run(context) {
    const { terminal, services, positionals } = context;
    const [action, given] = positionals;
    const path = resolve(given ?? "");
    const isKnown = action === undefined || action === "add" || action === "remove";
    if (!isKnown || (action === undefined) !== (given === undefined))
      throw usageError("wrong-usage", { usage: folders.usage });
    const { library } = await services();
    const words = terminal.words.folders;
    if (action === "add") {
      await library.folders.add(path);
      return list(context, words.added(printable(path)));
    }
    await library.refresh();
    if (action === "remove") {
      const folder = library.folders.at(path);
      if (folder === null) throw appError("not-found", "library-folder");
      // Nothing is loaded in this process, and no other work is under way in it.
      await library.folders.remove(String(folder.id), () => Promise.resolve());
      return list(context, words.removed(printable(path)));
    }
    return list(context, null);
  },
};

async function list({ terminal, services }: CommandContext, done: string | null): Promise<void> {
  const { library } = await services();
  const all = await library.folders.list();
  const { folders: words, unknown } = terminal.words;
  const { bytes, count } = terminal.language.figures;
  const row = ({ path, present, isDefault, usedBytes, freeBytes, variants }: LibraryFolder): string[] => [
    printable(path),
    bytes(usedBytes),
    freeBytes === null ? (present ? unknown : "") : bytes(freeBytes),
    count(variants),
    present ? (isDefault ? words.isDefault : "") : words.away,
  ];
  terminal.answer({ folders: all }, () =>
    [...(done === null ? [] : [done]), table([words.heads, ...all.map(row)], [1, 2, 3])].join("\n"),
  );
}
