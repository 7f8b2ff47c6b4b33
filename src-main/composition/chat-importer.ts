import process from "node:process";
import { importFile } from "../answers/chat/index.ts";
import { silentLogger, systemClock } from "../ground/core/index.ts";
import { openBeside, openForeignDatabase } from "../ground/storage/index.ts";

/** The process that reads a file of another program and keeps its conversations: whatever is in the file can at worst end this one. */
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal reaches every process there; the parent decides what it means for this one.
process.on("SIGINT", () => undefined);

process.once("message", (order) => {
  void importFile(order, {
    clock: systemClock,
    openDatabase: (path) => openBeside(path, silentLogger),
    openForeign: openForeignDatabase,
    tell(news) {
      if (process.connected) process.send?.(news);
    },
  });
});
