import { join } from "node:path";
import process from "node:process";
import { hubEndpoint } from "../../src-main/ground/settings/index.ts";
import { AppError } from "../../src-main/ground/core/index.ts";
import { GuardedHttpClient, HttpHubClient, hubToken } from "../../src-main/models/catalog/index.ts";
import { sayError } from "../../src-shared/words/index.ts";
import { argumentsOf } from "./arguments-of.ts";
import { writeRatings } from "./write-ratings.ts";
import { writeRows } from "./write-rows.ts";

const usage = `usage: npm run catalogue -- row [--to FILE] [--as OWNER/MODEL] FILE.gguf|OWNER/REPO[:LABEL]...
       npm run catalogue -- ratings EXPORT.json
Reads headers and writes the models' rows in resources/catalogue/shapes.json (or FILE), in place of those they had.
A row is the maker's model's: --as names it, else models.json beside the file, else the Hub's word for what the repository is based on.
Ratings are the newest in an export of Arena's official data set (lmarena-ai/leaderboard-dataset, text): ratings.json gets them.`;
const folder = join(import.meta.dirname, "../../resources/catalogue");
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [command, exported, ...more] = process.argv.slice(2);
if (command === "ratings" && exported !== undefined && more.length === 0) {
  writeRatings(exported, join(folder, "ratings.json"), say);
  process.exit();
}
const asked = argumentsOf(process.argv.slice(2));
if (asked === null) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const connection = { endpoint: () => hubEndpoint(null).url, token: () => hubToken(null) };
const http = new GuardedHttpClient({ ...connection, problem: () => hubEndpoint(null).problem });
try {
  const path = asked.to ?? join(folder, "shapes.json");
  await writeRows(asked, path, new HttpHubClient({ ...connection, http }), say);
} catch (error) {
  const text =
    error instanceof AppError ? sayError(error.toDto()) : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
} finally {
  http.close();
}
