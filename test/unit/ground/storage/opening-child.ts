/** A process of its own that opens a database and writes one conversation into it. */
import process from "node:process";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const [, , path = "", id = ""] = process.argv;
const db = openAppDatabase(path);
db.run(
  "INSERT INTO conversations (id, title, system_prompt, temperature, top_p, top_k, created_at, updated_at) VALUES (?, 'Kept', '', 1, 1, 0, 0, 0)",
  [id],
);
db.close();
