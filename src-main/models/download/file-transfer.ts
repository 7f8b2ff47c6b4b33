import { dirname } from "node:path";
import { type Logger, appError } from "../../ground/core/index.ts";
import { type Disk, type DiskFile, type HashJob, type Hasher, nodeDisk } from "../../ground/files/index.ts";
import type { Gate } from "./gate.ts";
import { type Interval, Intervals } from "./intervals.ts";
import type { Journal, JournalFile } from "./journal.ts";
import type { TransferLimits } from "./limits.ts";
import type { Timers } from "./timers.ts";

/** A part of the file that one connection fetches. */
export interface Part {
  /** Where the next byte goes. */
  position: number;
  end: number;
  /** Bytes that this part brought and the file did not have. */
  added: number;
}

export interface FileTransferOptions {
  downloadId: string;
  /** Of the file in its download. */
  index: number;
  file: JournalFile;
  journal: Journal;
  hasher: Hasher;
  limits: TransferLimits;
  timers: Timers;
  logger: Logger;
  /** The system's own when left out. */
  disk?: Disk;
  onProgress: () => void;
  /** Opens when a part is given back, bytes are synchronised, or the file is complete, started over or installed. */
  changed: Gate;
}

/**
 * One file on its way to the disk: what is written, what of that is synchronised and in the journal, who fetches what, and how
 * far the checksum is. The order never changes: write, synchronise, journal.
 */
export class FileTransfer {
  readonly file: JournalFile;
  readonly index: number;
  /** The server ignores Range: one connection at a time, from the first byte. */
  wholeOnly = false;
  ignoredRanges = 0;
  /** An ETag that one answer gave instead of the known one. */
  strangeEtag: string | null = null;
  installed: boolean;
  readonly #options: FileTransferOptions;
  readonly #disk: Disk;
  readonly #written: Intervals;
  readonly #parts = new Set<Part>();
  #handle: DiskFile | null = null;
  #hash: HashJob | null = null;
  #durableBytes: number;
  #unsyncedBytes = 0;
  #lastFlush: number;
  #flushing: Promise<void> | null = null;
  /** The last write that was asked for. Never rejects. */
  #writing: Promise<unknown> = Promise.resolve();
  /**
   * After a failed synchronisation the system may call the next one a success though the bytes are lost, so this one's word
   * is final: only what the journal holds is believed, by the next run.
   */
  #failure: Error | null = null;

  constructor(options: FileTransferOptions) {
    this.#options = options;
    this.#disk = options.disk ?? nodeDisk;
    this.file = options.file;
    this.index = options.index;
    this.installed = options.file.installed;
    this.#written = new Intervals(options.file.ranges);
    this.#durableBytes = this.#written.bytes;
    this.#lastFlush = options.timers.now();
  }

  /** On the disk for certain, by the journal. */
  get durableBytes(): number {
    return this.installed ? this.file.sizeBytes : this.#durableBytes;
  }

  get unsyncedBytes(): number {
    return this.#unsyncedBytes;
  }

