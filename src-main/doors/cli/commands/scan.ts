import { resolve } from "node:path";
import {
  type FoundModel,
  type FoundModels,
  type LinkedModels,
  otherPrograms,
} from "../../../../src-shared/contract/index.ts";
import { say, sayError } from "../../../../src-shared/words/index.ts";
import type { Services } from "../../../composition/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { type Command, type CommandContext, textOption, usageError } from "../command.ts";
import { printable, table } from "../terminal.ts";

export const scan: Command = {
  name: "scan",
  usage: "scan [FOLDER...] [--program NAME] [--use]",
  options: { program: { type: "string", value: "NAME", choices: otherPrograms }, use: { type: "boolean" } },
  positionals: [0, 100],
  async run(context) {
    const { terminal, signal, positionals, options } = context;
    const program = programOption(context);
    const { stores, jobs, library } = await context.services();
    await library.refresh();
    const folders = positionals.length === 0 ? undefined : positionals.map((path) => resolve(path));
    const all = await stores.scan({ folders, signal });
    const of = <T extends { program: string }>(list: readonly T[]): T[] =>
      list.filter((one) => program === undefined || one.program === program);
    const found: FoundModels = { found: of(all.found), problems: of(all.problems), partial: all.partial };
    if (options["use"] !== true) {
      terminal.answer({ ...found, found: found.found.map((one) => told(one, context)) }, () =>
        listed(found, context, folders !== undefined),
      );
      return;
    }
    const ids = found.found.filter(({ runs, inLibrary }) => runs && !inLibrary).map(({ id }) => id);
    const linked = ids.length === 0 ? none : await linkedAs({ stores, jobs }, { ids, folders }, context);
    const { language } = terminal;
    const refused = linked.refused.map(({ name, error }) => ({ name, reason: sayError(error, language), error }));
    terminal.answer({ used: linked.added, refused }, () =>
      ids.length === 0
        ? terminal.words.stores.nothingToUse
        : [
            ...linked.added.map(({ name, variantId }) => terminal.words.stores.used(printable(name), variantId)),
            ...refused.map(({ name, reason }) => terminal.words.stores.refused(printable(name), printable(reason))),
          ].join("\n"),
    );
  },
};

const none: LinkedModels = { added: [], refused: [] };

function programOption(context: CommandContext): string | undefined {
  const given = textOption(context, "program");
  if (given === undefined || otherPrograms.some((one) => one === given)) return given;
  throw usageError("option-takes-one-of", { option: "--program", choices: otherPrograms, given });
}

/** As a job, like the window's; Ctrl+C ends it, and what was taken over stays. */
async function linkedAs(
  { stores, jobs }: Pick<Services, "stores" | "jobs">,
  wanted: { ids: string[]; folders: string[] | undefined },
  { terminal, signal }: CommandContext,
): Promise<LinkedModels> {
  const job = stores.use(wanted);
  const off = jobs.onChange(({ put }) => {
    const progress = put.find(({ id }) => id === job.id)?.progress;
    if (progress === undefined) return;
    terminal.event("progress", progress);
    terminal.progress(terminal.words.stores.linking(progress.doneBytes, progress.totalBytes));
  });
  const cancel = (): void => void jobs.cancel(job.id);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const ended = await jobs.settled(job.id);
    if (ended.state !== "done" || ended.kind !== "link" || ended.result === null) {
      if (ended.error === null) throw appError("cancelled", "cancelled");
      throw appError("internal", "kept", { message: sayError(ended.error, terminal.language) });
    }
    return ended.result;
  } finally {
    signal.removeEventListener("abort", cancel);
    off();
  }
}

/** For scripts: its note in words. */
function told({ note, ...model }: FoundModel, { terminal }: CommandContext): object {
  return { ...model, note: note === null ? null : say(note, terminal.language) };
}

function listed({ found, problems, partial }: FoundModels, { terminal }: CommandContext, inFolders: boolean): string {
  const words = terminal.words.stores;
  const rows = found.map(({ program, name, label, sizeBytes, path, inLibrary, runs }) => [
    words.programs[program],
    printable(name),
    label ?? "",
    terminal.language.figures.bytes(sizeBytes),
    inLibrary ? words.states.inLibrary : runs ? words.states.free : words.states.refused,
    printable(path),
  ]);
  const reasons = found.flatMap(({ name, note, searchFor }) => {
    if (note === null) return [];
    const why = printable(say(note, terminal.language));
    return [
      words.refused(printable(name), searchFor === null ? why : `${why} ${words.searchFor(printable(searchFor))}`),
    ];
  });
  return [
    found.length === 0 ? (inFolders ? words.noneInFolders : words.none) : table([words.heads, ...rows], [3]),
    ...reasons,
    ...problems.map(({ reason, path }) => words.problems[reason](printable(path))),
    ...(partial ? [words.partial] : []),
    ...(found.some(({ runs, inLibrary }) => runs && !inLibrary) ? [words.hint] : []),
  ].join("\n");
}
