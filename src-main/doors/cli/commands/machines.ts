import { commonMachines } from "../../../ground/hardware/index.ts";
import { commonMachineInput } from "../common-machine-input.ts";
import type { Command } from "../command.ts";
import { table } from "../terminal.ts";

export const machines: Command = {
  name: "machines",
  usage: "machines",
  options: {},
  positionals: [0, 0],
  run({ terminal }) {
    const named = commonMachines.map((one) => ({ ...one, input: commonMachineInput(one, terminal.language) }));
    terminal.answer({ machines: named }, () =>
      table(
        [
          terminal.words.machines.heads,
          ...named.map(({ id, input }) => [
            id,
            input.name,
            terminal.language.figures.memory(input.memory.freeBytes ?? 0),
          ]),
        ],
        [2],
      ),
    );
    return Promise.resolve();
  },
};
