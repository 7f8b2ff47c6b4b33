import { join, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Disk, DiskFile, Hasher } from "../../../../src-main/ground/files/index.ts";
import { FileTransfer } from "../../../../src-main/models/download/file-transfer.ts";
import { Gate } from "../../../../src-main/models/download/gate.ts";
import type { Journal, JournalFile } from "../../../../src-main/models/download/index.ts";
import { transferLimits } from "../../../../src-main/models/download/limits.ts";

const folder = join(sep, "models", "owner");
const sizeBytes = 1000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A transfer over a disk and a journal that write down what is asked of them, in order. */
function recorded() {
  const log: string[] = [];
  const failing = { datasync: null as Error | null };
  const file: DiskFile = {
    write: (_bytes: Buffer, _from: number, length: number) => {
      log.push("write");
      return Promise.resolve({ bytesWritten: length });
    },
    datasync: () => {
      log.push("synchronise the file's data");
      return failing.datasync === null ? Promise.resolve() : Promise.reject(failing.datasync);
    },
    sync: () => Promise.resolve(void log.push("synchronise the file")),
    truncate: () => Promise.resolve(),
    close: () => Promise.resolve(void log.push("close")),
  } as unknown as DiskFile;
  const disk: Disk = {
    sizeOf: () => Promise.reject(new Error("ENOENT")),
    makeFolder: () => Promise.resolve(),
    open: () => Promise.resolve(file),
    rename: () => Promise.resolve(void log.push("rename")),
    remove: () => Promise.resolve(),
    syncFolder: (path) => Promise.resolve(void log.push(`synchronise ${path}`)),
  };
  const journal = {
    setRanges: (_id: string, _position: number, ranges: unknown) => log.push(`journal ${JSON.stringify(ranges)}`),
    setInstalled: () => log.push("journal: installed"),
    setEtag: () => undefined,
  } as unknown as Journal;
  const hasher = {
    open: () => ({
      hashedBytes: 0,
      advance: () => undefined,
      digest: () => Promise.resolve(""),
      close: () => undefined,
    }),
  } as unknown as Hasher;
  const journalFile: JournalFile = {
    remotePath: "model.gguf",
    finalPath: join(folder, "model.gguf"),
    partPath: join(folder, "model.gguf.part"),
    sizeBytes,
    sha256: null,
    etag: null,
    installed: false,
    ranges: [],
  };
  const transfer = new FileTransfer({
    downloadId: "1",
    index: 0,
    file: journalFile,
    journal,
    hasher,
    limits: transferLimits,
    timers: { now: () => 0, sleep: () => Promise.resolve() },
    logger: silentLogger,
    disk,
    onProgress: () => undefined,
    changed: new Gate(),
  });
  return { transfer, log, failing };
}

async function written(transfer: FileTransfer): Promise<void> {
  await transfer.open();
  const part = transfer.take(1);
  if (part === null) throw new Error("there is nothing to fetch");
  await transfer.write(part, 0, Buffer.alloc(sizeBytes));
}

describe("what survives a power cut", () => {
  it("is written, then synchronised, and only then in the journal", async () => {
    const { transfer, log } = recorded();
    await written(transfer);
    await transfer.flush();
    expect(log).toEqual(["write", "synchronise the file's data", `journal [{"start":0,"end":${sizeBytes}}]`]);
    expect(transfer.durableBytes).toBe(sizeBytes);
  });

  it("has its name in the folder before the journal tells of it", async () => {
    const { transfer, log } = recorded();
    await written(transfer);
    await transfer.flush();
    log.length = 0;
    await transfer.install();
    expect(log).toEqual(["synchronise the file", "close", "rename", `synchronise ${folder}`, "journal: installed"]);
  });

  it("is nothing after a synchronisation that failed, though the next one would succeed", async () => {
    const { transfer, log, failing } = recorded();
    await written(transfer);
    failing.datasync = new Error("EIO");
    await expect(transfer.flush()).rejects.toThrow("EIO");
    failing.datasync = null;
    await expect(transfer.flush()).rejects.toThrow("EIO");
    await expect(transfer.write({ position: 0, end: 1, added: 0 }, 0, Buffer.alloc(1))).rejects.toThrow("EIO");
    await transfer.close();
    await settled();
    expect(log.filter((entry) => entry.startsWith("journal"))).toEqual([]);
    expect(transfer.durableBytes).toBe(0);
  });
});
