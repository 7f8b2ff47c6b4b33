import { formatBytes } from "../../../../src-shared/figures/index.ts";
import { commonMachines } from "../../../ground/hardware/index.ts";
import { commonMachineInput } from "../common-machine-input.ts";
import type { Command } from "../command.ts";
import { table } from "../terminal.ts";

export const machines: Command = {
  name: "machines",
  usage: "machines",
  summary: "Lists common computers, for `fit --machine ID`.",
  options: {},
  positionals: [0, 0],
  run({ terminal }) {
    const named = commonMachines.map((one) => ({ ...one, input: commonMachineInput(one) }));
    terminal.answer({ machines: named }, () =>
      table(
        [
          ["ID", "COMPUTER", "FREE"],
          ...named.map(({ id, input }) => [id, input.name, formatBytes(input.memory.freeBytes ?? 0)]),
        ],
        [2],
      ),
    );
    return Promise.resolve();
  },
};
