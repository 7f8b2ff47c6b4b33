/** Reads a file into a database and dies in the middle of a conversation. Arguments: the database, the file. */
import process from "node:process";
import { ConversationWriter } from "../../../../../src-main/answers/chat/import/conversation-writer.ts";
import { readFile } from "../../../../../src-main/answers/chat/import/reader/read-file.ts";
import { silentLogger, systemClock } from "../../../../../src-main/ground/core/index.ts";
import { openBeside, openForeignDatabase } from "../../../../../src-main/ground/storage/index.ts";

const [databasePath = "", path = ""] = process.argv.slice(2);
const writer = new ConversationWriter({ db: openBeside(databasePath, silentLogger), clock: systemClock, isDry: false });
let batches = 0;
for await (const report of readFile(path, { attachmentsFolder: null, openForeign: openForeignDatabase })) {
  if (report.type === "conversation") writer.begin(report.conversation);
  else if (report.type === "messages") writer.take(report.messages);
  if (report.type === "messages" && ++batches === 5) process.kill(process.pid, "SIGKILL");
}
