import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ForeignDatabase } from "../../../../ground/storage/index.ts";
import { importLimits } from "../limits.ts";
import { Skipped } from "./to-read.ts";
import { asText, idField, textPart, thinkingPart, timeField, toMs } from "./fields.ts";
import type { ForeignConversation, ForeignMessage, ForeignPart } from "./foreign.ts";

type Row = Readonly<Record<string, unknown>>;

/** Ollama's app may be writing: a copy is read. Throws what SQLite throws, and `Skipped` for a database of another program. */
export async function* readOllama(
  path: string,
  openForeign: (path: string) => ForeignDatabase,
): AsyncGenerator<ForeignConversation> {
  const folder = await mkdtemp(join(tmpdir(), "bitloft-import-"));
  let db: ForeignDatabase | null = null;
  try {
    for (const suffix of ["", "-wal"]) {
      if ((await stat(path + suffix).catch(() => null)) !== null)
        await copyFile(path + suffix, join(folder, `db.sqlite${suffix}`));
    }
    db = openForeign(join(folder, "db.sqlite"));
    const [chats, messages, calls] = ["chats", "messages", "tool_calls"].map((table) => db?.columns(table) ?? []);
    if (!chats?.includes("id") || !messages?.includes("chat_id") || !messages.includes("content"))
      throw new Skipped({ key: "import-not-recognised", figures: {} });
    for (const chat of db.all("SELECT * FROM chats ORDER BY rowid", [])) yield readChat(db, chat, calls ?? []);
  } finally {
    db?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function readChat(db: ForeignDatabase, chat: Row, callColumns: readonly string[]): ForeignConversation {
  const rows = db.all(`SELECT * FROM messages WHERE chat_id = ? ORDER BY rowid LIMIT ${importLimits.messages + 1}`, [
    chat["id"],
  ]);
  let last: string | null = null;
  const messages = rows.map((row, at): ForeignMessage => {
    const calls =
      callColumns.includes("message_id") && row["id"] !== null
        ? db.all("SELECT * FROM tool_calls WHERE message_id = ?", [row["id"]])
        : [];
    const message = toMessage(row, `${at}`, last, calls);
    last = message.id;
    return message;
  });
  return {
    ...{ source: "ollama", sourceId: idField.parse(chat["id"]), title: asText(chat["title"]), headId: last, messages },
    ...{ createdAt: toMs(chat["created_at"]), updatedAt: null },
  };
}

function toMessage(row: Row, at: string, parentId: string | null, calls: readonly Row[]): ForeignMessage {
  const said = row["role"];
  const role = said === "user" || said === "system" || said === "tool" ? said : "assistant";
  const id = idField.parse(row["id"] ?? null) ?? at;
  const place = {
    id,
    parentId,
    role,
    createdAt: timeField.parse(row["created_at"]),
    model: typeof row["model_name"] === "string" ? row["model_name"] : null,
  } as const;
  const text = row["content"];
  if (role === "tool") {
    return {
      ...place,
      parts: [{ kind: "tool-result", text: asText(text), data: { id: null, name: asText(row["tool_name"]) } }],
    };
  }
  return { ...place, parts: [...thinkingPart(row["thinking"]), ...textPart(text), ...calls.flatMap(toCall)] };
}

function toCall(row: Row): ForeignPart[] {
  const name = asText(row["function_name"] ?? row["name"]);
  const given = asText(row["function_arguments"] ?? row["arguments"]);
  const result = row["function_result"] ?? row["result"];
  const call: ForeignPart = { kind: "tool-call", text: given, data: { id: null, name } };
  return result == null ? [call] : [call, { kind: "tool-result", text: asText(result), data: { id: null, name } }];
}
