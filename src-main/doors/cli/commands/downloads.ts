import type { Download } from "../../../../src-shared/contract/index.ts";
import { modelName } from "../../../../src-shared/figures/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { type Command, usageError } from "../command.ts";
import { splitLabel } from "../find-variant.ts";
import { type Terminal, printable, table } from "../terminal.ts";
import { followDownload } from "./pull.ts";

const actions = ["pause", "resume", "cancel"] as const;

export const downloads: Command = {
  name: "downloads",
  usage: "downloads [pause|resume|cancel ID]",
  options: {},
  positionals: [0, 2],
  async run({ terminal, services, positionals, signal }) {
    const [given, name] = positionals;
    const action = actions.find((known) => known === given);
    if ((given !== undefined && action === undefined) || (action === undefined) !== (name === undefined))
      throw usageError("wrong-usage", { usage: downloads.usage });
    const all = await services();
    if (action === undefined || name === undefined) {
      terminal.answer({ downloads: all.downloads.list() }, () => said(all.downloads.list(), terminal));
      return;
    }
    const { id } = findDownload(all.downloads.list(), name);
    if (action === "resume") {
      await all.downloads.resume(id);
      const installed = await followDownload(all, id, terminal, signal);
      terminal.answer({ event: "done", ...installed }, () =>
        terminal.words.pull.installed(printable(installed.path), installed.id),
      );
      return;
    }
    await (action === "pause" ? all.downloads.pause(id) : all.downloads.cancel(id));
    terminal.answer({ downloads: all.downloads.list() }, () => said(all.downloads.list(), terminal));
  },
};

/** By its id, by `owner/name:Q4_K_M`, or by any part of its name that fits one alone. */
function findDownload(all: readonly Download[], text: string): Download {
  const exact = all.find(({ id }) => id === text);
  if (exact !== undefined) return exact;
  const [name, label] = splitLabel(text.toLowerCase());
  const matches = all.filter(
    ({ repository, variant }) =>
      repository.toLowerCase().includes(name) && (label === undefined || variant.toLowerCase() === label),
  );
  const [first, ...others] = matches;
  if (first === undefined) throw appError("not-found", "download");
  if (others.length === 0) return first;
  throw appError("invalid-input", "several-variants", {
    name: text,
    candidates: matches.map(({ repository, variant }) => `${repository}:${variant}`).join(", "),
  });
}

function said(all: readonly Download[], terminal: Terminal): string {
  const { downloads: words, pull } = terminal.words;
  if (all.length === 0) return words.none;
  const state = ({ state: now, waits, error, retry }: Download): string => {
    if (error !== null) return `${words.states[now]}: ${sayError(error, terminal.language)}`;
    if (retry !== null) return pull.tryingAgain(sayError(retry.reason, terminal.language));
    return waits?.for === "hours" ? words.waitsFor(waits.fromMinute) : words.states[now];
  };
  const row = (one: Download): string[] => [
    one.id,
    printable(modelName(one.repository)),
    printable(one.variant),
    pull.received(one.receivedBytes, one.totalBytes),
    printable(state(one)),
  ];
  return table([words.heads, ...all.map(row)], [3]);
}
