import { defaultSampling, freeForm, mostSummaryTokens } from "../../../src-shared/contract/index.ts";
import { type AppError, appError, toAppError } from "../../ground/core/index.ts";
import { forModel } from "../engine/index.ts";
import { type Asked, type AskedFor, type AskedForSources, askedFor } from "./asked-for.ts";
import { messagesOf } from "./turns.ts";
import type { ChatAnswer, ChatLease, ChatRequest, Turn } from "./types.ts";

/** Of a conversation that is many times as long as the context, a part at a time. */
const mostSummaries = 100;
/** No token is shorter than a byte; what a form writes around a turn is. */
const bytesAroundTurn = 64;
/** Less cannot be nearly full. */
const surelyFreeShare = 1 / 2;
/** What is taken of what seems to fit, as it is only counted when it was chosen. */
const chosenShare = 0.9;
const summarySampling = { ...defaultSampling, temperature: 0.2 };

const summaryRequest = (words: number): string =>
  forModel`Summarise our conversation up to here, for yourself: it is all that you will see of it from now on. Keep what was asked and decided, names, numbers, dates, code and file names as they were written, and what is still open. Write in the language that I write in, in plain text without an introduction, in at most ${words} words.`;

export interface SummariseOptions {
  sources: AskedForSources;
  about: AskedFor;
  lease: Pick<ChatLease, "generate" | "inspect" | "plan">;
  signal: AbortSignal;
  variantName: string;
  /** It takes its time. */
  onBegin: () => void;
}

/**
 * What is asked for an answer. Where the policy is to summarise and the context is nearly full, its model writes a summary first, which is
 * kept. Rejects with `context-full` where it writes none, with the reason.
 */
export async function summariseOldest(options: SummariseOptions): Promise<Asked> {
  const { sources, about, lease, signal, onBegin } = options;
  const { contextTokens } = lease.plan;
  for (let written = 0; ; written++) {
    const asked = await askedFor(sources, about);
    if (asked.policy !== "summarise" || isSurelyShort(asked.request, contextTokens)) return asked;
    const { leftOutTurns } = await lease.inspect({ ...asked.request, whenFull: "summarise" }, { from: 0, count: 0 });
    if (leftOutTurns === null) return asked;
    if (written === mostSummaries) throw appError("context-full", "too-long-to-summarise", { contextTokens });
    onBegin();
    signal.throwIfAborted();
    try {
      // All that was said before them as well: a branch may begin with an answer, which is left out by no policy.
      await summarise(options, asked, leftOutTurns.from + leftOutTurns.count);
    } catch (thrown) {
      throw notSummarised(toAppError(thrown), contextTokens, signal);
    }
  }
}

async function summarise(
  { sources, about, lease, signal, variantName }: SummariseOptions,
  { request, said, summary }: Asked,
  wanted: number,
): Promise<void> {
  const { contextTokens } = lease.plan;
  const maxTokens = mostSummaryTokens(contextTokens);
  const ask = (count: number): ChatRequest => summaryOf(request, count, maxTokens);
  const count = await countThatFits(wanted, request, contextTokens - maxTokens - 2, async (turns) => {
    const { total } = await lease.inspect(ask(turns), { from: 0, count: 0 });
    return total;
  });
  if (count === null) throw appError("context-full", "too-long-to-summarise", { contextTokens });
  const written = await lease.generate(ask(count), {
    ...{ signal, answerNow: new AbortController().signal },
    ...{ onText: () => undefined, onThinking: () => undefined, onRecast: () => undefined },
  });
  signal.throwIfAborted();
  const text = written.text.replaceAll("\0", "").trim();
  if (text === "" || about.questionId === null) throw appError("context-full", "empty-summary", { contextTokens });
  const before = summary?.messages ?? 0;
  const { messages } = messagesOf(said.slice(before), { from: 0, count });
  sources.summaries.keep(about.questionId, before + messages, {
    ...{ text, edited: false, variantName, createdAt: sources.clock.now() },
    ...{ readTokens: written.promptTokens - written.cachedTokens, tokens: written.tokens },
  });
}

/** Behind the turns that it is of, so that what was read of them need not be read again. */
function summaryOf({ messages, ...request }: ChatRequest, count: number, maxTokens: number): ChatRequest {
  const systems = messages.filter(({ role }) => role === "system");
  const oldest = messages.slice(systems.length, systems.length + count);
  const asked: Turn = { role: "user", text: summaryRequest(Math.floor(maxTokens / 2)) };
  return {
    ...request,
    messages: [...systems, ...oldest, asked],
    sampling: { ...summarySampling, maxTokens },
    // Said as before, since some templates say it at the top; the reasoning is ended at once.
    thinking: { ...request.thinking, budgetTokens: 0 },
    ...{ form: freeForm, whenFull: "stop" },
  };
}

/** Of as many of the first turns as a summary can be asked for at a time: whole questions with their answers; null where it is none. */
async function countThatFits(
  wanted: number,
  { messages }: ChatRequest,
  mostTokens: number,
  tokensOf: (turns: number) => Promise<number>,
): Promise<number | null> {
  const turns = messages.filter(({ role }) => role !== "system");
  for (let count = wanted; ;) {
    const tokens = await tokensOf(count);
    if (tokens <= mostTokens) return count;
    const most = (bytesOf(turns.slice(0, count)) * mostTokens * chosenShare) / tokens;
    const ends = turns.flatMap(({ role }, at) => (role === "user" && at > 0 && at < count ? [at] : []));
    const next = ends.findLast((end) => bytesOf(turns.slice(0, end)) <= most) ?? ends[0];
    if (next === undefined) return null;
    count = next;
  }
}

function isSurelyShort({ messages }: ChatRequest, contextTokens: number): boolean {
  return bytesOf(messages) + messages.length * bytesAroundTurn < contextTokens * surelyFreeShare;
}

const bytesOf = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { text, thinking = "" }) => sum + Buffer.byteLength(text) + Buffer.byteLength(thinking), 0);

function notSummarised(error: AppError, contextTokens: number, signal: AbortSignal): AppError {
  if (signal.aborted || error.code === "context-full" || error.code === "cancelled") return error;
  return appError("context-full", "not-summarised", { contextTokens, reason: error.toDto() });
}

/** What the model of an answer did not see, as the answer keeps it. */
export function leftOutOf({ said, summary }: Asked, turns: ChatAnswer["leftOutTurns"]) {
  if (summary !== null) return { after: 0, messages: summary.messages, summarised: true };
  return turns && messagesOf(said, turns);
}
