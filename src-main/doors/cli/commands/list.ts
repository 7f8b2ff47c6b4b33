import { variantKey } from "../../../../src-shared/figures/index.ts";
import { sayPurpose } from "../../../../src-shared/words/index.ts";
import type { Command } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const list: Command = {
  name: "list",
  usage: "list",
  options: {},
  positionals: [0, 0],
  async run({ terminal, services }) {
    const { library } = await services();
    const { library: words } = terminal.words;
    await library.refresh();
    const variants = library.list().sort((a, b) => Number(a.notForChat !== null) - Number(b.notForChat !== null));
    const places = new Map(
      library.records().map(({ id, files }) => [id, files.map(({ path, owner, state }) => ({ path, owner, state }))]),
    );
    const listed = variants.map((variant) => ({ ...variant, places: places.get(variant.id) ?? [] }));
    terminal.answer({ variants: listed }, () =>
      variants.length === 0
        ? words.noneYet
        : table(
            [
              words.heads,
              ...variants.map((variant) => [
                variant.id,
                printable(variant.repository ?? variant.name),
                variantKey(variant.modifiers, variant.label),
                terminal.language.figures.bytes(variant.sizeBytes),
                words.states[variant.state],
                printable(variant.path),
                variant.notForChat === null ? "" : sayPurpose(variant.notForChat, terminal.language),
              ]),
            ],
            [3],
          ),
    );
  },
};
