/** How the product's own statements are run, and how many of them, however long the lists are. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ChatStore } from "../../../../src-main/answers/chat/chat-store.ts";
import { ConversationLists } from "../../../../src-main/answers/chat/conversation-lists.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { LedgerTable } from "../../../../src-main/models/ledger/ledger-table.ts";
import { DraftsTable } from "../../../../src-main/answers/chat/drafts-table.ts";
import { FiguresTable } from "../../../../src-main/answers/chat/figures-table.ts";
import { MessagesTable } from "../../../../src-main/answers/chat/messages-table.ts";
import { PartsTable } from "../../../../src-main/answers/chat/parts-table.ts";
import { MessageSearch, Passages } from "../../../../src-main/answers/chat/search/index.ts";
import { TuningsTable } from "../../../../src-main/answers/engine/tuning/tunings-table.ts";
import { VariantsTable } from "../../../../src-main/models/library/variants-table.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { Library } from "../../../../src-main/models/library/index.ts";
import type { ConversationPlace } from "../../../../src-shared/contract/index.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { fillDatabase } from "./filled-database.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type Statement, recordStatements } from "./recording-database.ts";

let folder: string;
let db: Database;
let recorded: Database;
let statements: Statement[];
eachInItsOwnPlace((place) => {
  ({ folder } = place);
  fillDatabase(place.path, migrations.length);
  db = place.open();
  ({ db: recorded, statements } = recordStatements(db));
});

/** The plans of what `work` asks for. */
function plansOf(work: () => void): string {
  statements.length = 0;
  work();
  return statements
    .map(({ sql, parameters }) =>
      db.all(`EXPLAIN QUERY PLAN ${sql}`, parameters, (row) => String(row["detail"])).join("; "),
    )
    .join("\n");
}

const count = (work: () => void): number => {
  statements.length = 0;
  work();
  return statements.length;
};

const clock = { now: () => 1 };
const search = (): MessageSearch => new MessageSearch({ db, index: null, logger: silentLogger });
const chatStore = (): ChatStore => new ChatStore({ db: recorded, clock, search: search() });
const conversationLists = (): ConversationLists => new ConversationLists({ db: recorded, search: search() });
const tuning = { machine: "m", engineVersion: "e", sizeClass: 1, maxThreads: 8 };

describe("found by index, without reading a whole table or sorting it", () => {
  it.each<[string, () => void]>([
    ["a branch", () => new MessagesTable(recorded).branch("m3")],
    ["the end of a branch", () => new MessagesTable(recorded).branch("m3", "m1")],
    ["siblings", () => new MessagesTable(recorded).childrenOf("c1", [null, "m1"])],
    ["the way down", () => new MessagesTable(recorded).newestLeaf("m1")],
    ["the last page of a branch", () => new MessagesTable(recorded).branch("m3", null, 40)],
    ["where branches part", () => new MessagesTable(recorded).fork("m3", "m2", 40)],
    ["a message's end", () => new MessagesTable(recorded).end(9, "complete", null)],
    ["a message's parts", () => new PartsTable(recorded).of([5, 6])],
    ["a message's growth", () => new PartsTable(recorded).append(9, 0, "x")],
    ["what is written anew of a message", () => new PartsTable(recorded).remove(9)],
    ["figures", () => new FiguresTable(recorded).of([5, 6])],
    ["a draft", () => new DraftsTable(recorded).get("c1")],
    ["the draft of a new conversation", () => new DraftsTable(recorded).get(null)],
    ["what was being written", () => new MessagesTable(recorded).markInterrupted()],
    ["a page of conversations", () => conversationLists().page("all", '[3,"c1"]')],
    ["what is in a folder", () => conversationLists().page({ folderId: "f1" }, '[3,"c1"]')],
    ["what a search shows", () => new Passages(recorded).of(["c1"], "a", null)],
    ["a variant", () => new VariantsTable(recorded).get("v1")],
    ["a page of the library", () => new VariantsTable(recorded).page({ addedAt: 3, id: "v2" }, 10)],
    ["whose a file is", () => new VariantsTable(recorded).findByPath("/m/a.gguf")],
    ["a download", () => new DownloadJournal(recorded).find("o/n", "c0ffee", "Q4_K_M")],
    ["loads of a machine", () => new LedgerTable(recorded).latest("m", 200)],
    ["a tuning", () => new TuningsTable(recorded).find(tuning)],
  ])("%s", (_name, work) => {
    const plans = plansOf(work);
    expect(plans).not.toMatch(/SCAN (?!path|down|one|other|wanted|json_each|CONSTANT)/);
  });

  it.each<ConversationPlace>(["all", "recent", "pinned", "archived", { folderId: "f1" }])(
    "a page of conversations in the order of its index: %j",
    (place) => {
      const plans = plansOf(() => conversationLists().page(place, null));
      expect(plans).not.toContain("TEMP B-TREE");
      expect(plans).toMatch(/USING (COVERING )?INDEX conversations_/);
    },
  );

  it("a page of the library in the order of its index", () => {
    const [variants] = plansOf(() => new VariantsTable(recorded).page(null, 10)).split("\n");
    expect(variants).toMatch(/USING INDEX variants_by_age/);
    expect(variants).not.toContain("TEMP B-TREE");
  });
});

