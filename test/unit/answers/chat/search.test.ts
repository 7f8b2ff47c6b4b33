import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ChatStore } from "../../../../src-main/answers/chat/chat-store.ts";
import { ConversationLists } from "../../../../src-main/answers/chat/conversation-lists.ts";
import { ConversationsTable } from "../../../../src-main/answers/chat/conversations-table.ts";
import { atOnce, stepByStep } from "../../../../src-main/answers/chat/steps.ts";
import { MessageSearch, searchSchema, searchVersion } from "../../../../src-main/answers/chat/search/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type Database, openDerivedDatabase } from "../../../../src-main/ground/storage/index.ts";
import { defaultConversationSettings } from "../../../../src-shared/contract/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let folder: string;
let db: Database;
let index: Database;
let open: DatabasePlace["open"];
eachInItsOwnPlace((place) => {
  ({ folder, open } = place);
  db = open();
});

const openIndex = (): Database =>
  openDerivedDatabase({
    path: join(folder, "search.db"),
    schema: searchSchema,
    version: searchVersion,
    logger: silentLogger,
  });

let search: MessageSearch;
let store: ChatStore;
let lists: ConversationLists;
function begin(searchIndex: Database | null): void {
  search = new MessageSearch({ db, index: searchIndex, logger: silentLogger });
  let now = 0;
  store = new ChatStore({ db, search, clock: { now: () => now++ } });
  lists = new ConversationLists({ db, search });
}
beforeEach(() => {
  index = openIndex();
  begin(index);
});

const said = new Map<string, string>();
/** A conversation with this question, answered by nothing. */
function ask(text: string): void {
  const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
  const answer = store.ask(id, null, text, { variantName: "Tiny", form: { kind: "free" } });
  store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
  // Only what is said is to be found.
  store.change(id, { title: "-" });
  said.set(id, text);
}
const takeAll = (): void => {
  while (search.takeSome());
};
/** What was asked in those that are found. */
const found = (needle: string): unknown[] => atOnce(lists.search(needle, null)).items.map(({ id }) => said.get(id));

const texts = [
  "About Kestrels: they hover. 100%_sure",
  "東京は日本の首都です",
  'She said "yes" & left',
  "ÜBER den Wolken",
  "é🙂x",
];
const needles: [string, number[]][] = [
  ["kestrel", [0]],
  ["ESTREL", [0]],
  ["hover. 1", [0]],
  ["100%_s", [0]],
  ["100__s", []],
  ["日本の", [1]],
  ["日本", [1]],
  ["首", [1]],
  ["京都", []],
  ['"yes"', [2]],
  ["& l", [2]],
  ["&", [2]],
  ["en w", [3]],
  ["🙂", [4]],
  ["🙂x", [4]],
  ["é🙂x", [4]],
  ["K", [3, 0]],
  ["qx", []],
  ["nowhere", []],
];

describe.each([
  ["with the index", () => takeAll()],
  ["before the index has it", () => undefined],
  ["without an index", () => begin(null)],
])("a text is found as a part of any word, %s", (_name, prepare) => {
  it.each(needles)("%s", (needle, expected) => {
    for (const text of texts) ask(text);
    prepare();
    expect(found(needle)).toEqual(expected.map((at) => texts[at]));
  });
});

it("the index knows capitals beyond ASCII as well", () => {
  for (const text of texts) ask(text);
  takeAll();
  expect(found("über")).toEqual(["ÜBER den Wolken"]);
  expect(found("üb")).toEqual(["ÜBER den Wolken"]);
});

it("what was deleted is not found, and leaves nothing in the index", () => {
  ask("A secret word");
  takeAll();
  const [id = ""] = said.keys();
  for (const one of lists.page("all", null).items) store.remove(one.id);
  expect(found("secret")).toEqual([]);
  expect(search.find("secret")?.size).toBe(0);
  for (const table of ["searched_conversations", "searched_messages", "short_terms"]) {
    expect(
      index.all(`SELECT * FROM ${table}`, [], (row) => row),
      `${table} ${id}`,
    ).toEqual([]);
  }
});

it("a message that is deleted goes from the index alone, with the short texts that nothing else says", () => {
  const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
  const asked = ["Über Äpfel, an owl", "An owl! Über", "A kestrel"].map((text) =>
    store.ask(id, null, text, { variantName: "Tiny", form: { kind: "free" } }),
  );
  for (const answer of asked) store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
  store.change(id, { title: "-" });
  takeAll();
  const put = vi.spyOn(index, "run");
  store.removeMessage(id, asked[0]?.parentId ?? "");
  takeAll();
  expect(put.mock.calls.filter(([sql]) => sql.startsWith("INSERT"))).toEqual([]);
  const isFound = (needle: string): boolean => search.find(needle)?.has(id) ?? false;
  expect(["apf", "äpf", "pf", "äp", ",", "l,"].map(isFound)).toEqual([false, false, false, false, false, false]);
  expect(["owl", "über", "an", "ü", "ke", "w"].map(isFound)).toEqual([true, true, true, true, true, true]);
});

