import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChatStore } from "../../../src-main/answers/chat/chat-store.ts";
import { ConversationLists } from "../../../src-main/answers/chat/conversation-lists.ts";
import { Chat, type ChatModels, searchSchema, searchVersion } from "../../../src-main/answers/chat/index.ts";
import { atOnce } from "../../../src-main/answers/chat/steps.ts";
import { MessageSearch } from "../../../src-main/answers/chat/search/index.ts";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import { type Database, openDerivedDatabase } from "../../../src-main/ground/storage/index.ts";
import { type CollectionChange, defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import { openAppDatabase } from "../../fixtures/open-app-database.ts";
import { seededRandom } from "../../fixtures/random.ts";
import { type Comparison, compare, median } from "../harness.ts";

const messagesInLong = 10_000;
const conversations = 1000;
const messagesInEach = 100;
const rounds = 21;
const openMs = 100;
const searchMs = 50;

const nobody: ChatModels = {
  lease: () => Promise.reject(new Error("nobody is asked here")),
  loaded: () => null,
};

/** What is looked for: how often it is said, and whether one and two characters are found as well. */
const needles: [string, string][] = [
  ["a word that is everywhere", "the"],
  ["a part of many words", "eri"],
  ["two words", "the ing"],
  ["a rare word", "kestrel"],
  ["nothing", "zyzzyva"],
  ["Chinese", "空を飛ぶ"],
  ["two Chinese characters", "空を"],
  ["one letter", "e"],
  ["two letters", "er"],
  ["two letters that nobody wrote", "qx"],
];

/** How long a long conversation takes to open, and a search through many; what crosses to the window for it. */
export async function chatAtScale(note: (text: string) => void): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-chat-"));
  const path = join(folder, "bitloft.db");
  const db = openAppDatabase(path);
  const index = openDerivedDatabase({
    ...{ path: join(folder, "search.db"), schema: searchSchema, version: searchVersion },
    logger: silentLogger,
  });
  const clock = { now: () => Date.now() };
  const chat = new Chat({
    ...{ db, searchIndex: index, models: nobody, variants: { get: () => null }, clock },
    logger: silentLogger,
  });
  const search = new MessageSearch({ db, index, logger: silentLogger });
  const store = new ChatStore({ db, search, clock });
  const lists = new ConversationLists({ db, search });
  try {
    const longest = fill(db, store, 1, messagesInLong)[0] ?? "";
    note(`a conversation of ${messagesInLong} messages`);
    const opened = timed("opens", openMs, () => chat.get(longest));
    const { messages } = chat.get(longest);
    const [first] = messages;
    const above = timed("its page before", openMs, () =>
      chat.earlier({ conversationId: longest, messageId: first?.id ?? "", until: null }),
    );
    const branch = timed("another branch of it", openMs, () =>
      chat.selectBranch({ conversationId: longest, messageId: first?.id ?? "" }),
    );
    fill(db, store, conversations, messagesInEach);
    note(`${conversations * messagesInEach} messages in ${conversations} conversations`);
    const begun = performance.now();
    while (search.takeSome());
    note(`in the search's index after ${((performance.now() - begun) / 1000).toFixed(1)} s, a few at a time`);
    const searches = needles.map(([name, needle]) =>
      timed(`a search for ${name}`, searchMs, () => atOnce(lists.search(needle, null))),
    );
    return [opened, above, branch, ...searches, ...onTheWire(chat, longest)];
  } finally {
    await chat.dispose();
    index.close();
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Conversations of this many messages each, questions and answers by turns. Returns their ids. */
function fill(db: Database, store: ChatStore, count: number, messages: number): string[] {
  const next = seededRandom(count);
  const words = Array.from({ length: 3000 }, () => word(next));
  return db.transaction(() =>
    Array.from({ length: count }, (_, at) => {
      const { id } = store.create({ variantId: null, settings: defaultConversationSettings }, null);
      let head: string | null = null;
      for (let asked = 0; asked < messages / 2; asked++) {
        const rare = at % 50 === 0 && asked === 0 ? " A kestrel: 鳥は空を飛ぶ。" : "";
        const answer = store.ask(id, head, text(next, words, 20) + rare, {
          variantName: "Tiny · Q4_K_M",
          form: { kind: "free" },
        });
        store.grow(answer, [{ position: 0, kind: "text", text: text(next, words, 140), isNew: true }]);
        store.endAnswer(answer, { state: "complete", stats: null, error: null, form: null });
        head = answer.id;
      }
      return id;
    }),
  );
}

const syllables = "the ing er on an st re es de al ti sch um ver ka lo mi ten ra en".split(" ");

function word(next: () => number): string {
  const length = 1 + Math.floor(next() * 3);
  return Array.from({ length }, () => syllables[Math.floor(next() * syllables.length)]).join("");
}

/** Some words are used often, and most of them seldom. */
function text(next: () => number, words: readonly string[], length: number): string {
  return Array.from({ length }, () => words[Math.floor(next() * next() * words.length)]).join(" ");
}

function onTheWire(chat: Chat, id: string): Comparison[] {
  const told: CollectionChange<unknown>[] = [];
  const end = chat.onConversations((change) => told.push(change));
  const renamed = chat.rename(id, "Another name");
  void end();
  const bytes = (value: unknown): number => JSON.stringify(value).length;
  const figures = { unit: "bytes", peer: "the item itself" };
  return [
    compare(
      { name: "what a changed conversation sends", ...figures, ours: bytes(told), theirs: bytes(renamed) },
      { at: "most", ratio: 1.5 },
    ),
    compare(
      {
        ...{ name: "what an opened conversation sends", unit: "messages", peer: "the whole conversation" },
        ...{ ours: chat.get(id).messages.length, theirs: messagesInLong },
      },
      { at: "most", ours: 100 },
    ),
  ];
}

function timed(name: string, boundMs: number, work: () => unknown): Comparison {
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return compare(
    { name, peer: "its bound", unit: "ms", ours: median(times), theirs: boundMs },
    { at: "most", ours: boundMs },
  );
}