describe("as many statements for a long list as for a short one", () => {
  it("a conversation of many messages", () => {
    const store = chatStore();
    const end = (after: string | null): string[] =>
      store.end(store.conversation("c1"), after).messages.map(({ id }) => id);
    const short = count(() => end(null));
    db.transaction(() => {
      for (let index = 0, parent = "m3"; index < 10_000; index++, parent = `n${index - 1}`) {
        db.run(
          `INSERT INTO messages (id, conversation_id, parent_id, depth, role, state, created_at)
           VALUES (?, 'c1', ?, ?, ?, 'complete', 0)`,
          [`n${index}`, parent, index + 2, index % 2 === 0 ? "user" : "assistant"],
        );
        db.run(
          "INSERT INTO message_parts (message, position, kind, text) SELECT sequence, 0, 'text', 'text' FROM messages WHERE id = ?",
          [`n${index}`],
        );
      }
      db.run("UPDATE conversations SET head_id = 'n9999' WHERE id = 'c1'");
    });
    expect(count(() => end(null))).toBeLessThanOrEqual(short);
    let pages = 1;
    let page = store.end(store.conversation("c1"), null);
    const all = page.messages.map(({ id }) => id);
    expect(all.length).toBeLessThan(100);
    for (; page.earlier > 0; pages++) {
      const [first = ""] = all;
      expect(page.earlier).toBe(10_002 - all.length);
      page = store.above({ conversationId: "c1", messageId: first, until: null });
      all.unshift(...page.messages.map(({ id }) => id));
    }
    expect(all.slice(0, 4)).toEqual(["m1", "m3", "n0", "n1"]);
    expect(new Set(all).size).toBe(10_002);
    expect(count(() => store.above({ conversationId: "c1", messageId: "n9900", until: null }))).toBeLessThanOrEqual(
      short,
    );
    // What changed at its end is read without the rest.
    expect(end("n9998")).toEqual(["n9999"]);
    expect(count(() => end("n9998"))).toBeLessThanOrEqual(short);
    expect(count(() => store.show("c1", "m2"))).toBe(count(() => store.show("c1", "m3")));
  });

  it("a library of many variants, whose states are written together", async () => {
    const library = new Library({ db: recorded, modelsFolder: () => join(folder, "models"), logger: silentLogger });
    const short = count(() => library.list());
    db.transaction(() => {
      db.run("INSERT INTO folders (id, path, role, away) VALUES (50, ?, 'imported', 0)", [folder]);
      for (let index = 0; index < 10_000; index++) {
        db.run(
          `INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
           VALUES (?, 'Tiny', 'F16', '', 'llama', 1, ?)`,
          [`n${index}`, index],
        );
        db.run("INSERT INTO blobs (id, size_bytes) VALUES (?, 1)", [1000 + index]);
        db.run(
          `INSERT INTO places (id, folder_id, path, blob_id, owner, state, here, size_bytes, modified_at)
           VALUES (?, 50, ?, ?, 'user', 'ready', 1, 1, 1)`,
          [1000 + index, `n${index}`, 1000 + index],
        );
        db.run("INSERT INTO variant_files VALUES (?, 0, ?)", [`n${index}`, 1000 + index]);
      }
    });
    expect(count(() => library.list())).toBe(short);
    expect(count(() => library.some(["n1", "n2", "n3"]))).toBe(short);
    expect(count(() => library.page(null, 100))).toBe(short);
    let changes = 0;
    let transactions = 0;
    const transaction = db.transaction.bind(db);
    db.transaction = (work) => {
      transactions++;
      return transaction(work);
    };
    library.onChange(({ put }) => {
      changes++;
      expect(put.length).toBeGreaterThanOrEqual(10_000);
    });
    statements.length = 0;
    await library.refresh();
    expect([changes, transactions]).toEqual([1, 1]);
    expect(statements.length).toBeLessThan(20);
    await library.dispose();
  });

  it("a ledger of many loads", () => {
    const table = new LedgerTable(recorded);
    const short = count(() => table.latest("m", 200));
    db.run(`INSERT INTO ledger_loads (at, machine, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers,
      flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads)
      SELECT at, machine, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers, flash_attention, mmap,
      batch_tokens, sequences, cpu_expert_layers, repack, threads FROM ledger_loads, json_each('[1,2,3,4,5,6,7,8,9,10]')`);
    expect(count(() => table.latest("m", 200))).toBe(short);
  });

  it("a journal of many downloads", () => {
    const journal = new DownloadJournal(recorded);
    const short = count(() => journal.list());
    for (let index = 0; index < 50; index++) {
      db.run(
        `INSERT INTO downloads (id, repository, commit_hash, variant_key, label, modifiers, state, root, created_at)
         VALUES (?, 'o/n', ?, 'k', 'l', '', 'done', '/m', 1)`,
        [`x${index}`, `c${index}`],
      );
    }
    expect(count(() => journal.list())).toBe(short);
    expect(
      journal
        .list()
        .find(({ id }) => id === "d1")
        ?.files.map(({ ranges }) => ranges),
    ).toEqual([
      [
        { start: 0, end: 4 },
        { start: 6, end: 8 },
      ],
      [],
    ]);
  });
});
