import {
  type ComparedVariant,
  type Comparison,
  type ComparisonSide,
  defaultConversationSettings,
  defaultSampling,
  messageText,
  samplingChanges,
} from "../../../../src-shared/contract/index.ts";
import { mustBeFreeBytes, usedBytes } from "../../../../src-shared/figures/index.ts";
import { sayError } from "../../../../src-shared/words/index.ts";
import type { Comparisons } from "../../../answers/compare/index.ts";
import { appError, withResolvers } from "../../../ground/core/index.ts";
import { type Command, Reported, countOption, textOption, usageError } from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { type Terminal, printable, table } from "../terminal.ts";
import { readSampling } from "./chat.ts";

/** A prompt that comes through a pipe. */
const maxPromptBytes = 1024 * 1024;
const rightColumns = [1, 2, 3, 4, 5];
const millisecondsInSecond = 1000;

export const compare: Command = {
  name: "compare",
  usage: "compare A B [C] --prompt TEXT [--system TEXT] [--seed N] [--temperature T] [--max-tokens N] [--together]",
  options: {
    prompt: { type: "string", value: "TEXT" },
    system: { type: "string", value: "TEXT" },
    seed: { type: "string", value: "N" },
    temperature: { type: "string", value: "T" },
    "max-tokens": { type: "string", value: "N" },
    context: { type: "string", value: "N" },
    together: { type: "boolean" },
  },
  positionals: [2, 3],
  async run(context) {
    const { terminal, options, positionals, signal } = context;
    const { seed, ...sampling } = readSampling(context);
    const contextTokens = countOption(context, "context", 1) ?? null;
    const { library, comparisons } = await context.services();
    await library.refresh();
    const variants = positionals.map((name) => findVariant(library.list(), name));
    const prompt =
      textOption(context, "prompt") ?? (terminal.interactive ? "" : await terminal.readInput(maxPromptBytes));
    if (prompt.trim() === "") throw usageError("prompt-empty", {});

    const [begun] = comparisons.start({
      variantIds: variants.map(({ id }) => id),
      prompts: [prompt.trim()],
      seed,
      settings: {
        ...defaultConversationSettings,
        systemPrompt: textOption(context, "system") ?? "",
        preset: "balanced",
        sampling: samplingChanges(defaultSampling, sampling),
        contextTokens,
      },
      from: null,
      isBlind: false,
      atOnce: options["together"] === true,
    });
    if (begun === undefined) throw usageError("prompt-empty", {});
    const done = await answered(comparisons, begun, terminal, signal);
    terminal.answer({ event: "done", ...asJson(done) }, () => described(done, terminal));
    const failed = done.sides.find(({ state }) => state !== "done");
    if (failed !== undefined) throw new Reported(whyNot(failed, terminal));
  },
};

/** Tells what happens to it, and resolves when all sides have ended; rejects when the person has ended it. */
async function answered(
  comparisons: Comparisons,
  begun: Comparison,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Comparison> {
  const told = new Map<number, ComparisonSide["state"]>();
  const ended = withResolvers<Comparison>();
  const endDeltas = comparisons.onDelta(({ side, kind, text }) => {
    terminal.event(kind, { side, text });
  });
  const endChanges = comparisons.onChange(({ put }) => {
    const now = put.find(({ id }) => id === begun.id);
    for (const [side, { state, variant }] of now?.sides.entries() ?? []) {
      if (told.get(side) === state) continue;
      told.set(side, state);
      terminal.event("progress", { side, state });
      if (variant !== null && (state === "loading" || state === "answering"))
        terminal.progress(terminal.words.compare.state(printable(calledOf(variant)), state));
    }
    if (now?.isOpen === false) ended.resolve(now);
  });
  const stop = (): void => void comparisons.stop(begun.id);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const done = await ended.promise;
    if (signal.aborted) throw appError("cancelled", "cancelled");
    return done;
  } finally {
    signal.removeEventListener("abort", stop);
    await endDeltas();
    await endChanges();
    terminal.progress(null);
  }
}

const calledOf = ({ name, label }: ComparedVariant): string => `${name} ${label}`;

function asJson({ id, prompt, seed, sides }: Comparison): object {
  return {
    ...{ id, prompt, seed },
    answers: sides.map(({ variant, state, figures, error, ...said }) => ({
      ...{ variant, state, text: messageText(said), thinking: messageText(said, "thinking") },
      ...figures?.stats,
      predicted: figures?.predicted ?? null,
      measured: figures?.measured ?? null,
      isAlone: figures?.isAlone ?? null,
      error,
    })),
  };
}

function whyNot({ error }: ComparisonSide, { language, words }: Terminal): string {
  return error === null ? words.compare.stopped : sayError(error, language);
}

function described({ sides }: Comparison, terminal: Terminal): string {
  const { words } = terminal;
  const said = sides.map((side) => {
    const head = terminal.style("bold", printable(side.variant === null ? "" : calledOf(side.variant)));
    const text = messageText(side).trim();
    const isWhole = side.state === "done";
    return [head, ...(text === "" ? [] : [text]), ...(isWhole ? [] : [whyNot(side, terminal)])].join("\n");
  });
  const rows = sides.map((side) => rowOf(side, terminal));
  const atOnce = sides.some(({ figures }) => figures?.isAlone === false) ? [words.compare.atOnce] : [];
  return [...said, table([[...words.compare.heads], ...rows], rightColumns), ...atOnce].join("\n\n");
}

function rowOf({ variant, figures }: ComparisonSide, { words: { compare: said } }: Terminal): string[] {
  const name = variant === null ? "" : calledOf(variant);
  if (figures === null) return [name];
  const { stats, measured, predicted } = figures;
  const used = measured && usedBytes(measured);
  return [
    name,
    stats.tokensPerSecond === null ? "" : said.speed(stats.tokensPerSecond),
    stats.firstTokenMs === null ? "" : said.seconds(stats.firstTokenMs / millisecondsInSecond),
    String(stats.tokens),
    used === null ? "" : said.memory(used),
    predicted === null ? "" : said.memory(mustBeFreeBytes(predicted)),
  ];
}
