/**
 * The process that `kill.test.ts` kills: fetches what its arguments name, prints a line for every change, and the last
 * state. The throttle makes every kill fall into the middle.
 */
import process from "node:process";
// Not by the entry, which also brings what this process, started fifty times, has no use for.
import { GuardedHttpClient } from "../../../../src-main/models/catalog/http/guarded-http-client.ts";
import { HttpHubClient } from "../../../../src-main/models/catalog/hub/http-hub-client.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type DownloadOrder, Downloads } from "../../../../src-main/models/download/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { smallLimits } from "./small-limits.ts";

const { url, folder, order, connections, rangeBytes, maxBytesPerSecond } = JSON.parse(process.argv[2] ?? "") as {
  url: string;
  folder: string;
  order: DownloadOrder;
  connections: number;
  rangeBytes: number;
  maxBytesPerSecond: number;
};
const http = new GuardedHttpClient({ endpoint: () => url, token: () => null, environment: {} });
const db = openAppDatabase(`${folder}/bitloft.sqlite`);
const downloads = new Downloads({
  source: new HttpHubClient({ http, endpoint: () => url, token: () => null }),
  journal: new DownloadJournal(db),
  modelsFolder: () => `${folder}/models`,
  settings: () => ({ connections, simultaneousDownloads: 1, maxBytesPerSecond }),
  onInstalled: () => Promise.resolve("variant"),
  isInLibrary: () => false,
  logger: silentLogger,
  limits: { ...smallLimits, rangeBytes, flushMs: 20 },
});
downloads.onChange(([download]) => {
  process.stdout.write(`${download?.receivedBytes ?? 0}\n`);
});
const { id } = await downloads.start(order);
const last = await downloads.settled(id);
await downloads.dispose();
db.close();
http.close();
process.stdout.write(`${JSON.stringify(last)}\n`);
