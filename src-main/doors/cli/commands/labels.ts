import { say } from "../../../../src-shared/words/index.ts";
import { readLabel } from "../../../models/catalog/index.ts";
import type { Command } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const labels: Command = {
  name: "labels",
  usage: "labels NAME...",
  options: {},
  positionals: [1, Infinity],
  run({ terminal, positionals }) {
    const readings = positionals.map((name) => readLabel(name));
    terminal.answer({ labels: readings }, () =>
      table([
        terminal.words.labels.heads,
        ...readings.map((reading) => [
          printable(reading.name),
          terminal.words.labels.roles[reading.role],
          [...reading.modifiers, reading.label ?? terminal.words.none].join("-"),
          reading.note === null ? "" : say(reading.note, terminal.language),
        ]),
      ]),
    );
    return Promise.resolve();
  },
};
