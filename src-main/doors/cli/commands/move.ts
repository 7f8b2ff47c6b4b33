import { resolve } from "node:path";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import type { Command } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { printable } from "../terminal.ts";

export const move: Command = {
  name: "move",
  usage: "move ID FOLDER",
  options: {},
  positionals: [2, 2],
  async run({ terminal, services, positionals, signal }) {
    const { library } = await services();
    await library.refresh();
    const [wanted = "", given = ""] = positionals;
    const variant = findVariant(library.list(), wanted);
    const name = `${printable(variant.name)} ${variantKey(variant.modifiers, variant.label)}`;
    const path = resolve(given);
    const known = library.folders.at(path);
    const folderId = known === null ? await library.folders.add(path) : String(known.id);
    const onProgress = (doneBytes: number, totalBytes: number): void => {
      terminal.event("progress", { id: variant.id, doneBytes, totalBytes });
      terminal.progress(terminal.words.move.copying(name, doneBytes, totalBytes));
    };
    await library.move(variant.id, folderId, { onProgress, signal, letGo: () => Promise.resolve() });
    const moved = library.get(variant.id) ?? variant;
    terminal.answer(
      { event: "done", moved: { id: moved.id, path: moved.path, folder: path, sizeBytes: moved.sizeBytes } },
      () => terminal.words.move.moved(name, printable(moved.path)),
    );
  },
};
