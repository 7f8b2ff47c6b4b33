import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Chat } from "../../../../src-main/answers/chat/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { defaultConversationSettings, messageText } from "../../../../src-shared/contract/index.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

let folder: string;
eachInItsOwnPlace((place) => void ({ folder } = place));

const kills = 20;
/** At 10 ms each: what is written within a second. */
const tokensInSecond = 100;

/** Other numbers each time, and the same in each run of the test. */
function moments(): number[] {
  let seed = 12345;
  return Array.from({ length: kills }, (_, kill) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return kill === 0 ? 0 : seed % 200;
  });
}

/** What it said until it was killed after so many tokens: that may be in the middle of a write. */
async function killedAfter(tokens: number, path: string, conversationId: string): Promise<string[]> {
  const script = join(import.meta.dirname, "killed-answer.ts");
  const log = openSync(`${path}.log`, "w");
  const child = spawn(process.execPath, [script, path, conversationId, String(tokens)], {
    stdio: ["ignore", log, "inherit", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
  });
  closeSync(log);
  child.stdio[3]?.once("data", () => child.kill("SIGKILL"));
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  return readFileSync(`${path}.log`, "utf8").split("\n");
}

const lastOf = (said: readonly string[], what: string): number =>
  Number(said.findLast((line) => line.startsWith(`${what} `))?.split(" ")[1] ?? -1);

const beside = { searchIndex: null, clock: { now: () => 0 }, logger: silentLogger };
const lease = (): Promise<never> => Promise.reject(new Error("nobody asks"));
const nobody = { variants: { get: () => null }, models: { loaded: () => null, lease } };

function begun(path: string): string {
  const db = openAppDatabase(path);
  const { id } = new Chat({ ...beside, ...nobody, db }).create({
    ...{ variantId: null, settings: defaultConversationSettings },
  });
  db.run(`INSERT INTO variants (id, name, label, modifiers, architecture, parameters, added_at)
    VALUES ('v', 'Tiny', 'F16', '', 'llama', 1, 1)`);
  db.run("UPDATE conversations SET variant_id = 'v'");
  db.close();
  return id;
}

/** What is there after a kill, of what was said before it. */
function expectKept(path: string, id: string, said: readonly string[]): void {
  expect(said[0]).toBe("synchronous 2");
  const db = openAppDatabase(path);
  try {
    expect(db.all("PRAGMA integrity_check", [], (row) => row["integrity_check"])).toEqual(["ok"]);
    const chat = new Chat({ ...beside, ...nobody, db });
    chat.recover();
    const [question, answer] = chat.get(id).messages.slice(-2);
    expect(question).toMatchObject({ role: "user", parts: [{ kind: "text", text: "Count." }] });
    expect(answer).toMatchObject({ role: "assistant", error: null, state: "interrupted" });
    const written = lastOf(said, "token");
    const whole = Array.from({ length: written + 1 }, (_, at) => `${at} `).join("");
    const kept = answer === undefined ? "" : messageText(answer);
    expect(whole.startsWith(kept)).toBe(true);
    expect(written - kept.split(" ").length).toBeLessThan(tokensInSecond);
    const typed = Number(/^typed (\d+)$/.exec(chat.typed.draft(id).text)?.[1] ?? -1);
    expect(typed).toBeGreaterThanOrEqual(lastOf(said, "typed"));
  } finally {
    db.close();
  }
}

// Twenty processes that begin anew, two at a time; in each of the two databases one finds what the kill before has left.
it(
  `loses no question, no draft and no more than a second of an answer, killed ${kills} times`,
  { timeout: 120_000 },
  async () => {
    const all = moments();
    const half = kills / 2;
    const lanes = [all.slice(0, half), all.slice(half)].map(async (lane, at) => {
      const path = join(folder, `killed-${at}.db`);
      const id = begun(path);
      for (const tokens of lane) expectKept(path, id, await killedAfter(tokens, path, id));
    });
    await Promise.all(lanes);
  },
);
