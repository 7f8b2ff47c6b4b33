/**
 * Downloads, library and catalogue in a process of their own, so that their processor time and memory can be told from the benchmark's. Fetches
 * and verifies once for each message, and deletes what it fetched.
 */
import { join } from "node:path";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import { migrations } from "../../../src-main/composition/schema/index.ts";
import { openDatabase } from "../../../src-main/ground/storage/index.ts";
import { Catalog } from "../../../src-main/models/catalog/catalog.ts";
import { readBundledCatalogue } from "../../../src-main/models/catalog/bundled/read-bundled-catalogue.ts";
import { GuardedHttpClient } from "../../../src-main/models/catalog/http/guarded-http-client.ts";
import { HttpHubClient } from "../../../src-main/models/catalog/hub/http-hub-client.ts";
import { DownloadJournal, Downloads, VariantDownloads } from "../../../src-main/models/download/index.ts";
import { Library } from "../../../src-main/models/library/index.ts";
import { sayError } from "../../../src-shared/words/index.ts";
import { benchRepository, benchVariant } from "./download-subject.ts";

export interface OurFigures {
  milliseconds: number;
  /** Of the last byte's arrival until the file is in the library. */
  afterLastByteMs: number;
  cpuSeconds: number;
  /** The most that the process has held in memory. */
  peakBytes: number;
  /** Held before the first download: Node, and the sources as it keeps them. */
  idleBytes: number;
}

const [folder = "", connectionsText = ""] = process.argv.slice(2);
const endpoint = (): string => process.env["HF_ENDPOINT"] ?? "";
const token = (): null => null;
const modelsFolder = (): string => join(folder, "models");
const logger = silentLogger;
const db = openDatabase({ path: join(folder, "bitloft.db"), migrations, logger });
const library = new Library({ db, logger, modelsFolder });
const http = new GuardedHttpClient({ endpoint, token, environment: {} });
const hub = new HttpHubClient({ http, endpoint, token });
const downloads = new Downloads({
  source: hub,
  journal: new DownloadJournal(db),
  modelsFolder,
  settings: () => ({ connections: Number(connectionsText), simultaneousDownloads: 1, maxBytesPerSecond: null }),
  onInstalled: (installed) => library.installed(installed),
  isInLibrary: (path) => library.has(path),
  logger,
});
const catalog = new Catalog({
  hub,
  bundled: readBundledCatalogue({ folder: "", sizeOf: () => 0, endpoint, logger }),
  cacheFolder: join(folder, "header-cache"),
  logger,
});
const ordered = new VariantDownloads(downloads, catalog);

process.on("message", () => {
  void fetchOnce().then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => {
  void downloads.dispose().then(() => {
    http.close();
    db.close();
    process.exit(0);
  });
});
const idleBytes = process.memoryUsage.rss();
process.send?.("ready");

async function fetchOnce(): Promise<OurFigures> {
  const begun = performance.now();
  const cpuBefore = process.cpuUsage();
  let lastByteAt = begun;
  const end = downloads.onChange(([now]) => {
    if (now !== undefined && now.receivedBytes < now.totalBytes) lastByteAt = performance.now();
  });
  const { id } = await ordered.start({ repository: benchRepository, variant: benchVariant });
  const last = await downloads.settled(id);
  const done = performance.now();
  end();
  if (last?.state !== "done" || last.variantId === null)
    throw new Error(last?.error ? sayError(last.error) : "the download did not end");
  const { user, system } = process.cpuUsage(cpuBefore);
  await library.remove(last.variantId, last.totalBytes);
  await ordered.clear();
  return {
    milliseconds: done - begun,
    afterLastByteMs: done - lastByteAt,
    cpuSeconds: (user + system) / 1e6,
    idleBytes,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
