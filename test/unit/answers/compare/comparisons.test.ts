import { beforeEach, describe, expect, it } from "vitest";
import { Comparisons } from "../../../../src-main/answers/compare/index.ts";
import { type SaidMessage, plainAsking } from "../../../../src-main/answers/chat/index.ts";
import { appError, silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type Owner, ProcessOwner } from "../../../../src-main/ground/processes/index.ts";
import { startComparisonSchema } from "../../../../src-main/ground/inputs/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import {
  type CollectionChange,
  type Comparison,
  type ComparisonDelta,
  type InstalledVariant,
  type StartComparisonInput,
  defaultConversationSettings,
  messageText,
} from "../../../../src-shared/contract/index.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { ScriptedLoader, measured } from "./scripted-loader.ts";

const variant = (id: string): InstalledVariant =>
  ({
    ...{ id, name: `Tiny-${id}-GGUF`, label: "Q4_K_M", modifiers: [], sizeBytes: 10, sha256: `sha-${id}` },
  }) as unknown as InstalledVariant;

const saidBefore: SaidMessage[] = [
  { role: "user", parts: [{ kind: "text", text: "What?" }] },
  { role: "assistant", parts: [{ kind: "text", text: "That." }] },
];

let db: Database;
let loader: ScriptedLoader;
let comparisons: Comparisons;
let deltas: ComparisonDelta[];
let changes: CollectionChange<Comparison>[];

const open = (owner: Owner = new ProcessOwner("here")): Comparisons =>
  new Comparisons({
    owner,
    ...{ db, loader, sessions: loader, asking: plainAsking, logger: silentLogger, clock: { now: () => 1000 } },
    conversations: {
      before: () => ({ above: saidBefore, settings: { ...defaultConversationSettings, systemPrompt: "Be brief." } }),
    },
    variants: { get: (id) => (id === "gone" ? null : variant(id)) },
    // Turned about, so that what is shown first is not what was chosen first.
    shuffle: (items) => items.toReversed(),
  });

eachInItsOwnPlace((place) => {
  db = place.open();
});
beforeEach(() => {
  loader = new ScriptedLoader();
  comparisons = open();
  deltas = [];
  changes = [];
  comparisons.onDelta((delta) => deltas.push(delta));
  comparisons.onChange((change) => changes.push(change));
});

const start = (input: Partial<StartComparisonInput> = {}): Comparison[] =>
  comparisons.start(startComparisonSchema.parse({ variantIds: ["a", "b"], prompts: ["Why?"], ...input }));
const startOne = (input: Partial<StartComparisonInput> = {}): string => start(input)[0]?.id ?? "";
const shown = (id: string) =>
  comparisons.get(id).sides.map((side) => [side.variant?.id ?? null, side.state, messageText(side)]);
const ended = async (id: string): Promise<Comparison> => {
  while (comparisons.get(id).isOpen) await new Promise((resolve) => setImmediate(resolve));
  return comparisons.get(id);
};
/** Lets the next answer be given. */
async function answerNext(count: number, text: string): Promise<void> {
  const asked = await loader.begun(count);
  asked.say(text);
  asked.end();
}

