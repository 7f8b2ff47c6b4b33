import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { ConversationImports } from "../../src-main/answers/chat/import/index.ts";
import { silentLogger } from "../../src-main/ground/core/index.ts";
import { openAppDatabase } from "../fixtures/open-app-database.ts";
import { seededRandom } from "../fixtures/random.ts";
import { type Benchmark, compare } from "./harness.ts";

const conversations = 5000;
const messagesInEach = 20;
const charactersInEach = 2000;
const importSeconds = 60;
const frameMs = 50;
const importer = fileURLToPath(new URL("../../src-main/composition/chat-importer.ts", import.meta.url));

/** The years of a person who moves in: how long they take, and whether whoever started it notices. */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-import-"));
    const db = openAppDatabase(join(folder, "bitloft.db"));
    const imports = new ConversationImports({
      ...{ db, nodePath: process.execPath, workerPath: importer, logger: silentLogger },
      ...{ attachmentsFolder: join(folder, "attachments"), clock: { now: () => Date.now() } },
      onImported: () => undefined,
    });
    try {
      const path = join(folder, "conversations.json");
      await pipeline(Readable.from(archive()), createWriteStream(path));
      note(`${conversations} conversations, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
      const figures = [];
      for (const [name, isDry] of [
        ["count what an archive has", true],
        ["import it", false],
        ["import it again, which changes nothing", false],
      ] as const) {
        const waits = monitorEventLoopDelay({ resolution: 1 });
        waits.enable();
        const begun = performance.now();
        const [file] = await imports.import({ paths: [path], isDry }, new AbortController().signal);
        const seconds = (performance.now() - begun) / 1000;
        waits.disable();
        const kept = (file?.conversations ?? 0) + (file?.unchanged ?? 0);
        if (kept !== conversations) throw new Error(`${kept} of ${conversations} conversations came over`);
        const took = { name, unit: "s", ours: seconds, peer: "its bound", theirs: importSeconds };
        const waited = { name: "main's longest wait meanwhile", unit: "ms", ours: waits.max / 1e6 };
        figures.push(
          compare(took, { at: "most", ours: importSeconds }),
          compare({ ...waited, peer: "a frame's bound", theirs: frameMs }, { at: "most", ours: frameMs }),
        );
      }
      return figures;
    } finally {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** As ChatGPT hands its conversations out: one array, each conversation a tree of its messages by their ids. */
function* archive(): Generator<string> {
  const next = seededRandom(1);
  const words = Array.from({ length: 3000 }, () => Math.floor(next() * 1e9).toString(36));
  yield "[";
  for (let at = 0; at < conversations; at++) yield (at === 0 ? "" : ",") + JSON.stringify(conversation(at, next, words));
  yield "]";
}

function conversation(at: number, next: () => number, words: readonly string[]): object {
  const id = (message: number): string => `${at}-${message}`;
  const mapping: Record<string, object> = {
    [id(0)]: { id: id(0), message: null, parent: null, children: [id(1)] },
  };
  for (let message = 1; message <= messagesInEach; message++) {
    mapping[id(message)] = {
      ...{ id: id(message), parent: id(message - 1), children: message < messagesInEach ? [id(message + 1)] : [] },
      message: {
        ...{ id: id(message), create_time: 1_700_000_000 + at * 100 + message, status: "finished_successfully" },
        author: { role: message % 2 === 1 ? "user" : "assistant", metadata: {} },
        ...{ content: { content_type: "text", parts: [text(next, words)] }, metadata: {} },
      },
    };
  }
  return {
    ...{ title: `Conversation ${at}`, create_time: 1_700_000_000 + at * 100, update_time: 1_700_000_099 + at * 100 },
    ...{ mapping, current_node: id(messagesInEach), conversation_id: `conversation-${at}`, id: `conversation-${at}` },
  };
}

function text(next: () => number, words: readonly string[]): string {
  let said = "";
  while (said.length < charactersInEach) said += `${words[Math.floor(next() * next() * words.length)] ?? ""} `;
  return said;
}
