import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { readLabel } from "../../../models/catalog/index.ts";
import type { FitCaveat, FitReport, VariantFit } from "../../../../src-shared/contract/index.ts";
import { say, sayAll, sayVerdict, says } from "../../../../src-shared/words/index.ts";
import { type Figures, totalNeedBytes, variantKey } from "../../../../src-shared/figures/index.ts";
import { appError, toAppError } from "../../../ground/core/index.ts";
import type { Library } from "../../../models/library/index.ts";
import { describeFrontier } from "../describe-frontier.ts";
import { type Command, textOption } from "../command.ts";
import { findVariant, splitLabel } from "../find-variant.ts";
import { planOptions, planRequest } from "../plan-request.ts";
import { readMachine } from "../read-machine.ts";
import { saidReport } from "../said-report.ts";
import { type Terminal, printable, table } from "../terminal.ts";
import { repositoryIdSchema } from "../../../ground/inputs/index.ts";

export const fit: Command = {
  name: "fit",
  usage: "fit REPO|FILE|ID [--label L] [--context N] [--kv TYPE] [--gpu-layers N] [--machine ID|FILE] [--frontier]",
  options: {
    label: { type: "string", value: "L" },
    ...planOptions,
    machine: {
      type: "string",
      value: "ID|FILE",
    },
    frontier: { type: "boolean" },
  },
  positionals: [1, 1],
  async run(context) {
    const target = context.positionals[0] ?? "";
    const [repository, labelOfTarget] = splitLabel(target);
    const label = textOption(context, "label");
    const request = planRequest(context);
    const machineName = textOption(context, "machine");
    const machine = machineName === undefined ? null : await readMachine(machineName, context.terminal.language);
    if (await isFolder(target)) {
      throw appError("invalid-input", "is-folder", { path: target });
    }
    const { planning, backends, library } = await context.services();
    const file = (await isFile(target))
      ? target
      : isRepository(repository)
        ? null
        : await installedFile(library, target);
    if (machine === null) await backends.settle();
    const subject = await planning.open(
      file === null ? { kind: "repository", repository: repositoryOf(repository) } : { kind: "file", path: file },
      context.signal,
    );
    const question = { plan: request, machine };
    if (context.options["frontier"] === true) {
      const steps = await subject.frontier(question);
      context.terminal.answer({ frontier: steps }, () => describeFrontier(steps, context.terminal));
      return;
    }
    const report = onlyLabel(await subject.fit(question), label ?? (file === null ? labelOfTarget : undefined));
    context.terminal.answer(saidReport(report), () => describeReport(report, context.terminal));
  },
};

function repositoryOf(target: string): string {
  if (/\.gguf$/i.test(target)) throw appError("file-missing", "no-such-file", { path: target });
  return repositoryIdSchema.parse(target);
}

const isRepository = (target: string): boolean => repositoryIdSchema.safeParse(target).success;

/** The file of the installed variant that is called so. Throws `file-missing`, `not-found`, and `invalid-input` where several are. */
async function installedFile(library: Library, target: string): Promise<string> {
  await library.refresh();
  try {
    return findVariant(library.list(), target).path;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== "not-found") throw error;
    if (/\.gguf$/i.test(target)) throw appError("file-missing", "no-such-file", { path: target });
    throw appError("not-found", "neither-file-nor-model", { name: target });
  }
}

/** Written as a path; `owner/name` may well be a repository although a folder is called so. */
async function isFolder(path: string): Promise<boolean> {
  if (repositoryIdSchema.safeParse(path).success) return false;
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

function onlyLabel(report: FitReport, label: string | undefined): FitReport {
  if (label === undefined) return report;
  const wanted = label.toLowerCase();
  const calledSo = (names: (fit: VariantFit) => string[]): VariantFit[] =>
    report.variants.filter((fit) => names(fit).some((name) => name.toLowerCase() === wanted));
  const named = calledSo(({ key, modifiers, label: own }) => [key, variantKey(modifiers, own), own]);
  // A header may have shown that it is something else than its file is called.
  const variants = named.length > 0 ? named : calledSo(({ files }) => [readLabel(files[0] ?? "").label ?? ""]);
  if (variants.length > 0) return { ...report, variants };
  const there = report.variants.map(({ key }) => key);
  throw appError("not-found", "no-such-label", { label, there });
}

export function describeReport(report: FitReport, terminal: Terminal): string {
  const { model } = report;
  const { language } = terminal;
  const { figures } = language;
  const { fit: words } = terminal.words;
  const head = [
    printable(model.repository ?? fileOf(report) ?? model.architecture),
    words.model(model.parameters, model.architecture, printable(report.machine)),
    words.context(report.plan.contextTokens, report.plan.kvType),
  ];
  const rows = report.variants.map((variant) => {
    const { key } = variant;
    const recommended = key === report.recommended;
    const hindered = variant.memory === null ? words.doesNotRun : words.cannotChat;
    const verdict = variant.note === null ? sayVerdict(variant.verdict, language) : hindered;
    const cells = [
      recommended ? ">" : "",
      printable(key),
      variant.sizeBytes > 0 ? figures.bytes(variant.sizeBytes) : "–",
      variant.memory === null ? "–" : figures.memory(totalNeedBytes(variant.memory)),
      variant.speed === null ? "–" : variant.speed.tokensPerSecond.map((speed) => rate(speed, figures)).join("–"),
      language.bands[variant.quality.band],
      verdict,
    ];
    return recommended ? cells.map((cell) => terminal.style("green", cell)) : cells;
  });
  const lines = table([words.heads, ...rows], [2, 3, 4]);
  return [
    ...head,
    "",
    lines,
    "",
    printable(sayAll(report.summary, language)),
    ...(report.variants.length === 1
      ? report.variants.flatMap((one) => explanation(one, report.caveats, terminal))
      : []),
    ...report.caveats.map((caveat) => words.note(printable(say(caveat, language)))),
  ].join("\n");
}

/** Of a single variant there is room for its reasons, and for what would be better. */
function explanation(
  { headline, reasons, wayOut, quality }: VariantFit,
  caveats: readonly FitCaveat[],
  { language, words }: Terminal,
): string[] {
  // The headline often has the first reason in it, and what holds for all variants follows after the table.
  const more = reasons.filter((reason) => ![headline, ...caveats].some((other) => says(other, reason)));
  const warnings = quality.warnings.filter((warning) => !reasons.some((reason) => says(reason, warning)));
  const told = [
    say(headline, language),
    ...more.map((reason) => say(reason, language)),
    sayAll(quality.basis, language),
    ...warnings.map((one) => say(one, language)),
  ];
  return [...told, ...(wayOut === null ? [] : [words.fit.better(say(wayOut.says, language))])].map(
    (line) => `  ${printable(line)}`,
  );
}

/** What a model without a repository is called: its file. */
function fileOf({ variants }: FitReport): string | null {
  const path = variants[0]?.files[0];
  return path === undefined ? null : basename(path);
}

function rate(tokensPerSecond: number, figures: Figures): string {
  return figures.number(tokensPerSecond, tokensPerSecond >= 10 ? 0 : 1);
}
