import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay, setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { KiB, MiB } from "../../../../src-shared/figures/index.ts";
import type { JournalFile } from "../../../../src-main/models/download/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { seededRandom } from "../../../fixtures/index.ts";
import { DownloadBench, seeded } from "./harness.ts";
import { smallLimits } from "./small-limits.ts";

const kills = 50;
const sizeBytes = 3 * MiB + 11;
const connections = 4;
const rangeBytes = 256 * KiB;
const child = fileURLToPath(new URL("kill-child.ts", import.meta.url));

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Bytes that the journal claims, each of them compared with what it should be. */
function keptOf(file: JournalFile, right: Buffer): number {
  const part = openSync(file.partPath, "r");
  let kept = 0;
  for (const { start, end } of file.ranges) {
    const content = Buffer.alloc(end - start);
    readSync(part, content, 0, content.length, start);
    expect(content.equals(right.subarray(start, end))).toBe(true);
    kept += content.length;
  }
  closeSync(part);
  return kept;
}

/** Bytes that the journal claims of a file. */
const journaled = ({ installed, sizeBytes, ranges }: JournalFile): number =>
  installed ? sizeBytes : ranges.reduce((sum, { start, end }) => sum + end - start, 0);

let bench: DownloadBench;
let running: ChildProcess | null = null;
afterEach(async () => {
  running?.kill("SIGKILL");
  await bench.close();
});

describe("a process that is killed at any moment", () => {
  it.each([1, 2, 4])(
    "has never asked for more than one part per connection beyond what its journal has: of %i",
    async (connections) => {
      const shards = [1, 2, 3].map((shard) => seeded(`tiny-Q4_K_M-0000${shard}-of-00003.gguf`, shard * 400 * KiB + 11));
      bench = await DownloadBench.start(shards);
      const journal = new DownloadJournal(bench.db);
      const exposed: number[] = [];
      let asked = 0;
      bench.downloads = bench.open({
        settings: () => ({ connections, simultaneousDownloads: 1, maxBytesPerSecond: null }),
        // By the clock alone nothing would be synchronised before the end, and by the amount seldom.
        limits: { ...smallLimits, flushMs: 1_000_000, flushBytes: 3 * 64 * KiB },
        source: bench.telling((bytes) => {
          asked += bytes;
          const kept = journal.list()[0]?.files.reduce((sum, one) => sum + journaled(one), 0) ?? 0;
          exposed.push(asked - kept);
        }),
      });
      expect(await bench.fetch()).toMatchObject({ state: "done" });
      expect(exposed.length).toBeGreaterThan(30);
      expect(Math.max(...exposed)).toBeLessThanOrEqual(connections * 64 * KiB);
    },
  );

  it(
    `has lost at most one part per connection after each of ${kills} kills, claims no byte that is not there, and ends with the right checksum`,
    { timeout: 240_000 },
    async () => {
      bench = await DownloadBench.start([seeded("tiny-Q4_K_M.gguf", sizeBytes)]);
      const order = await bench.order();
      const body = bench.hub.repositories[0]?.revisions.get(bench.commit)?.[0]?.body;
      const right = await buffer(body?.read(0, sizeBytes) ?? Readable.from([]));
      const journal = new DownloadJournal(bench.db);
      const random = seededRandom(20260);
      const start = (maxBytesPerSecond: number | null): ChildProcess => {
        const options = JSON.stringify({
          url: bench.hub.url,
          folder: bench.folder,
          order,
          connections,
          rangeBytes,
          maxBytesPerSecond,
        });
        running = spawn(process.execPath, [child, options], { stdio: ["ignore", "pipe", "inherit"] });
        return running;
      };

      let servedBefore = 0;
      let keptBefore = 0;
      let resumed = 0;
      for (let kill = 0; kill < kills; kill++) {
        const process = start(1 * MiB);
        const closed = once(process, "close");
        // Between the first sign of life and some way into the transfer, at any moment of it.
        const changes = Math.floor(random() * 3);
        for (let change = 0; change <= changes; change++) {
          await Promise.race([once(process.stdout as Readable, "data"), closed]);
        }
        await delay(random() * 50);
        process.kill("SIGKILL");
        await closed;
        // The stand-in, which runs in this process, may have requests before it that it has yet to read and to count.
        await setImmediate();
        await expect.poll(() => bench.hub.openConnections().content).toBe(0);

        const [entry] = journal.list();
        const file = entry?.files[0];
        const served = bench.hub.log().bytes.content;
        if (file !== undefined && existsSync(file.finalPath)) {
          // It got through between two kills: right as well, and begun again.
          expect(hashOf(file.finalPath)).toBe(order.files[0]?.sha256);
          rmSync(bench.models, { recursive: true });
          journal.remove(entry?.id ?? "");
          keptBefore = 0;
        } else if (file !== undefined && existsSync(file.partPath)) {
          const kept = keptOf(file, right);
          expect(kept).toBeGreaterThanOrEqual(keptBefore);
          // What the server sent and the journal does not have: in flight, or not yet synchronised.
          expect(served - servedBefore - (kept - keptBefore)).toBeLessThanOrEqual(connections * rangeBytes);
          if (keptBefore > 0 && kept > keptBefore) resumed++;
          keptBefore = kept;
        }
        servedBefore = served;
      }
      expect(resumed).toBeGreaterThan(5);

      const last = start(null);
      const output = await buffer(last.stdout as Readable);
      expect(output.toString()).toMatch(/"state":"done"/);
      const finalPath = journal.list()[0]?.files[0]?.finalPath ?? "";
      expect(hashOf(finalPath)).toBe(order.files[0]?.sha256);
    },
  );
});