describe("one prompt, several variants", () => {
  it("asks one after the other the same, with one seed, and keeps what each said and took", async () => {
    const id = startOne({ seed: 7, settings: { systemPrompt: "You are {{model}}.", sampling: { topK: 3 } } });
    const first = await loader.begun(1);
    first.say("Because");
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown(id)).toEqual([
      ["a", "answering", "Because"],
      ["b", "waiting", ""],
    ]);
    expect(deltas).toEqual([{ id, side: 0, part: 0, kind: "text", offset: 0, text: "Because" }]);
    first.end();
    await answerNext(2, "So.");
    const done = await ended(id);
    expect(shown(id)).toEqual([
      ["a", "done", "Because"],
      ["b", "done", "So."],
    ]);
    expect(done.sides[1]?.figures).toMatchObject({ measured, isAlone: true, stats: { tokens: 3, firstTokenMs: 80 } });
    const asked = loader.asked.map(({ request: { messages, sampling, conversationId } }) => ({
      ...{ text: messages.map(({ text }) => text), seed: sampling.seed, topK: sampling.topK, conversationId },
    }));
    expect(asked).toEqual([
      { text: ["You are Tiny-a.", "Why?"], seed: 7, topK: 3, conversationId: undefined },
      { text: ["You are Tiny-b.", "Why?"], seed: 7, topK: 3, conversationId: undefined },
    ]);
    // The memory is given back, and nothing is lost with the process.
    expect(loader.log.slice(-1)).toEqual(["release b"]);
    expect(open().get(id)).toEqual(done);
  });

  it("asks within a conversation after what was said there, with its settings", async () => {
    const id = startOne({ from: { conversationId: "c", messageId: "m" } });
    const { request } = await loader.begun(1);
    expect(request.messages.map(({ text }) => text)).toEqual(["Be brief.", "What?", "That.", "Why?"]);
    expect(comparisons.get(id).aboveCount).toBe(2);
    await comparisons.stop(null);
  });

  it("draws all of them with one seed where none was given", async () => {
    const id = startOne();
    await answerNext(1, "x");
    await answerNext(2, "y");
    const { seed } = await ended(id);
    expect(loader.asked.map(({ request }) => request.sampling.seed)).toEqual([seed, seed]);
  });

  it("lets the other go on when one does not load or is lost, with the reason on its side", async () => {
    const reason = appError("load-failed", "failed-before", { before: null as never, backend: null });
    loader.failsToLoad.set("a", reason);
    const id = startOne({ variantIds: ["a", "b", "c"] });
    (await loader.begun(1)).fail(appError("engine-crashed", "kept" as never, { message: "SIGKILL" } as never));
    await answerNext(2, "There.");
    const { sides } = await ended(id);
    expect(sides.map(({ state, error }) => [state, error?.code ?? null])).toEqual([
      ["failed", "load-failed"],
      ["failed", "engine-crashed"],
      ["done", null],
    ]);
  });

  it.each([
    [["a"], "invalid-input"],
    [["a", "a"], "invalid-input"],
    [["a", "b", "c", "d"], "invalid-input"],
    [["a", "gone"], "not-found"],
  ])("refuses %s", (variantIds, code) => {
    const asked = { ...startComparisonSchema.parse({ variantIds: ["a", "b"], prompts: ["x"] }), variantIds };
    expect(() => comparisons.start(asked)).toThrow(expect.objectContaining({ code }) as Error);
    expect(comparisons.page({ cursor: null }).items).toEqual([]);
  });

  it("waits for what another conversation uses where there is no room beside it", async () => {
    loader.room = 1;
    const release = loader.use("chat");
    const id = startOne();
    while (loader.wishes.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(loader.wishes.map(({ beside }) => beside)).toEqual([true, false]);
    expect(loader.log).toEqual(["load chat"]);
    release();
    await answerNext(1, "x");
    await answerNext(2, "y");
    expect((await ended(id)).sides.map(({ state }) => state)).toEqual(["done", "done"]);
  });

  it("writes them at one time where that is asked for and both fit, and says that their speeds are not the models' own", async () => {
    const id = startOne({ atOnce: true });
    const second = await loader.begun(2);
    loader.asked[0]?.end();
    second.end();
    const { sides } = await ended(id);
    expect(loader.log.slice(0, 4)).toEqual(["load a", "load b", "ask a", "ask b"]);
    expect(sides[0]?.figures?.isAlone).toBe(false);
  });

  it("writes them in turn where they do not fit beside each other", async () => {
    loader.room = 1;
    const id = startOne({ atOnce: true });
    await answerNext(1, "x");
    await answerNext(2, "y");
    await ended(id);
    expect(loader.log).toEqual(["load a", "ask a", "release a", "load b", "ask b", "release b"]);
  });

  it("asks every prompt of a batch with one model before the next is loaded, where there is room for one", async () => {
    loader.room = 1;
    const all = start({ prompts: ["1", "2"] });
    for (let count = 1; count <= 4; count++) await answerNext(count, "x");
    await ended(all[1]?.id ?? "");
    expect(loader.asked.map((one) => `${one.variantId}${one.request.messages[0]?.text}`)).toEqual([
      "a1",
      "a2",
      "b1",
      "b2",
    ]);
    expect(loader.log.filter((line) => line.startsWith("load"))).toEqual(["load a", "load b"]);
  });
});