it("an answer that is being written is found by what has come of it, and by all of it once it has ended", () => {
  const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
  const answer = store.ask(id, null, "Hm?", { variantName: "Tiny", form: { kind: "free" } });
  store.grow(answer, [{ position: 0, kind: "text", text: "Half a", isNew: true }]);
  takeAll();
  expect(atOnce(lists.search("half", null)).items).toHaveLength(1);
  store.grow(answer, [{ position: 0, kind: "text", text: " sentence", isNew: false }]);
  store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
  takeAll();
  expect(db.all("SELECT * FROM unsearched_messages", [], (row) => row)).toEqual([]);
  expect(atOnce(lists.search("half a sentence", null)).items).toHaveLength(1);
});

describe("what is shown of a found message", () => {
  /** Text with what is marked in brackets. */
  function shown(needle: string): (string | null)[] {
    return atOnce(lists.search(needle, null)).items.map(({ passage }) => {
      if (passage === null) return null;
      const { text, ranges } = passage;
      return ranges.reduceRight(
        (all, { start, end }) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`,
        text,
      );
    });
  }
  /** Questions of one conversation, one after the other. */
  function conversation(...questions: string[]): string {
    const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
    let head: string | null = null;
    for (const text of questions) {
      const answer = store.ask(id, head, text, { variantName: "Tiny", form: { kind: "free" } });
      store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
      head = answer.id;
    }
    store.change(id, { title: "-" });
    return id;
  }

  it.each([
    ["with the index", () => takeAll()],
    ["before the index has it", () => undefined],
    ["without an index", () => begin(null)],
  ])("is of the newest message that says it, %s", (_name, prepare) => {
    conversation("A kestrel hovers.", "An owl.", "The Kestrel again", "Another owl.");
    conversation("An owl alone.");
    conversation("東京は日本の首都です", "日本", "東京");
    prepare();
    expect(shown("日本")).toEqual(["[日本]"]);
    expect(shown("京は")).toEqual(["東[京は]日本の首都です"]);
    expect(shown("kestrel")).toEqual(["The [Kestrel] again"]);
    expect(shown("es")).toEqual(["The K[es]trel again"]);
  });

  it("is what came after the index where that is newer", () => {
    const id = conversation("A kestrel hovers.");
    takeAll();
    const { headId } = store.conversation(id);
    store.ask(id, headId, "Another kestrel", { variantName: "Tiny", form: { kind: "free" } });
    expect(shown("kestrel")).toEqual(["Another [kestrel]"]);
  });

  it("is nothing where the title alone has it", () => {
    const id = conversation("An owl.");
    store.change(id, { title: "About kestrels" });
    takeAll();
    expect(shown("kestrel")).toEqual([null]);
  });

  it("is the part around it, on one line, without marks of Markdown and with all places in it", () => {
    conversation(`${"word ".repeat(100)}\n\n## **Kestrels** hover\n- a \`kestrel\`${" more".repeat(100)}`);
    takeAll();
    const [text = ""] = shown("kestrel");
    expect(text).toMatch(/^…(word )+\[Kestrel\]s hover a \[kestrel\]( more)+ ?m?o?r?e?…$/);
    expect(text?.length).toBeLessThan(220);
  });

  it("keeps the marks where they are what is looked for, and no half of a character", () => {
    conversation(`${"🙂".repeat(60)} 2 ** 3 ${"🙂".repeat(100)}`);
    takeAll();
    const [text = ""] = shown("2 ** 3");
    expect(text).toContain("[2 ** 3]");
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });
});

describe("a search that takes its time", () => {
  /** How many steps it has. */
  function stepsOf(steps: Generator<void, unknown>): number {
    let count = 1;
    while (steps.next().done !== true) count++;
    return count;
  }

  it("reads few conversations at a time where there is no index, and finds each once, the last used first", () => {
    begin(null);
    for (let index = 0; index < 35; index++) ask(index % 2 === 0 ? `A kestrel ${index}` : "An owl");
    expect(found("kestrel")).toEqual(Array.from({ length: 18 }, (_, index) => `A kestrel ${34 - 2 * index}`));
    expect(stepsOf(lists.search("kestrel", null))).toBeGreaterThanOrEqual(4);
  });

  it("goes on with the page after, which has none of the first", () => {
    begin(null);
    for (let index = 0; index < 130; index++) ask(`A kestrel ${index}`);
    ask("An owl");
    const pages = [atOnce(lists.search("kestrel", null))];
    for (let page = pages[0]; page?.next; pages.push(page)) page = atOnce(lists.search("kestrel", page.next));
    expect(pages.map(({ items }) => items.length)).toEqual([50, 50, 30]);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(130);
  });

  describe("for what is in every conversation", () => {
    const newest = (limit: number) => new ConversationsTable(db).searchNewest("kestrel", null, limit);

    it("is answered from the newest messages alone, in pages", () => {
      for (let index = 0; index < 130; index++) ask(`A kestrel ${index}`);
      const steps = lists.search("kestrel", null);
      // A step for the conversations, and one for what is shown of them.
      expect(stepsOf(steps)).toBe(2);
      const first = atOnce(lists.search("kestrel", null));
      expect(first.items.map(({ id }) => said.get(id)).slice(0, 2)).toEqual(["A kestrel 129", "A kestrel 128"]);
      const second = atOnce(lists.search("kestrel", first.next));
      expect([first.items.length, second.items.length]).toEqual([50, 50]);
    });

    /** A conversation that says so in its first question alone, and much else after it. */
    function askFirst(question: string, questions: number): void {
      const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
      let head: string | null = null;
      for (let asked = 0; asked < questions; asked++) {
        const answer = store.ask(id, head, asked === 0 ? question : "An owl", {
          variantName: "Tiny",
          form: { kind: "free" },
        });
        store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
        head = answer.id;
      }
      store.change(id, { title: "-" });
      said.set(id, question);
    }

    it("reads on in the few that have it further up, and leaves out the few that have it nowhere", () => {
      for (let index = 0; index < 4; index++) ask(`A kestrel ${index}`);
      askFirst("A kestrel further up", 12);
      for (let index = 4; index < 8; index++) ask(`A kestrel ${index}`);
      ask("An owl");
      const { items, next } = atOnce(lists.search("kestrel", null));
      expect(newest(101)?.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
      expect(items.map(({ id }) => said.get(id))).toEqual(
        [7, 6, 5, 4, "further up", 3, 2, 1, 0].map((what) => `A kestrel ${what}`),
      );
      expect(next).toBeNull();
    });

    it("leaves it to the index where one of them is too long to be read", () => {
      for (let index = 0; index < 4; index++) ask(`A kestrel ${index}`);
      askFirst("A kestrel far up", 120);
      expect(newest(101)).toBeNull();
      takeAll();
      expect(found("kestrel").at(0)).toBe("A kestrel far up");
    });

    it("leaves it to the index where several do not have it among their newest", () => {
      for (let index = 0; index < 3; index++) ask(`A kestrel ${index}`);
      ask("An owl");
      ask("An owl");
      expect(newest(101)).toBeNull();
      takeAll();
      expect(found("kestrel")).toHaveLength(3);
    });
  });

  it("reads the messages themselves where the index is far behind, and not all of those again for each conversation", () => {
    ask("A kestrel");
    takeAll();
    db.transaction(() => {
      for (let index = 0; index < 1100; index++) ask(`An owl ${index}`);
    });
    expect(search.find("owl 7")).toBeNull();
    expect(found("kestrel")).toEqual(["A kestrel"]);
    takeAll();
    expect(search.find("kestrel")?.size).toBe(1);
  });

  it("ends after the step in which it is cancelled", async () => {
    begin(null);
    for (let index = 0; index < 35; index++) ask("An owl");
    const leaving = new AbortController();
    let begun = 0;
    const steps = lists.search("kestrel", null);
    const counted = (function* () {
      for (;;) {
        begun++;
        // As the window's call that cancels it, which comes between two steps.
        setImmediate(() => leaving.abort());
        const step = steps.next();
        if (step.done === true) return step.value;
        yield;
      }
    })();
    await expect(stepByStep(counted, leaving.signal)).rejects.toThrow("aborted");
    expect(begun).toBeLessThanOrEqual(2);
    expect(steps.next().done).toBe(false);
  });
});

it("an index that is lost or damaged is made anew", () => {
  ask("A kestrel");
  takeAll();
  index.close();
  writeFileSync(join(folder, "search.db"), "no database");
  index = openIndex();
  expect(index.opening.outcome).toBe("created");
  begin(index);
  expect(found("kestrel")).toEqual(["A kestrel"]);
  takeAll();
  expect(search.find("kestrel")?.size).toBe(1);
  index.close();
});

it("an index that fails while it is used costs time alone", () => {
  ask("A kestrel");
  takeAll();
  index.close();
  expect(search.find("kestrel")).toBeNull();
  expect(found("kestrel")).toEqual(["A kestrel"]);
});
