import { wording } from "../../../fixtures/worded.ts";
import { describe, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
import { type DatabasePlace, eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let open: DatabasePlace["open"];
let db: Database | null;
eachInItsOwnPlace((place) => {
  ({ open } = place);
  db = null;
});

function upTo(version: number): Database {
  db?.close();
  db = open({ migrations: migrations.slice(0, version) });
  return db;
}

const tables = (at: Database): unknown[] =>
  at.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    [],
    (row) => row["name"],
  );

const addVariant = `INSERT INTO variants (id, name, label, modifiers, architecture, parameters, state, added_at)
  VALUES ('v', 'Tiny', 'Q4_K_M', '', 'llama', 1, 'ready', 0)`;

describe("0001-library", () => {
  it("holds variants and their files, which go with them", () => {
    const at = upTo(1);
    expect(tables(at)).toEqual(["variant_files", "variants"]);
    at.run(addVariant);
    at.run("INSERT INTO variant_files VALUES ('v', 0, '/models/a.gguf', 5000000000, NULL, 1)");
    expect(wording(() => at.run("INSERT INTO variant_files VALUES ('v', 1, '/models/a.gguf', 1, NULL, 1)"))).toThrow(
      /UNIQUE/,
    );
    expect(wording(() => at.run("UPDATE variants SET state = 'fine'"))).toThrow(/CHECK/);
    at.run("DELETE FROM variants");
    expect(at.all("SELECT * FROM variant_files", [], (row) => row)).toEqual([]);
  });
});

describe("0002-chat", () => {
  it("keeps the library's rows and adds the conversations", () => {
    upTo(1).run(addVariant);
    const at = upTo(2);
    expect(at.opening.outcome).toBe("migrated");
    expect(tables(at)).toEqual(["conversations", "messages", "variant_files", "variants"]);
    at.run(`INSERT INTO conversations (id, title, variant_id, variant_name, system_prompt, temperature, top_p, top_k, created_at, updated_at)
            VALUES ('c', 'T', 'v', 'Tiny · Q4_K_M', '', 0.7, 0.95, 40, 0, 0)`);
    at.run(
      "INSERT INTO messages (id, conversation_id, role, text, state, created_at) VALUES ('m', 'c', 'user', 'Hi', 'complete', 0)",
    );
    at.run("DELETE FROM variants");
    expect(at.get("SELECT variant_id, variant_name FROM conversations", [], (row) => ({ ...row }))).toMatchObject({
      variant_id: null,
      variant_name: "Tiny · Q4_K_M",
    });
    at.run("DELETE FROM conversations");
    expect(at.all("SELECT * FROM messages", [], (row) => row)).toEqual([]);
  });
});

describe("0003-downloads", () => {
  it("keeps conversations and adds the journal, whose rows go with their download", () => {
    upTo(2).run(`INSERT INTO conversations (id, title, system_prompt, temperature, top_p, top_k, created_at, updated_at)
      VALUES ('c', 'T', '', 0.7, 0.95, 40, 0, 0)`);
    const at = upTo(3);
    expect(at.get("SELECT count(*) AS n FROM conversations", [], (row) => row["n"])).toBe(1);
    at.run(`INSERT INTO downloads (id, repository, commit_hash, variant_key, label, modifiers, state, root, created_at)
            VALUES ('d', 'o/n', 'c0ffee', 'Q4_K_M', 'Q4_K_M', '', 'queued', '/m', 0)`);
    at.run("INSERT INTO download_files VALUES ('d', 0, 'a.gguf', '/m/a.gguf', '/m/a.gguf.part', 10, NULL, NULL, 0)");
    at.run("INSERT INTO download_ranges VALUES ('d', 0, 0, 5)");
    expect(wording(() => at.run("INSERT INTO download_ranges VALUES ('d', 7, 0, 5)"))).toThrow(/FOREIGN KEY/);
    expect(wording(() => at.run("INSERT INTO download_ranges VALUES ('d', 0, 5, 5)"))).toThrow(/CHECK/);
    at.run("DELETE FROM downloads");
    expect(at.all("SELECT * FROM download_ranges", [], (row) => row)).toEqual([]);
  });
});

describe("0004-ledger", () => {
  const addLoad = `INSERT INTO ledger_loads (at, machine, engine_version, variant, name, label, outcome, context_tokens, kv_type,
    gpu_layers, flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads)
    VALUES (0, 'm', 'e', 'v', 'Tiny', 'Q4_K_M', 'loaded', 4096, 'f16', 0, 1, 1, 512, 1, 0, 1, 2)`;

  it("keeps what there is and adds the ledger, whose speeds go with their load", () => {
    upTo(3).run(addVariant);
    const at = upTo(4);
    expect(at.opening.outcome).toBe("migrated");
    expect(at.get("SELECT count(*) AS n FROM variants", [], (row) => row["n"])).toBe(1);
    at.run(addLoad);
    at.run("INSERT INTO ledger_speeds VALUES (1, 0, 0, 100, 50, 1000, 50, 200)");
    expect(wording(() => at.run("INSERT INTO ledger_speeds VALUES (2, 0, 0, 100, 50, 1000, 50, 200)"))).toThrow(
      /FOREIGN KEY/,
    );
    expect(wording(() => at.run("UPDATE ledger_loads SET outcome = 'perhaps'"))).toThrow(/CHECK/);
    expect(wording(() => at.run("UPDATE ledger_loads SET measured_gpu_bytes = 0.5"))).toThrow(/INTEGER/);
    at.run("DELETE FROM ledger_loads");
    expect(at.all("SELECT * FROM ledger_speeds", [], (row) => row)).toEqual([]);
  });
});

describe("0005-tuning", () => {
  it("keeps the messages, whose threads nobody counted, and one tuning for each kind of load", () => {
    upTo(4).run(`INSERT INTO conversations (id, title, system_prompt, temperature, top_p, top_k, created_at, updated_at)
      VALUES ('c', 'T', '', 0.7, 0.95, 40, 0, 0)`);
    db?.run(`INSERT INTO messages (id, conversation_id, role, text, state, created_at)
      VALUES ('m', 'c', 'assistant', 'Hi', 'complete', 0)`);
    const at = upTo(5);
    expect(at.opening.outcome).toBe("migrated");
    expect(at.get("SELECT threads_usual, text FROM messages", [], (row) => ({ ...row }))).toMatchObject({
      threads_usual: null,
      text: "Hi",
    });
    const add = "INSERT INTO engine_tunings VALUES ('m', 'e', 1, 8, 4, 8, 'one-worker', 50.5, 300, 0)";
    at.run(add);
    expect(wording(() => at.run(add))).toThrow(/UNIQUE|PRIMARY/);
  });
});

describe("0006-environments", () => {
  it("keeps what was measured, and takes one tuning for each environment", () => {
    upTo(5).run("INSERT INTO engine_tunings VALUES ('m', 'e', 1, 8, 4, 7, 'one-worker', 50.5, 300, 9)");
    const at = upTo(6);
    expect(at.get("SELECT * FROM engine_tunings", [], (row) => ({ ...row }))).toEqual({
      ...{ machine: "m", engine_version: "e", size_class: 1, max_threads: 8, environment: "one-worker" },
      ...{ decode_threads: 4, prompt_threads: 7, decode_tokens_per_second: 50.5, prompt_tokens_per_second: 300 },
      measured_at: 9,
    });
    const add = "INSERT INTO engine_tunings VALUES ('m', 'e', 1, 8, 'four-workers', 4, 7, 50.5, 300, 9)";
    at.run(add);
    expect(wording(() => at.run(add))).toThrow(/UNIQUE|PRIMARY/);
  });
});

describe("0011-parts", () => {
  it("makes parts of the messages, JSON of the settings, and a table of the figures, which go with their conversation", () => {
    upTo(10)
      .run(`INSERT INTO conversations (id, title, system_prompt, temperature, top_p, top_k, created_at, updated_at)
      VALUES ('c', 'T', 'Be brief.', 0.30000000000000004, 0.95, 40, 0, 0)`);
    for (const [id, parent, role, said] of [
      ["q", null, "user", "<think>Is it?</think>"],
      ["a", "q", "assistant", "<think>\u2063\nhm\n</think>\u2063\n\nIt <think> is."],
      ["b", "q", "assistant", "<think>\nThe user asks.\n</think>\n\nYes."],
      ["c", "b", "user", "\u65e5\u672c"],
      ["d", "c", "assistant", ""],
    ] as const) {
      db?.run(
        `INSERT INTO messages (id, conversation_id, parent_id, role, text, state, created_at) VALUES (?, 'c', ?, ?, ?, 'complete', 0)`,
        [id, parent, role, said],
      );
    }
    db?.run("UPDATE messages SET tokens = 3, prompt_tokens = 4, threads_usual = 5 WHERE id = 'a'");
    const at = upTo(11);
    expect(at.opening.outcome).toBe("migrated");
    const parts = at.all(
      "SELECT id, depth, kind, text FROM messages LEFT JOIN message_parts ON message = sequence ORDER BY sequence, position",
      [],
      (row) => Object.values(row),
    );
    expect(parts).toEqual([
      ["q", 0, "text", "<think>Is it?</think>"],
      ["a", 1, "thinking", "hm"],
      ["a", 1, "text", "It <think> is."],
      ["b", 1, "thinking", "The user asks."],
      ["b", 1, "text", "Yes."],
      ["c", 2, "text", "\u65e5\u672c"],
      ["d", 3, null, null],
    ]);
    expect(
      at.all("SELECT settings FROM conversations", [], (row): unknown => JSON.parse(String(row["settings"]))),
    ).toEqual([
      {
        ...{ version: 1, systemPrompt: "Be brief.", contextTokens: null },
        sampling: { temperature: 0.30000000000000004, topP: 0.95, topK: 40, seed: null, maxTokens: null },
      },
    ]);
    expect(at.all("SELECT * FROM answer_figures", [], (row) => ({ ...row }))).toMatchObject([
      { message: 2, tokens: 3, prompt_tokens: 4, cached_tokens: 0, threads_usual: 5, threads_fewest: 5 },
    ]);
    expect(wording(() => at.run("UPDATE message_parts SET kind = 'video'"))).toThrow(/CHECK/);
    expect(wording(() => at.run("UPDATE conversations SET settings = 'none'"))).toThrow(/CHECK/);
    at.run("INSERT INTO drafts VALUES ('c', 'x', '', 0)");
    at.run("DELETE FROM conversations");
    for (const table of ["messages", "message_parts", "answer_figures", "drafts", "unsearched_messages"]) {
      expect(
        at.all(`SELECT * FROM ${table}`, [], (row) => row),
        table,
      ).toEqual([]);
    }
  });
});

describe("0019-conversation-list", () => {
  it("leaves conversations where they were, neither pinned nor archived", () => {
    const before = upTo(18);
    before.run("INSERT INTO conversation_folders VALUES ('f', NULL, 'Work', 1)");
    before.run(`INSERT INTO conversations (id, title, folder_id, settings, created_at, updated_at)
      VALUES ('c', 'T', 'f', '{}', 1, 2), ('d', 'U', NULL, '{}', 3, 4)`);
    const at = upTo(19);
    expect(
      at.all("SELECT id, folder_id, pinned, archived, updated_at FROM conversations ORDER BY id", [], (row) => ({
        ...row,
      })),
    ).toEqual([
      { id: "c", folder_id: "f", pinned: 0, archived: 0, updated_at: 2 },
      { id: "d", folder_id: null, pinned: 0, archived: 0, updated_at: 4 },
    ]);
    expect(wording(() => at.run("UPDATE conversations SET pinned = 2"))).toThrow(/CHECK/);
  });
});
