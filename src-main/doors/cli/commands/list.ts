import { formatBytes, variantKey } from "../../../../src-shared/figures/index.ts";
import { sayPurpose } from "../../../../src-shared/words/index.ts";
import type { Command } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const list: Command = {
  name: "list",
  usage: "list",
  summary: "Lists what is installed.",
  options: {},
  positionals: [0, 0],
  async run({ terminal, services }) {
    const { library } = await services();
    await library.refresh();
    const variants = library.list().sort((a, b) => Number(a.notForChat !== null) - Number(b.notForChat !== null));
    terminal.answer({ variants }, () =>
      variants.length === 0
        ? "Nothing is installed yet. `bitloft search` finds models, `bitloft pull` fetches one."
        : table(
            [
              ["ID", "NAME", "VARIANT", "SIZE", "STATE", "PATH", ""],
              ...variants.map((variant) => [
                variant.id,
                printable(variant.repository ?? variant.name),
                variantKey(variant.modifiers, variant.label),
                formatBytes(variant.sizeBytes),
                variant.state,
                printable(variant.path),
                variant.notForChat === null ? "" : sayPurpose(variant.notForChat),
              ]),
            ],
            [3],
          ),
    );
  },
};
