import process from "node:process";
import { doDatabaseWork } from "../ground/backup/index.ts";
import { migrations } from "./schema/index.ts";

/** The process that copies the whole database and checks a copy: each takes seconds where it is large, in which nothing else could be done. */
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal reaches every process there; the parent decides what it means for this one.
process.on("SIGINT", () => undefined);

process.once("message", (order) => {
  process.send?.(doDatabaseWork(order, migrations));
});
