import { type Clock, toAppError } from "../../../ground/core/index.ts";
import type { Database, ForeignDatabase } from "../../../ground/storage/index.ts";
import { ConversationWriter } from "./conversation-writer.ts";
import { type News, type Order, orderSchema } from "./protocol.ts";
import { readFile } from "./reader/read-file.ts";

export interface ImporterOptions {
  clock: Clock;
  /** Main's, beside it. */
  openDatabase: (path: string) => Database;
  /** Another program's, of which this is a copy. */
  openForeign: (path: string) => ForeignDatabase;
  tell: (news: News) => void;
}

/** Does what main has asked for: reads a file of another program and keeps its conversations. Never rejects. */
export async function importFile(asked: unknown, options: ImporterOptions): Promise<void> {
  const { tell } = options;
  try {
    await keepAll(orderSchema.parse(asked), options);
    tell({ type: "done" });
  } catch (thrown) {
    tell({ type: "failed", error: toAppError(thrown).toDto() });
  }
}

async function keepAll(
  { path, databasePath, attachmentsFolder, isDry }: Order,
  { clock, openDatabase, openForeign, tell }: ImporterOptions,
): Promise<void> {
  const db = openDatabase(databasePath);
  const writer = new ConversationWriter({ db, clock, isDry });
  for await (const report of readFile(path, { attachmentsFolder: isDry ? null : attachmentsFolder, openForeign })) {
    if (report.type === "conversation") writer.begin(report.conversation);
    else if (report.type === "messages") writer.take(report.messages);
    else if (report.type === "end") tell({ type: "written", ...writer.end() });
    else tell(report);
  }
  db.close();
}
