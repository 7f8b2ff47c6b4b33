import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type HubClient, GuardedHttpClient, HttpHubClient } from "../../../../src-main/models/catalog/index.ts";
import type { Download } from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import {
  type DownloadOrder,
  Downloads,
  type DownloadsOptions,
  type InstalledFiles,
  type Timers,
} from "../../../../src-main/models/download/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { type Body, type RunningHub, largeFile, repository, seededBody, startHub } from "../../../hub/index.ts";
import { smallLimits } from "./small-limits.ts";

export const repositoryId = "bitloft-test/Tiny-GGUF";

/** Time that runs faster: what waits 20 s for real waits a fraction of it here, and nothing is mocked away. */
export function fastTimers(factor = 20): Timers {
  return {
    now: () => Date.now() * factor,
    sleep: (milliseconds, signal) => delay(milliseconds / factor, undefined, signal === undefined ? {} : { signal }),
  };
}

export interface BenchFile {
  path: string;
  body: Body;
}

export const seeded = (path: string, sizeBytes: number): BenchFile => ({ path, body: seededBody(path, sizeBytes) });

/** A stand-in Hub with one repository, and downloads from it into a separate folder. */
export class DownloadBench {
  readonly folder: string = mkdtempSync(join(tmpdir(), "bitloft-download-"));
  readonly models: string = join(this.folder, "models");
  readonly installed: InstalledFiles[] = [];
  readonly hub: RunningHub;
  readonly client: HubClient;
  readonly commit: string;
  db: Database;
  downloads: Downloads;
  readonly #files: BenchFile[];
  readonly #options: Partial<DownloadsOptions>;

  private constructor(hub: RunningHub, files: BenchFile[], options: Partial<DownloadsOptions>) {
    this.hub = hub;
    this.commit = hub.repositories[0]?.main ?? "";
    this.#files = files;
    this.#options = options;
    const endpoint = (): string => hub.url;
    const http = new GuardedHttpClient({ endpoint, token: () => null, environment: {} });
    this.client = new HttpHubClient({ http, endpoint, token: () => null });
    this.db = this.openDb();
    this.downloads = this.open();
  }

  static async start(files: BenchFile[], options: Partial<DownloadsOptions> = {}): Promise<DownloadBench> {
    const hub = await startHub({
      repositories: [repository({ id: repositoryId, files: files.map(({ path, body }) => largeFile(path, body)) })],
    });
    return new DownloadBench(hub, files, options);
  }

  openDb(): Database {
    return openAppDatabase(join(this.folder, "bitloft.sqlite"));
  }

  /** Another service on the same journal, as after a start. */
  open(options: Partial<DownloadsOptions> = {}): Downloads {
    return new Downloads({
      source: this.client,
      journal: new DownloadJournal(this.db),
      modelsFolder: () => this.models,
      settings: () => ({ connections: 4, simultaneousDownloads: 2, maxBytesPerSecond: null }),
      onInstalled: (files) => {
        this.installed.push(files);
        return Promise.resolve(`variant-${this.installed.length}`);
      },
      isInLibrary: (path) => this.installed.some(({ files }) => files.some((file) => file.path === path)),
      logger: silentLogger,
      diskFree: () => Promise.resolve(null),
      timers: fastTimers(),
      clock: fastTimers(),
      limits: smallLimits,
      random: () => 0.5,
      ...this.#options,
      ...options,
    });
  }

  /** Reports how many bytes each request for a part asks for, before it is sent. */
  telling(onAsked: (bytes: number) => void): DownloadsOptions["source"] {
    return {
      resolveFile: this.client.resolveFile.bind(this.client),
      openRange: (file, start, endInclusive, ...rest) => {
        onAsked(endInclusive + 1 - start);
        return this.client.openRange(file, start, endInclusive, ...rest);
      },
    };
  }

  async order(): Promise<DownloadOrder> {
    return {
      repository: repositoryId,
      commit: this.commit,
      variantKey: "Q4_K_M",
      label: "Q4_K_M",
      modifiers: [],
      files: await Promise.all(
        this.#files.map(async ({ path, body }) => ({ path, sizeBytes: body.sizeBytes, sha256: await body.sha256() })),
      ),
    };
  }

  /** Starts the download and waits for its end, whatever it is. */
  async fetch(): Promise<Download> {
    const { id } = await this.downloads.start(await this.order());
    return this.settle(id);
  }

  async settle(id: string): Promise<Download> {
    const download = await this.downloads.settled(id);
    if (download === null) throw new Error("the download is gone");
    return download;
  }

  async close(): Promise<void> {
    await this.downloads.dispose();
    this.db.close();
    this.client.close();
    await this.hub.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
