import type { MeasureResult, MeasuredModel } from "../../../../src-shared/contract/index.ts";
import type { LabWatch } from "../../../models/lab/index.ts";
import { type Command, type CommandContext, countOption, textOption, usageError } from "../command.ts";
import { labSubject, labText } from "../lab-subject.ts";
import { type Terminal, printable, table } from "../terminal.ts";

/** As many as a text of a few pages has. */
const usualTokens = 4096;
/** A context of the longest models; more takes days. */
const mostTokens = 1_048_576;
const unquantised = /^(F32|F16|BF16)$/i;

const textOptions = {
  text: { type: "string", value: "FILE" },
  tokens: { type: "string", value: "N" },
} as const satisfies Command["options"];

export const quantize: Command = {
  name: "quantize",
  usage: "quantize VARIANT|FILE LABEL [--imatrix FILE] [--output PATH] [--threads N]",
  options: {
    imatrix: { type: "string", value: "FILE" },
    output: { type: "string", value: "PATH" },
    threads: { type: "string", value: "N" },
  },
  positionals: [2, 2],
  async run(context) {
    const { terminal, positionals } = context;
    const threads = countOption(context, "threads", 1) ?? null;
    const { lab, library } = await context.services();
    const [target = "", label = ""] = positionals;
    const request = {
      subject: await labSubject(target, library),
      label,
      matrix: textOption(context, "imatrix") ?? null,
      output: textOption(context, "output") ?? null,
      threads,
    };
    const { variantId, ...made } = await lab.quantise(request, watch(context));
    if (!unquantised.test(made.madeFrom.label)) terminal.note(terminal.words.lab.requantised(made.madeFrom.label));
    terminal.answer({ event: "done", ...made, ...(variantId === null ? {} : { variantId }) }, () => {
      const said = terminal.words.lab.made(printable(made.path), made.sizeBytes, made.seconds);
      return variantId === null ? said : `${said} ${terminal.words.lab.inLibrary(variantId)}`;
    });
  },
};

export const measure: Command = {
  name: "measure",
  usage: "measure VARIANT|FILE --against VARIANT|FILE [--text FILE] [--tokens N]",
  options: { against: { type: "string", value: "VARIANT|FILE" }, ...textOptions },
  positionals: [1, 1],
  async run(context) {
    const { terminal, positionals } = context;
    const against = textOption(context, "against");
    if (against === undefined) throw usageError("wrong-usage", { usage: measure.usage });
    const tokens = tokensOf(context);
    const text = await labText(textOption(context, "text"));
    const { lab, library } = await context.services();
    const variant = await labSubject(positionals[0] ?? "", library);
    const reference = await labSubject(against, library);
    const { id: _, ...result } = await lab.measure({ variant, reference, text, tokens }, watch(context));
    terminal.answer(result, () => describeMeasurement(result, terminal));
  },
};

export const imatrix: Command = {
  name: "imatrix",
  usage: "imatrix VARIANT|FILE [--text FILE] [--tokens N] [--output PATH]",
  options: { ...textOptions, output: { type: "string", value: "PATH" } },
  positionals: [1, 1],
  async run(context) {
    const { terminal, positionals } = context;
    const tokens = tokensOf(context);
    const text = await labText(textOption(context, "text"));
    const { lab, library } = await context.services();
    const subject = await labSubject(positionals[0] ?? "", library);
    const output = textOption(context, "output") ?? null;
    const made = await lab.collectMatrix({ subject, text, tokens, output }, watch(context));
    terminal.answer({ event: "done", ...made }, () =>
      terminal.words.lab.matrix(printable(made.path), made.entries, made.tokens),
    );
  },
};

function tokensOf(context: CommandContext): number {
  const tokens = countOption(context, "tokens", 1) ?? usualTokens;
  if (tokens > mostTokens) throw usageError("option-takes-at-most", { option: "--tokens", most: mostTokens });
  return tokens;
}

function watch({ terminal, signal }: CommandContext): LabWatch {
  return {
    signal,
    onProgress(share) {
      terminal.event("progress", { share });
      terminal.progress(terminal.words.lab.progress(share));
    },
    onResting(resting) {
      terminal.event("resting", { resting });
      terminal.progress(resting ? terminal.words.lab.resting : null);
    },
    onEstimate(seconds) {
      terminal.event("estimate", { seconds });
      terminal.note(terminal.words.lab.takes(...seconds));
    },
  };
}

function describeMeasurement(result: MeasureResult, { words }: Terminal): string {
  const { lab } = words;
  const { klDivergence, sameTopWord, perplexity, text } = result;
  const called = ({ name, label }: MeasuredModel): string => printable(`${name} ${label}`);
  const rows = [
    [
      lab.divergence,
      lab.divergenceFigures(
        klDivergence.mean,
        klDivergence.standardError,
        klDivergence.median,
        klDivergence.p99,
        klDivergence.max,
      ),
    ],
    [lab.sameTopWord, lab.share(sameTopWord.share, sameTopWord.standardError)],
    [lab.perplexity, lab.perplexities(perplexity.reference, perplexity.variant)],
  ];
  const head = lab.compared(called(result.variant), called(result.reference), printable(text.name));
  return [head, lab.positions(result.positions), "", table(rows)].join("\n");
}
