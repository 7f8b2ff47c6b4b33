import {
  type ComparedPair,
  type ComparedRow,
  type ComparedVariant,
  type Comparison,
  type ComparisonFigures,
  type ComparisonSide,
  type ComparisonTable,
  compareLimits,
  defaultConversationSettings,
  messageText,
} from "../../../src-shared/contract/index.ts";
import type { Api } from "../create-bridge.ts";
import { failure } from "./fake-conversations.ts";
import type { FakeNews } from "./fake-news.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { loadedEngine, sampleNow } from "./sample-store.ts";

/** As main's. */
const pageSize = 20;
const replies = [
  "A **quantised** model keeps its weights in fewer bits. It is smaller, and a little less exact.",
  "It is the same model, stored with fewer bits for each weight: less memory, slightly worse answers.",
  "Weights are rounded to a few bits, which saves memory.",
];

/** The calls of comparisons; the same tests run against main's (test/conformance/). */
export function fakeComparisons(state: FakeState, emit: Emit, news: FakeNews<Comparison>): Api["compare"] {
  let serial = 0;
  /** As main keeps it: with all names. */
  const find = (id: string): Comparison => {
    const found = state.comparisons.find((one) => one.id === id);
    if (found) return found;
    throw failure("not-found", "This comparison is no longer there.");
  };
  const put = (changed: Comparison, isTold = true): Comparison => {
    const now = summed(changed);
    state.comparisons = state.comparisons.map((one) => (one.id === now.id ? now : one));
    if (isTold) news.tell({ put: [shown(now)] });
    return shown(now);
  };
  const side = (id: string, at: number, patch: Partial<ComparisonSide>, isTold = true): Comparison => {
    const { sides, ...rest } = find(id);
    return put({ ...rest, sides: sides.map((one, place) => (place === at ? { ...one, ...patch } : one)) }, isTold);
  };
  /** Says the next word of what is being answered; all are answered one after the other. */
  const step = (): boolean => {
    for (const { id, sides } of state.comparisons.toReversed()) {
      const at = sides.findIndex((one) => one.state === "answering" || one.state === "waiting");
      const answering = sides[at];
      if (answering === undefined) continue;
      if (answering.state === "waiting") return (side(id, at, { state: "answering" }), true);
      const said = messageText(answering);
      const word = /^\s*\S+/.exec((replies[at % replies.length] ?? "").slice(said.length))?.[0];
      if (word === undefined) return (side(id, at, { state: "done", figures: sampleFigures(at) }), true);
      side(id, at, { parts: [{ kind: "text", text: said + word }] }, false);
      if (!find(id).isHidden)
        emit("comparisonDelta", { id, side: at, part: 0, kind: "text", offset: said.length, text: word });
      return true;
    }
    return false;
  };
  let timer: ReturnType<typeof setInterval> | null = null;
  const go = (): void => {
    timer ??= setInterval(() => {
      if (step() || timer === null) return;
      clearInterval(timer);
      timer = null;
    }, state.wordMs);
  };
  const end = ({ id, sides }: Comparison): void => {
    for (const [at, one] of sides.entries())
      if (one.state === "answering" || one.state === "waiting") side(id, at, { state: "stopped" });
  };
  return {
    list: async ({ cursor = null } = {}) => {
      const from = Number(cursor ?? 0);
      const next = from + pageSize < state.comparisons.length ? String(from + pageSize) : null;
      return { revision: news.revision, items: state.comparisons.slice(from, from + pageSize).map(shown), next };
    },
    start: async ({ variantIds, prompts, seed = null, settings, from = null, isBlind = false }) => {
      const { leastSides, mostSides } = compareLimits;
      if (
        new Set(variantIds).size !== variantIds.length ||
        variantIds.length < leastSides ||
        variantIds.length > mostSides
      )
        throw failure("invalid-input", "Choose 2 or 3 different variants to compare.");
      const chosen = variantIds.map((id) => {
        const variant = state.library.find((one) => one.id === id);
        if (!variant) throw failure("not-found", "This variant is no longer in the library.");
        const { name, label, sizeBytes } = variant;
        return { id, name, label, sizeBytes };
      });
      const ordered = isBlind ? chosen.toReversed() : chosen;
      const batchId = `b-${++serial}`;
      const begun = prompts.map((prompt): Comparison => ({
        ...{
          id: `x-${++serial}`,
          order: serial,
          batchId,
          prompt,
          seed: seed ?? 846_930_886,
          isBlind,
          isHidden: isBlind,
          isOpen: true,
        },
        settings: { ...defaultConversationSettings, ...(settings as Partial<Comparison["settings"]> | undefined) },
        aboveCount: from === null ? 0 : 2,
        ...{ doneCount: 0, vote: null, createdAt: sampleNow + serial },
        sides: ordered.map((variant) => ({ variant, state: "waiting", parts: [], figures: null, error: null })),
      }));
      state.comparisons = [...begun.toReversed(), ...state.comparisons];
      news.tell({ put: begun.map(shown) });
      go();
      return begun.map(shown);
    },
    stop: async ({ id }) => {
      for (const one of state.comparisons) if (id === null || one.id === id) end(one);
      return null;
    },
    resume: async ({ id }) => {
      const { sides, ...rest } = find(id);
      const ended = new Set<ComparisonSide["state"]>(["failed", "stopped", "interrupted"]);
      const again = sides.map((one): ComparisonSide =>
        ended.has(one.state) ? { ...one, state: "waiting", parts: [], figures: null, error: null } : one,
      );
      go();
      return put({ ...rest, isRevealed: true, sides: again } as Comparison);
    },
    vote: async ({ id, better }) => {
      const found = find(id);
      if (!found.isHidden || found.isOpen || (better !== null && better >= found.sides.length))
        throw failure("invalid-input", "There is no vote to give here.");
      return put({ ...found, vote: { better } });
    },
    reveal: async ({ id }) => put({ ...find(id), isRevealed: true } as Comparison),
    table: async () => sampleTable(state.comparisons.filter(({ isHidden }) => !isHidden)),
    export: async ({ format }) =>
      state.exportName === null
        ? null
        : { fileName: `${state.exportName}.${format}`, rows: sampleTable(state.comparisons).rows.length },
    remove: async ({ id }) => {
      find(id);
      state.comparisons = state.comparisons.filter((one) => one.id !== id);
      news.tell({ removed: [id] });
      return null;
    },
  };
}

