import SQLite from "better-sqlite3";
import { runMigration } from "../../../../src-main/ground/storage/run-migration.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";

/** Statements that put rows with every kind of value into the tables that a version adds, in the order of the migrations; each is put in before the next migration. */
const rowsOfVersion: readonly (readonly string[])[] = [
  [
    `INSERT INTO variants VALUES ('v1', 'o/n', 'c0ffee', 'UD-Q4_K_XL', 'Größe 🙂', 'Q4_K_XL', 'UD,imat', 'llama', 8030261248, 131072, 'ready', '/m', 1, 2)`,
    `INSERT INTO variants VALUES ('v2', NULL, NULL, NULL, 'Tiny', 'F16', '', 'gemma3', 1, NULL, 'damaged', NULL, 3, NULL)`,
    `INSERT INTO variant_files VALUES ('v1', 0, '/m/a.gguf', 5000000000, 'ab', 1), ('v1', 1, '/m/b.gguf', 7, NULL, 2), ('v2', 0, '/x', 1, NULL, 3)`,
  ],
  [
    `INSERT INTO conversations VALUES ('c1', 'Titel', 'v1', 'Tiny', 'Be brief.', 0.25, 0.95, 40, 4294967295, 9, 1024, 'm3', 1, 2)`,
    `INSERT INTO conversations VALUES ('c2', '', NULL, NULL, '', 0, 1, 0, NULL, NULL, NULL, NULL, 3, 4)`,
    `INSERT INTO messages (sequence, id, conversation_id, parent_id, role, text, state, error_code, error_message, error_details, variant_name,
      prompt_tokens, cached_tokens, tokens, tokens_per_second, prompt_tokens_per_second, first_token_ms, context_used_tokens, context_tokens, created_at)
     VALUES (5, 'm1', 'c1', NULL, 'user', 'é日本 🙂', 'complete', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1),
      (6, 'm2', 'c1', 'm1', 'assistant', 'One', 'failed', 'engine-crashed', 'It ended.', '{"signal":"SIGSEGV"}', 'Tiny', 1, 0, 2, 3.5, NULL, 4.25, 5, 4096, 2),
      (9, 'm3', 'c1', 'm1', 'assistant', '', 'streaming', NULL, NULL, NULL, 'Tiny', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3),
      (10, 'm4', 'c2', NULL, 'user', 'x', 'complete', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 4)`,
  ],
  [
    `INSERT INTO downloads VALUES ('d1', 'o/n', 'c0ffee', 'Q4_K_M', 'Q4_K_M', '', 'failed', 'disk-full', 'Full.', '{}', NULL, '/m', 'me', 12, 1)`,
    `INSERT INTO download_files VALUES ('d1', 0, 'a.gguf', '/m/a', '/m/a.part', 10, 'ab', '"etag"', 0), ('d1', 1, 'b.gguf', '/m/b', '/m/b.part', 10, NULL, NULL, 1)`,
    `INSERT INTO download_ranges VALUES ('d1', 0, 0, 4), ('d1', 0, 6, 8)`,
  ],
  [
    `INSERT INTO ledger_loads (id, at, machine, driver, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers, backend,
      flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads, base_place, load_ms)
     VALUES (3, 1, 'm', NULL, 'e', 'v', 'Tiny', 'Q4_K_M', 'loaded', 4096, 'q8_0', 33, 'cuda', 1, 0, 512, 1, 2, 1, 8, 'split', 12.5)`,
    `INSERT INTO ledger_speeds VALUES (3, 0, 0, 100, 50.5, 1000, 50, 200), (3, 1, 1, 4000, 1, 2, 3, 4)`,
  ],
  [`INSERT INTO engine_tunings VALUES ('m', 'e', 1, 8, 4, 8, 'one-worker', 50.5, 300, 0)`],
  [`INSERT INTO engine_tunings VALUES ('m', 'e', 1, 8, 'four-workers', 4, 8, 51.5, 310, 1)`],
  [`INSERT INTO searched_folders VALUES ('/m', 1)`],
  [],
  [],
  [],
  [
    `INSERT INTO conversation_folders VALUES ('f1', NULL, 'Work', 1), ('f2', 'f1', 'Größe', 2)`,
    `INSERT INTO presets VALUES ('p1', 'Brief', '{"version":1}', 1)`,
    `INSERT INTO attachments VALUES ('a1', 5, 'notes.txt', 'text/plain', 7, 'ab', 1)`,
    `INSERT INTO drafts VALUES ('c1', 'half a quest', '', 1), (NULL, 'é日本', 'long', 2)`,
    `UPDATE conversations SET folder_id = 'f2' WHERE id = 'c1'`,
  ],
  [`INSERT INTO jobs VALUES ('j', 'verify', '{"variantId":"v1"}', 1)`],
  [],
  [
    `INSERT INTO message_parts VALUES (5, 1, 'attachment', 'inside', '{"name":"notes.txt"}'), (9, 0, 'tool-call', '{"q":"日本"}', '{"id":null,"name":"find"}')`,
  ],
  [
    `INSERT INTO measurements VALUES ('aa', 'bb', 'cc', 4096, 'e', '{"positions":7}', 1)`,
    `INSERT INTO made_files VALUES ('bb', 'F16', 'aa', NULL, 2)`,
  ],
  [
    `INSERT INTO imported_conversations VALUES ('c1', 'chatgpt', 'gpt-1', 'Titel', 'ab', 1, 2), ('c2', 'claude', 'x', '', NULL, 3, 4)`,
    `INSERT INTO message_parts VALUES (10, 2, 'other', '', '{"type":"flag"}')`,
  ],
  [],
  [`INSERT INTO preset_choices VALUES ('v1', 'p1'), ('v2', 'code')`],
  [],
  [],
  [`UPDATE answer_figures SET left_out_after = 2, left_out_messages = 4`],
  [],
  [`INSERT INTO answer_forms VALUES (6, 'choice', '{"kind":"choice","choices":["a","b"]}', 'differs', '')`],
  [`INSERT INTO message_edits VALUES (5, 'half an é日本', 'long', 1)`],
  [`INSERT INTO prompts VALUES ('s1', 'Größe', 'Say {{text}}.', 1)`],
  [`UPDATE conversations SET title_open = 1 WHERE id = 'c2'`],
  [
    `INSERT INTO summaries VALUES (6, 'c1', 'é日本', 1, 'Tiny', 60, 120, 5)`,
    `UPDATE answer_figures SET left_out_summarised = 1`,
  ],
  [`UPDATE measurements SET parting = '{"words":["é日本"]}'`],
  [`INSERT INTO moves VALUES (1, 7, 'me', 1, 'copying', '/m', '/m/a', 1, '/n', '/n/a', NULL, '/n/a.part', 5000000000)`],
  [
    `INSERT INTO comparisons VALUES (4, 'x1', 'b1', 'Wie groß? 🙂', '[]', '{"version":2}', 7, 1, 0, 0, 5, NULL, 3)`,
    `INSERT INTO comparison_sides VALUES (4, 0, 'v1', 'Tiny', 'Q4_K_M', 10, 'ab', 'done', '{}', NULL, NULL, NULL, NULL),
      (4, 1, 'v2', 'Größe', 'F16', 20, NULL, 'failed', NULL, 'engine-crashed', 'killed', NULL, '{}')`,
    `INSERT INTO comparison_parts VALUES (4, 0, 0, 'thinking', 'é日本'), (4, 0, 1, 'text', 'One')`,
  ],
  [`UPDATE comparison_sides SET owner = 'here:7:1.2', asked_at = 5 WHERE position = 0`],
];

