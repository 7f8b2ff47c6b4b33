import type { AnswerForm, AnswerStats, FormedAnswer, Sampling } from "../../../../src-shared/contract/index.ts";
import { say, sayChanges, sayError } from "../../../../src-shared/words/index.ts";
import { samplingSchema } from "../../../ground/schemas/index.ts";
import { formInstructions, outcomeOf } from "../../../answers/chat/index.ts";
import type { Lease } from "../../../answers/loading/index.ts";
import type { Services } from "../../../composition/index.ts";
import { beyondTraining } from "../../../models/recommend/index.ts";
import {
  type Command,
  type CommandContext,
  Reported,
  countOption,
  numberOption,
  textOption,
  usageError,
} from "../command.ts";
import { findVariant } from "../find-variant.ts";
import { withAnswers } from "../with-answers.ts";
import { orCancelled } from "../or-cancelled.ts";
import { type Terminal, printable } from "../terminal.ts";
import { readAnswerForm } from "../read-answer-form.ts";
import { planRequest } from "../plan-request.ts";
import { tellFallback } from "../tell-fallback.ts";

interface Turn {
  role: "system" | "user" | "assistant";
  text: string;
  thinking?: string;
}

/** A prompt that comes through a pipe. */
const maxPromptBytes = 4 * 1024 * 1024;

export const chat: Command = {
  name: "chat",
  usage:
    "chat VARIANT [--prompt TEXT] [--system TEXT] [--seed N] [--temperature T] [--max-tokens N] [--schema FILE | --choices A,B]",
  options: {
    prompt: { type: "string", value: "TEXT" },
    system: { type: "string", value: "TEXT" },
    seed: { type: "string", value: "N" },
    temperature: { type: "string", value: "T" },
    "max-tokens": { type: "string", value: "N" },
    schema: { type: "string", value: "FILE" },
    choices: { type: "string", value: "A,B" },
    context: { type: "string", value: "N" },
    kv: { type: "string", value: "TYPE" },
    "gpu-layers": { type: "string", value: "N" },
    force: { type: "boolean" },
    "step-down": { type: "boolean" },
  },
  positionals: [1, 1],
  async run(context) {
    const { terminal, options, signal } = context;
    const sampling = readSampling(context);
    const plan = planRequest(context);
    const form = await readAnswerForm(context);
    const services = await context.services();
    await services.library.refresh();
    const variant = findVariant(services.library.list(), context.positionals[0] ?? "");
    const prompt =
      textOption(context, "prompt") ?? (terminal.interactive ? null : await terminal.readInput(maxPromptBytes));
    if (prompt !== null && prompt.trim() === "") throw usageError("prompt-empty", {});

    let shownPercent = -1;
    const unsubscribe = services.sessions.onChange(({ status, loadProgress }) => {
      const percent = Math.round((loadProgress ?? 0) * 100);
      if (status !== "loading" || percent === shownPercent) return;
      shownPercent = percent;
      terminal.event("progress", { state: "loading", progress: percent / 100 });
      terminal.progress(terminal.words.chat.loading(printable(variant.name), percent));
    });
    let lease: Lease;
    try {
      const request = { plan, force: options["force"] === true, stepDown: options["step-down"] === true };
      lease = await withAnswers({ terminal, requests: services.requests, signal }, () =>
        services.loader.lease({ variantId: variant.id, ...request, afterLoss: "tell" }, signal),
      );
      for (const { changes, reason } of lease.state().steps)
        terminal.note(
          terminal.words.chat.next(sayError(reason, terminal.language), sayChanges(changes, terminal.language)),
        );
      const beyond = beyondTraining(variant, lease.plan.contextTokens);
      if (beyond !== null) terminal.note(say({ key: "beyond-training", figures: beyond }, terminal.language));
    } finally {
      unsubscribe();
      terminal.progress(null);
    }

    const turns: Turn[] = [];
    const system = [textOption(context, "system") ?? "", formInstructions(form)].filter((text) => text !== "");
    if (system.length > 0) turns.push({ role: "system", text: system.join("\n\n") });
    const about = { terminal, services, lease, sampling, form };
    if (prompt !== null) {
      const { formed } = await answer(about, [...turns, { role: "user", text: prompt }], signal);
      // Who reads it by a program relies on its form.
      if (formed !== null && formed.outcome !== "fits") throw new Reported(saidOfForm(formed, terminal));
      return;
    }
    await talk(context, about, turns);
  },
};