  /**
   * What a kill at this moment would make to be fetched again, at most: asked for and not written, or written and not
   * synchronised. A server that ignores Range sends all again anyway.
   */
  get exposedBytes(): number {
    let bytes = this.#unsyncedBytes;
    if (!this.wholeOnly) for (const { position, end } of this.#parts) bytes += end - position;
    return bytes;
  }

  get hashedBytes(): number {
    return this.installed ? this.file.sizeBytes : (this.#hash?.hashedBytes ?? 0);
  }

  get isComplete(): boolean {
    return this.installed || this.#written.prefixEnd === this.file.sizeBytes;
  }

  /** Opens or makes the partial file, at its full size but sparse, and drops what the journal says of a file that is gone. */
  async open(): Promise<void> {
    if (this.installed || this.#handle !== null) return;
    await this.#disk.makeFolder(dirname(this.file.partPath));
    const existingBytes = await this.#disk.sizeOf(this.file.partPath).catch(() => null);
    if (existingBytes === null) this.#written.clear();
    else this.#written.clipTo(existingBytes);
    this.#handle = await this.#disk.open(this.file.partPath, existingBytes === null ? "wx+" : "r+");
    if (existingBytes !== this.file.sizeBytes) await this.#handle.truncate(this.file.sizeBytes);
    if (this.#written.bytes !== this.#durableBytes) {
      this.#options.logger.warn("a partial file is shorter than its journal", { path: this.file.partPath });
      this.#saveRanges();
    }
    this.#startHash();
  }

  /** The next part to fetch, the earliest first so that the checksum can follow; null when nothing is free now. */
  take(connections: number): Part | null {
    if (this.installed || this.#handle === null) return null;
    const { sizeBytes } = this.file;
    if (this.wholeOnly) {
      if (this.#parts.size > 0 || this.isComplete) return null;
      return this.#lease({ position: 0, end: sizeBytes, added: 0 });
    }
    const { rangeBytes, leastRangeBytes } = this.#options.limits;
    const fair = Math.ceil(sizeBytes / connections / 2);
    const length = Math.max(leastRangeBytes, Math.min(rangeBytes, fair));
    const gap = this.#free(0, sizeBytes)[0];
    return gap === undefined
      ? null
      : this.#lease({ position: gap.start, end: Math.min(gap.end, gap.start + length), added: 0 });
  }

  giveBack(part: Part): void {
    this.#parts.delete(part);
    this.#options.changed.open();
  }

  /**
   * Writes what came for `part` at `offset`, but never over bytes that are there already (they may have been hashed) or that
   * another connection is fetching. Resolves with how many bytes were new. One write after the other: the system lets no two into
   * one file, and threads that wait for it there turn in circles.
   */
  write(part: Part, offset: number, bytes: Buffer): Promise<number> {
    const turn = this.#writing;
    const written = turn.then(() => this.#write(part, offset, bytes));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #write(part: Part, offset: number, bytes: Buffer): Promise<number> {
    const handle = this.#handle;
    if (this.#failure !== null) throw this.#failure;
    if (handle === null) throw appError("cancelled", "cancelled");
    const free = this.#free(offset, offset + bytes.length, part);
    for (const { start, end } of free) await writeAll(handle, bytes.subarray(start - offset, end - offset), start);
    let added = 0;
    for (const { start, end } of free) {
      this.#written.add(start, end);
      added += end - start;
    }
    this.#unsyncedBytes += added;
    this.#hash?.advance(this.#written.prefixEnd);
    if (this.isComplete) this.#options.changed.open();
    await this.#flushWhenDue();
    return added;
  }

  /** Brings to the disk and into the journal what has been written until now. */
  async flush(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    if (this.#failure !== null) throw this.#failure;
    if (this.#unsyncedBytes === 0 || this.#handle === null) return;
    this.#flushing = this.#synchronise(this.#handle)
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      })
      .finally(() => {
        this.#flushing = null;
      });
    await this.#flushing;
  }

  /** For the ticker: a synchronisation if the last one was long enough ago. */
  async flushIfOld(): Promise<void> {
    const { limits, timers } = this.#options;
    if (this.#unsyncedBytes > 0 && timers.now() - this.#lastFlush >= limits.flushMs) await this.flush();
  }

  async whenComplete(signal: AbortSignal): Promise<void> {
    while (!this.isComplete) await this.#options.changed.wait(signal);
  }

  /** The SHA-256 of the complete file, which is brought to the disk and into the journal meanwhile. */
  async digest(): Promise<string> {
    if (this.#hash === null) throw appError("cancelled", "cancelled");
    const [digest] = await Promise.all([this.#hash.digest(this.file.sizeBytes), this.flush()]);
    return digest;
  }

  /** Gives the file its name. The content must have been found right. */
  async install(): Promise<void> {
    await this.#handle?.sync();
    await this.close();
    await this.#disk.rename(this.file.partPath, this.file.finalPath);
    await this.#disk.syncFolder(dirname(this.file.finalPath));
    this.markInstalled();
  }

  markInstalled(): void {
    this.#options.journal.setInstalled(this.#options.downloadId, this.index);
    this.installed = true;
    this.#options.changed.open();
    this.#options.onProgress();
  }

  /** Forgets all bytes: they are known to be wrong or to belong to another content. No part may be out. */
  async restart(): Promise<void> {
    await this.close();
    await this.#disk.remove(this.file.partPath);
    this.#written.clear();
    this.#saveRanges();
    this.setEtag(null);
    await this.open();
    this.#options.changed.open();
  }

  setEtag(etag: string | null): void {
    if (etag === this.file.etag) return;
    this.file.etag = etag;
    this.#options.journal.setEtag(this.#options.downloadId, this.index, etag);
  }

  /** What was written is brought into the journal first, as far as the disk lets it. */
  async close(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    await this.flush().catch((error: unknown) => {
      this.#options.logger.warn("the last bytes could not be synchronised", { error: String(error) });
    });
    this.#handle = null;
    this.#unsyncedBytes = 0;
    this.#hash?.close();
    this.#hash = null;
    await handle.close();
  }

  #lease(part: Part): Part {
    this.#parts.add(part);
    return part;
  }

  /** What of `[start, end)` is neither written nor being fetched by another part than `own`. */
  #free(start: number, end: number, own: Part | null = null): Interval[] {
    const busy = new Intervals();
    for (const part of this.#parts) if (part !== own) busy.add(part.position, part.end);
    return this.#written.missing(start, end).flatMap((gap) => busy.missing(gap.start, gap.end));
  }

  #startHash(): void {
    this.#hash = this.#options.hasher.open(this.file.partPath, () => {
      this.#options.onProgress();
    });
    this.#hash.advance(this.#written.prefixEnd);
  }

  async #flushWhenDue(): Promise<void> {
    const { limits, timers } = this.#options;
    const due = this.#unsyncedBytes >= limits.flushBytes || timers.now() - this.#lastFlush >= limits.flushMs;
    if (!due) return;
    // One that runs already leaves the network time to go on; twice as much unsynchronised data waits for the disk.
    if (this.#flushing === null) {
      const flushed = this.flush();
      // Its failure is thrown by the next write.
      if (this.#unsyncedBytes < 2 * limits.flushBytes) flushed.catch(() => undefined);
      else await flushed;
    } else if (this.#unsyncedBytes >= 2 * limits.flushBytes) {
      await this.flush();
    }
  }

  async #synchronise(handle: DiskFile): Promise<void> {
    const ranges = this.#written.toArray();
    const bytes = this.#unsyncedBytes;
    await handle.datasync();
    this.#options.journal.setRanges(this.#options.downloadId, this.index, ranges);
    this.#unsyncedBytes -= bytes;
    this.#lastFlush = this.#options.timers.now();
    this.#durableBytes = new Intervals(ranges).bytes;
    this.#options.changed.open();
    this.#options.onProgress();
  }

  #saveRanges(): void {
    this.#options.journal.setRanges(this.#options.downloadId, this.index, this.#written.toArray());
    this.#durableBytes = this.#written.bytes;
  }
}

/** A write may be cut short, by a full disk for one; the next one then says why. */
async function writeAll(handle: DiskFile, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    if (bytesWritten === 0) throw appError("disk-failed", "takes-no-more");
    done += bytesWritten;
  }
}
