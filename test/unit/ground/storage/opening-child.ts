/** A separate process that opens a database and writes one conversation into it. */
import process from "node:process";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";

const [, , path = "", id = ""] = process.argv;
const db = openAppDatabase(path);
db.run("INSERT INTO conversations (id, title, settings, created_at, updated_at) VALUES (?, 'Kept', '{}', 0, 0)", [id]);
db.close();