export type Rows = Record<string, Record<string, unknown>[]>;

/** A file of an earlier version with rows in every one of its tables. Returns them. */
export function fillDatabase(path: string, version: number): Rows {
  const sqlite = new SQLite(path);
  try {
    sqlite.pragma("journal_mode = WAL");
    sqlite.pragma("foreign_keys = OFF");
    for (const [index, migration] of migrations.slice(0, version).entries()) {
      runMigration(sqlite, migration);
      for (const statement of rowsOfVersion[index] ?? []) sqlite.exec(statement);
    }
    sqlite.pragma(`user_version = ${version}`);
    return allRows(sqlite);
  } finally {
    sqlite.close();
  }
}

/** Every row of every table of a file that is not open anywhere. */
export function rowsOf(path: string): Rows {
  const sqlite = new SQLite(path, { readonly: true });
  try {
    return allRows(sqlite);
  } finally {
    sqlite.close();
  }
}

/** Its first two columns, where it has two. */
function orderOf(sqlite: SQLite.Database, table: string): string {
  const columns = sqlite.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  return columns.length > 1 ? "1, 2" : "1";
}

function allRows(sqlite: SQLite.Database): Rows {
  const names = sqlite
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => [
      name,
      sqlite.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}" ORDER BY ${orderOf(sqlite, name)}`).all(),
    ]),
  );
}

/** What the rows of an earlier version are in the newest: the same values in the tables that hold them now. */
export function inNewestTables(rows: Rows): Rows {
  const { conversations = [], messages = [], ...others } = rows;
  if (conversations.every((row) => "settings" in row)) return rows;
  const answers = messages.filter(({ role }) => role === "assistant");
  return {
    ...others,
    conversations: conversations.map(({ system_prompt, temperature, top_p, top_k, seed, max_tokens, ...row }) => {
      const { context_tokens: contextTokens, ...kept } = row;
      const sampling = { temperature, topP: top_p, topK: top_k, seed, maxTokens: max_tokens };
      const settings = { version: 1, systemPrompt: system_prompt, sampling, contextTokens };
      return { ...kept, settings: JSON.stringify(settings) };
    }),
    messages: messages.map(({ sequence, id, conversation_id, parent_id, role, state, ...row }) => {
      const { error_code, error_message, error_details, variant_name, created_at } = row;
      const kept = { sequence, id, conversation_id, parent_id, role, state };
      return { ...kept, error_code, error_message, error_details, variant_name, created_at };
    }),
    message_parts: messages
      .filter(({ text }) => text !== "")
      .map(({ sequence, text }) => ({ message: sequence, position: 0, kind: "text", text, data: null })),
    answer_figures: answers
      .filter(({ tokens }) => tokens !== null)
      .map(({ sequence, prompt_tokens, cached_tokens, tokens, tokens_per_second, ...row }) => {
        const { prompt_tokens_per_second, first_token_ms, context_used_tokens, context_tokens } = row;
        const counted = { message: sequence, prompt_tokens, cached_tokens, tokens, tokens_per_second };
        return { ...counted, prompt_tokens_per_second, first_token_ms, context_used_tokens, context_tokens };
      }),
  };
}