/** Of what was said on the command line. */
export function readSampling(context: CommandContext): Sampling {
  const sampling = samplingSchema.safeParse({
    seed: countOption(context, "seed") ?? null,
    maxTokens: countOption(context, "max-tokens", 1) ?? null,
    temperature: numberOption(context, "temperature"),
  });
  if (sampling.success) return sampling.data;
  const issue = sampling.error.issues[0];
  throw usageError("not-valid", { field: `--${String(issue?.path[0] ?? "seed")}`, problem: issue?.message ?? "" });
}

/** What every answer of a conversation needs. */
interface Talk {
  terminal: Terminal;
  services: Pick<Services, "sessions">;
  lease: Lease;
  sampling: Sampling;
  form: AnswerForm;
}

interface Answered {
  /** As the next question's prompt takes it. */
  turn: Turn;
  /** What became of the form that was asked for; null where none was. */
  formed: FormedAnswer | null;
}

async function answer(
  { terminal, services, lease, sampling, form }: Talk,
  messages: Turn[],
  signal: AbortSignal,
): Promise<Answered> {
  const onText = (text: string): void => {
    terminal.event("text", { text });
    terminal.write(text);
  };
  const onThinking = (text: string): void => {
    terminal.event("thinking", { text });
    terminal.progress(terminal.words.chat.thinking);
  };
  const onRecast = (): void => {
    terminal.event("recast", {});
    if (!terminal.json) terminal.note(`\n${terminal.words.chat.wasReasoning}`);
  };
  const ended = tellFallback(terminal, services.sessions);
  const result = await lease
    .generate({ messages, sampling, form }, { signal, onText, onThinking, onRecast })
    .finally(ended);
  const { plan, predicted, measured, fallbackForm } = lease.state();
  const formed: FormedAnswer | null =
    form.kind === "free" ? null : { kind: form.kind, ...outcomeOf(form, result.text, result.stopReason === "end") };
  if (terminal.json) {
    terminal.event("done", { ...result, form: formed, plan, predicted, measured, fallbackForm });
  } else {
    terminal.write("\n");
    terminal.note(terminal.style("dim", describeStats(result, terminal)));
  }
  return { turn: { role: "assistant", text: result.text, thinking: result.thinking }, formed };
}

const saidOfForm = ({ outcome, at }: FormedAnswer, { words }: Pick<Terminal, "words">): string =>
  outcome === "cut-short" ? words.chat.cutShort : words.chat.differs(printable(at ?? ""));

export function describeStats(stats: AnswerStats, { words }: Pick<Terminal, "words">): string {
  const { chat: said } = words;
  return [
    stats.tokensPerSecond === null ? "" : said.speed(stats.tokensPerSecond),
    stats.firstTokenMs === null ? "" : said.firstWord(stats.firstTokenMs / 1000),
    said.used(stats.contextUsedTokens, stats.contextTokens),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/**
 * A conversation in the terminal. Ctrl+C stops the answer that is being written; at the question it ends, as an empty line does, and
 * so does a second one at an answer that does not stop.
 */
async function talk({ terminal, signal }: CommandContext, about: Talk, turns: Turn[]): Promise<void> {
  const reader = terminal.ask();
  let current = new AbortController();
  const leave = new AbortController();
  reader.onInterrupt(() => {
    if (current.signal.aborted) leave.abort();
    current.abort();
  });
  try {
    for (;;) {
      current = new AbortController();
      const either = AbortSignal.any([current.signal, signal]);
      const question = await reader.question("> ", { signal: either }).catch(() => "");
      if (question.trim() === "") return;
      turns.push({ role: "user", text: question });
      const { turn, formed } = await orCancelled(answer(about, turns, either), leave.signal, 0);
      turns.push(turn);
      if (formed !== null && formed.outcome !== "fits") terminal.note(saidOfForm(formed, terminal));
    }
  } finally {
    reader.close();
  }
}
