import { type ModelJob, type Suggestion, type Suggestions, modelJobs } from "../../../../src-shared/contract/index.ts";
import { say } from "../../../../src-shared/words/index.ts";
import { type Command, type CommandContext, textOption, usageError } from "../command.ts";
import { readMachine } from "../read-machine.ts";
import { type Terminal, printable, table } from "../terminal.ts";

/** What most people want a model for. */
const usualJob: ModelJob = "chat";

export const suggest: Command = {
  name: "suggest",
  usage: "suggest [--for JOB] [--machine ID|FILE]",
  options: {
    for: { type: "string", value: "JOB", choices: modelJobs },
    machine: { type: "string", value: "ID|FILE" },
  },
  positionals: [0, 0],
  async run(context) {
    const { terminal, reads, signal } = context;
    const job = jobOf(context);
    const machineName = textOption(context, "machine");
    const machine = machineName === undefined ? null : await readMachine(machineName, terminal.language);
    const { planning, backends } = await context.services();
    if (machine === null) await backends.settle();
    const found = await planning.suggest({ job, machine, languages: [reads] }, signal);
    terminal.answer({ ...found, suggestions: found.suggestions.map(saidSuggestion) }, () => described(found, terminal));
  },
};

function jobOf(context: CommandContext): ModelJob {
  const given = textOption(context, "for");
  if (given === undefined) return usualJob;
  const job = modelJobs.find((one) => one === given.toLowerCase());
  if (job === undefined) throw usageError("option-takes-one-of", { option: "--for", choices: modelJobs, given });
  return job;
}

/** For `--json`: sentences in place of statements, as `fit` has them. */
function saidSuggestion(suggestion: Suggestion) {
  return { ...suggestion, reasons: suggestion.reasons.map((reason) => say(reason)) };
}

function described({ suggestions, ratedOn, job }: Suggestions, terminal: Terminal): string {
  const { language, words } = terminal;
  const { figures, jobs, capabilityBands, suggestionRoles } = language;
  if (suggestions.length === 0) return words.suggest.none(jobs[job]);
  const rows = suggestions.map(({ role, repository, key, band, capability, sizeBytes, fit }) => {
    const cells = [
      suggestionRoles[role],
      printable(`${repository}:${key}`),
      figures.bytes(sizeBytes),
      fit.tokensPerSecond === null ? "–" : figures.speed(fit.tokensPerSecond),
      band === null ? words.suggest.notMeasured : `${capabilityBands[band]}${capability.basis === "placed" ? "*" : ""}`,
    ];
    return role === "best" ? cells.map((cell) => terminal.style("green", cell)) : cells;
  });
  const reasons = suggestions.flatMap(({ model, reasons: why }) => [
    "",
    printable(model.name),
    ...why.map((reason) => `  ${printable(say(reason, language))}`),
  ]);
  const hasPlaced = suggestions.some(({ capability }) => capability.basis === "placed");
  const sources = [
    ...(ratedOn === null ? [] : [words.suggest.source(ratedOn)]),
    ...(hasPlaced ? [words.suggest.placed] : []),
  ];
  const source = sources.length === 0 ? [] : ["", sources.join(" ")];
  return [jobs[job], "", table([words.suggest.heads, ...rows], [2]), ...reasons, ...source].join("\n");
}
