/** A separate process that is killed when one migration has run and the next is about to. */
import process from "node:process";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { migrations } from "../../../../src-main/composition/schema/index.ts";
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
openAppDatabase(path, all);
