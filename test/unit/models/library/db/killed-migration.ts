/** A process of its own that is killed when one migration has run and the next is about to. */
import process from "node:process";
import { silentLogger } from "../../../../../src-main/ground/core/index.ts";
import { openDatabase } from "../../../../../src-main/models/library/db/index.ts";
import { migrations } from "../../../../../src-main/models/library/db/migrations/index.ts";
import { rebuildMessages } from "./rebuild-messages.ts";

const [, , path = ""] = process.argv;
const all = [...migrations, rebuildMessages, ""];
let reads = 0;
Object.defineProperty(all, all.length - 1, {
  get(): string {
    // Read once to know what the newest version looks like, then to run it.
    if (++reads > 1) process.kill(process.pid, "SIGKILL");
    return "";
  },
});
openDatabase(path, silentLogger, { migrations: all });
