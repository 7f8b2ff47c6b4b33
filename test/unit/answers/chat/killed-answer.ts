/**
 * Asks, and writes an answer and drafts until it is killed. A token takes 10 ms of a clock that only the tokens move, and no time. Says on
 * standard output, a file, what it is about to do or has done, and by a pipe that it is time to be killed. Arguments: the database, the
 * conversation, and the token at which it is time.
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { mock } from "node:test";
import process from "node:process";
import type { InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { Chat } from "../../../../src-main/answers/chat/chat.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const [databasePath = "", conversationId = "", killedAt = ""] = process.argv.slice(2);
// The next one begins sooner.
flushCompileCache();
mock.timers.enable({ apis: ["setTimeout"] });
const say = (...said: unknown[]): void => void writeSync(1, `${said.join(" ")}\n`);

const db = openAppDatabase(databasePath);
say(
  "synchronous",
  db.get("PRAGMA synchronous", [], (row) => row["synchronous"]),
);
let tokens = 0;
const chat = new Chat({
  ...{ db, searchIndex: null, clock: { now: () => tokens }, logger: silentLogger },
  variants: { get: (id) => ({ id, name: "Tiny", label: "F16", modifiers: [] }) as unknown as InstalledVariant },
  models: {
    loaded: () => null,
    lease: () =>
      Promise.resolve({
        plan: { contextTokens: 4096 },
        inspect: () => Promise.reject(new Error("nothing is inspected here")),
        async generate(_request, { onText }) {
          for (;;) {
            say("token", tokens);
            if (tokens === Number(killedAt)) writeSync(3, "now");
            onText(`${tokens++} `);
            mock.timers.tick(10);
            if (tokens % 7 === 0) {
              chat.typed.keepDraft({ conversationId, text: `typed ${tokens}`, pasted: "", waiting: "", awaits: null });
              say("typed", tokens);
            }
            await new Promise(setImmediate);
          }
        },
        release: () => undefined,
      }),
  },
});
chat.send({ conversationId, text: "Count.", fromNew: false, hidden: [] });
say("asked");
