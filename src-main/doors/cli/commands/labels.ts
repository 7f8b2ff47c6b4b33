import { say } from "../../../../src-shared/words/index.ts";
import { readLabel } from "../../../models/catalog/index.ts";
import type { Command } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const labels: Command = {
  name: "labels",
  usage: "labels NAME...",
  summary: "Reads quant labels out of file names.",
  options: {},
  positionals: [1, Infinity],
  run({ terminal, positionals }) {
    const readings = positionals.map((name) => readLabel(name));
    terminal.answer({ labels: readings }, () =>
      table([
        ["NAME", "ROLE", "LABEL", ""],
        ...readings.map((reading) => [
          printable(reading.name),
          reading.role,
          [...reading.modifiers, reading.label ?? "none"].join("-"),
          reading.note === null ? "" : say(reading.note),
        ]),
      ]),
    );
    return Promise.resolve();
  },
};
