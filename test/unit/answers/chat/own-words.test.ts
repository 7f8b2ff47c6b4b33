import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ownWords } from "../../../../src-main/answers/chat/own-words.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-own-words-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("are the last of all conversations in the order in which they were said, without the thoughts", () => {
  const db = openAppDatabase(join(folder, "words.db"));
  db.run("INSERT INTO conversations (id, title, settings, created_at, updated_at) VALUES ('c', 'T', '{}', 1, 1)", []);
  for (const [sequence, kind, text] of [
    [1, "text", "first"],
    [2, "text", "second"],
    [3, "thinking", "hm"],
    [4, "text", "third"],
  ] as const) {
    db.run(
      "INSERT INTO messages (sequence, id, conversation_id, role, state, depth, created_at) VALUES (?, ?, 'c', 'user', 'complete', ?, 1)",
      [sequence, `m${sequence}`, sequence],
    );
    db.run("INSERT INTO message_parts (message, position, kind, text) VALUES (?, 0, ?, ?)", [sequence, kind, text]);
  }
  expect(ownWords(db, 100)).toBe("first\n\nsecond\n\nthird");
  expect(ownWords(db, 6)).toBe("second\n\nthird");
  db.close();
});