describe("ending one", () => {
  it("keeps what was said, asks no further, and asks again only for what was ended", async () => {
    const id = startOne();
    await answerNext(1, "Whole.");
    (await loader.begun(2)).say("Hal");
    await comparisons.stop(id);
    expect(shown(id)).toEqual([
      ["a", "done", "Whole."],
      ["b", "stopped", "Hal"],
    ]);
    comparisons.resume(id);
    await answerNext(3, "Half.");
    await ended(id);
    expect(shown(id)).toEqual([
      ["a", "done", "Whole."],
      ["b", "done", "Half."],
    ]);
  });

  it("ends what waits, of one or of all", async () => {
    const [first, second] = start({ prompts: ["1", "2"] }).map(({ id }) => id);
    await loader.begun(1);
    await comparisons.stop(second ?? "");
    expect(comparisons.get(second ?? "").isOpen).toBe(false);
    expect(comparisons.get(first ?? "").isOpen).toBe(true);
    await comparisons.stop(null);
    expect(comparisons.get(first ?? "").isOpen).toBe(false);
    expect(loader.asked).toHaveLength(1);
  });

  it("shows what was stopped on a full disk as that, keeps it when there is room, and asks for it again", async () => {
    const id = startOne();
    await loader.begun(1);
    db.run(`CREATE TRIGGER no_room BEFORE UPDATE OF state ON comparison_sides WHEN NEW.state = 'stopped'
            BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    await comparisons.stop(id);
    expect(comparisons.get(id).isOpen).toBe(false);
    expect(shown(id).map(([, state]) => state)).toEqual(["stopped", "stopped"]);
    expect(open().get(id).sides[1]?.state).toBe("waiting");
    db.run("DROP TRIGGER no_room");
    comparisons.get(id);
    expect(
      open()
        .get(id)
        .sides.map(({ state }) => state),
    ).toEqual(["stopped", "stopped"]);
    comparisons.resume(id);
    await answerNext(2, "x");
    await answerNext(3, "y");
    expect((await ended(id)).sides.map(({ state }) => state)).toEqual(["done", "done"]);
  });

  it("asks again for all that was ended, or for nothing of it", async () => {
    const id = startOne();
    await loader.begun(1);
    await comparisons.stop(id);
    db.run(`CREATE TRIGGER no_room BEFORE UPDATE OF owner ON comparison_sides WHEN NEW.position = 1
            BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    expect(() => comparisons.resume(id)).toThrow();
    expect(shown(id).map(([, state]) => state)).toEqual(["stopped", "stopped"]);
  });

  it("is marked at the next start when the process ended before it", async () => {
    const killed = open(new ProcessOwner("here", 999_999_999));
    const asked = startComparisonSchema.parse({ variantIds: ["a", "b"], prompts: ["Why?"] });
    const id = killed.start(asked)[0]?.id ?? "";
    (await loader.begun(1)).say("Hal");
    await new Promise((resolve) => setImmediate(resolve));
    killed.get(id);
    comparisons.recover();
    expect(shown(id)).toEqual([
      ["a", "interrupted", "Hal"],
      ["b", "interrupted", ""],
    ]);
  });

  it("is left to the terminal in which it was asked while that is open, and marked by a stop when it is not", async () => {
    const asked = startComparisonSchema.parse({ variantIds: ["a", "b"], prompts: ["Why?"] });
    const terminal = open(new ProcessOwner("here", process.ppid));
    const id = terminal.start(asked)[0]?.id ?? "";
    await loader.begun(1);
    comparisons.recover();
    await comparisons.stop(id);
    expect(shown(id).map(([, state]) => state)).toEqual(["answering", "waiting"]);
    db.run("UPDATE comparison_sides SET owner = ?", [new ProcessOwner("here", 999_999_999).name]);
    await comparisons.stop(id);
    expect(shown(id).map(([, state]) => state)).toEqual(["interrupted", "interrupted"]);
  });

  it("goes with its answers when it is deleted while it is answered", async () => {
    const id = startOne();
    await loader.begun(1);
    await comparisons.remove(id);
    expect(comparisons.page({ cursor: null }).items).toEqual([]);
    expect(changes.at(-1)).toMatchObject({ removed: [id] });
    expect(() => comparisons.get(id)).toThrow();
    expect(db.all("SELECT * FROM comparison_parts", [], (row) => row)).toEqual([]);
  });
});

describe("blind", () => {
  const told = (): string => JSON.stringify([changes, deltas, comparisons.page({ cursor: null })]);

  it("tells nothing by which an answer could be known before the vote: no name, no figure, no word before all are whole", async () => {
    const id = startOne({ isBlind: true });
    await answerNext(1, "First.");
    const second = await loader.begun(2);
    second.say("Seco");
    await new Promise((resolve) => setImmediate(resolve));
    expect(comparisons.get(id)).toMatchObject({ isHidden: true, isOpen: true, doneCount: 1 });
    expect(shown(id)).toEqual([
      [null, "waiting", ""],
      [null, "waiting", ""],
    ]);
    expect(told()).not.toMatch(/Tiny|sha-|First|Seco|tokensPerSecond|anonymousBytes|answering|loading/);
    second.say("nd.");
    second.end();
    await ended(id);
    expect(comparisons.get(id)).toMatchObject({ isHidden: true, isOpen: false, doneCount: 2 });
    expect(new Set(shown(id).map(([, , text]) => text))).toEqual(new Set(["First.", "Second."]));
    expect(told()).not.toMatch(/Tiny|sha-|tokensPerSecond|anonymousBytes/);
    const voted = comparisons.vote({ id, better: 1 });
    expect(voted).toMatchObject({ isHidden: false, vote: { better: 1 } });
    // Shuffled by main: the side that was chosen first is shown second.
    expect(voted.sides.map((side) => side.variant?.id)).toEqual(["b", "a"]);
    expect(open().get(id)).toEqual(voted);
  });

  it("takes one vote, of a side that is there or a tie, when all answers are whole and nobody was told", async () => {
    const refused = (id: string, better: number | null): void => {
      expect(() => comparisons.vote({ id, better })).toThrow(
        expect.objectContaining({ code: "invalid-input" }) as Error,
      );
    };
    const known = startOne();
    await answerNext(1, "x");
    await answerNext(2, "y");
    await ended(known);
    refused(known, 0);
    const blind = startOne({ isBlind: true });
    refused(blind, 0);
    await answerNext(3, "x");
    await answerNext(4, "y");
    await ended(blind);
    refused(blind, 2);
    comparisons.vote({ id: blind, better: null });
    refused(blind, 1);
    const given = startOne({ isBlind: true });
    await answerNext(5, "x");
    await answerNext(6, "y");
    await ended(given);
    comparisons.reveal(given);
    refused(given, 0);
  });

  it("says who was asked when an answer failed, since there can be no vote", async () => {
    const id = startOne({ isBlind: true });
    (await loader.begun(1)).fail(new Error("lost"));
    expect(comparisons.get(id).isHidden).toBe(true);
    await answerNext(2, "y");
    await ended(id);
    expect(comparisons.get(id)).toMatchObject({ isHidden: false, isOpen: false });
    expect(() => comparisons.vote({ id, better: 0 })).toThrow();
  });

  it("lets the words come from then on when somebody wants to know before", async () => {
    const id = startOne({ isBlind: true });
    const first = await loader.begun(1);
    first.say("One ");
    comparisons.reveal(id);
    first.say("two");
    first.end();
    await answerNext(2, "y");
    await ended(id);
    expect(deltas.filter(({ text }) => text.includes("two"))).toMatchObject([{ offset: 4 }]);
  });
});