/** What follows from its sides. */
function summed(one: Comparison & { isRevealed?: boolean }): Comparison {
  const isOpen = one.sides.some(({ state }) => state === "waiting" || state === "loading" || state === "answering");
  const isWhole = one.sides.every(({ state }) => state === "done");
  return {
    ...one,
    isOpen,
    isHidden: one.isBlind && one.isRevealed !== true && one.vote === null && (isOpen || isWhole),
    doneCount: one.sides.filter(({ state }) => state === "done").length,
  };
}

/** As main tells it: nothing of a side by which it could be known. */
function shown({ isRevealed: _isRevealed, ...one }: Comparison & { isRevealed?: boolean }): Comparison {
  if (!one.isHidden) return one;
  const sides = one.sides.map(({ parts }): ComparisonSide => ({
    ...{ variant: null, figures: null, error: null },
    state: one.isOpen ? "waiting" : "done",
    parts: one.isOpen ? [] : parts,
  }));
  return { ...one, sides };
}

/** As far as the window's tests need it: the figures are made up, the votes are not. */
function sampleTable(comparisons: readonly Comparison[]): ComparisonTable {
  const [latest] = comparisons;
  const [one, other] = (latest?.sides ?? []).flatMap(({ variant }) => variant ?? []);
  if (!one || !other) return { rows: [], pairs: [] };
  const betterIs = ({ vote, sides }: Comparison, id: string): boolean =>
    vote !== null && vote.better !== null && sides[vote.better]?.variant?.id === id;
  const wins = (id: string): number => comparisons.filter((comparison) => betterIs(comparison, id)).length;
  const ties = comparisons.filter(({ vote }) => vote !== null && vote.better === null).length;
  const [oneWins, otherWins] = [wins(one.id), wins(other.id)];
  const row = (variant: ComparedVariant, won: number, lost: number, at: number): ComparedRow => ({
    ...{ variant, answers: comparisons.length, won, lost, tied: ties, tokensPerSecond: 21.4 - 6 * at },
    ...{ firstTokenMs: 310, measuredBytes: 3e9, predictedBytes: 3.1e9 },
    divergence: { mean: 0.058, standardError: 0.0013, reference: "F16" },
  });
  const interval = oneWins + otherWins === 0 ? null : { low: 0.2, high: 0.9 };
  const pair: ComparedPair = { one, other, oneWins, otherWins, ties, interval, verdict: "open" };
  return {
    rows: [row(one, oneWins, otherWins, 0), row(other, otherWins, oneWins, 1)],
    pairs: oneWins + otherWins + ties === 0 ? [] : [pair],
  };
}

export function sampleFigures(at: number): ComparisonFigures {
  const [session] = loadedEngine("v-gemma").sessions;
  return {
    stats: {
      ...{ seed: 846_930_886, stopReason: "end", promptTokens: 24, cachedTokens: 0, tokens: 31 + at },
      ...{ tokensPerSecond: 21.4 - 6 * at, promptTokensPerSecond: 84, firstTokenMs: 310 + 120 * at },
      ...{ contextUsedTokens: 55, contextTokens: 8192, threads: null },
    },
    predicted: session?.predicted ?? null,
    measured: session?.measured ?? null,
    isAlone: true,
  };
}
