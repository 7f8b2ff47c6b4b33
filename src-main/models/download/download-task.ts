import { stat } from "node:fs/promises";
import type { Download } from "../../../src-shared/contract/index.ts";
import { type AppError, type Logger, appError } from "../../ground/core/index.ts";
import type { Hasher } from "../../ground/files/index.ts";
import { backoffMs } from "./backoff.ts";
import type { Blocks } from "./blocks.ts";
import { fetchPart } from "./fetch-part.ts";
import { FileAddress } from "./file-address.ts";
import type { FileSource } from "./file-source.ts";
import { FileTransfer, type Part } from "./file-transfer.ts";
import { Gate } from "./gate.ts";
import type { Journal, JournalEntry, JournalFile } from "./journal.ts";
import type { TransferLimits } from "./limits.ts";
import { RetryBoard } from "./retry-board.ts";
import type { Slots } from "./slots.ts";
import { SpeedMeter } from "./speed-meter.ts";
import type { Throttle } from "./throttle.ts";
import type { Timers } from "./timers.ts";
import { ContentChanged, TransferFailure, sortFailure } from "./transfer-failure.ts";

export interface TaskDependencies {
  source: FileSource;
  journal: Journal;
  hasher: Hasher;
  slots: Slots;
  throttle: Throttle;
  blocks: Blocks;
  limits: TransferLimits;
  timers: Timers;
  logger: Logger;
  connections: () => number;
  random: () => number;
  /** Between a half and one second apart, while the transfer runs: for the lease. */
  onTick: () => void;
  /** Something that is shown has changed. */
  onProgress: () => void;
}

/** A connection slower than this share of its neighbours' mean speed is replaced. */
const slowShare = 0.05;

/** One download while it runs: from the first request to the last file's name. */
export class DownloadTask {
  readonly #dependencies: TaskDependencies;
  readonly #transfers: { transfer: FileTransfer; address: FileAddress }[];
  readonly #changed = new Gate();
  readonly #speed: SpeedMeter;
  readonly #retries: RetryBoard;
  readonly #restarted = new Set<number>();
  #fetching = 0;
  #holdUntil = 0;

  constructor(entry: JournalEntry, dependencies: TaskDependencies) {
    this.#dependencies = dependencies;
    const { source, journal, hasher, limits, timers, logger, onProgress } = dependencies;
    this.#speed = new SpeedMeter(timers);
    this.#retries = new RetryBoard(timers);
    this.#transfers = entry.files.map((file, index) => ({
      transfer: new FileTransfer({
        downloadId: entry.id,
        index,
        file,
        journal,
        hasher,
        limits,
        timers,
        logger,
        onProgress,
        changed: this.#changed,
      }),
      address: new FileAddress(source, entry.repository, entry.commit, file, limits),
    }));
  }

  /** Everything has arrived; what is left is the checksum. */
  get isVerifying(): boolean {
    return this.#transfers.every(({ transfer }) => transfer.isComplete);
  }

  get receivedBytes(): number {
    return this.#transfers.reduce((sum, { transfer }) => sum + transfer.durableBytes, 0);
  }

  get verifiedBytes(): number {
    return this.#transfers.reduce((sum, { transfer }) => sum + transfer.hashedBytes, 0);
  }

  get bytesPerSecond(): number | null {
    return this.isVerifying ? null : this.#speed.bytesPerSecond();
  }

  /** The worst of what is being retried. */
  get retry(): Download["retry"] {
    return this.#retries.worst;
  }

  /**
   * Resolves when every file has the right checksum and its name. Throws an `AppError`, or the signal's reason. In
   * either case the files are closed and the journal says what is on the disk.
   */
  async run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const ticking = this.#tick(AbortSignal.any([signal, ended.signal]));
    try {
      for (const { transfer } of this.#transfers) {
        await this.#adopt(transfer, signal);
        await transfer.open();
      }
      while (!(await this.#round(signal)));
    } finally {
      ended.abort();
      await ticking;
      for (const { transfer } of this.#transfers) await transfer.close();
    }
  }

  /** True when all is done, false when a file starts over and another round is needed. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const round = new AbortController();
    const within = AbortSignal.any([signal, round.signal]);
    const work = this.#transfers.map(({ transfer }) => this.#complete(transfer, within));
    for (let lane = 0; lane < this.#dependencies.connections(); lane++) work.push(this.#lane(within));
    try {
      await Promise.all(work);
      return true;
    } catch (thrown) {
      round.abort();
      await Promise.allSettled(work);
      signal.throwIfAborted();
      if (!(thrown instanceof ContentChanged)) throw thrown;
      await this.#restart(thrown.position, changed());
      return false;
    }
  }

  async #lane(signal: AbortSignal): Promise<void> {
    while (this.#transfers.some(({ transfer }) => !transfer.installed)) {
      if (this.#isExposed()) {
        await this.#secure(signal);
        continue;
      }
      const next = this.#take();
      if (next === null) {
        await this.#changed.wait(signal);
        continue;
      }
      try {
        await this.#fetch(next.transfer, next.address, next.part, signal);
      } finally {
        this.#retries.over(next.part);
        next.transfer.giveBack(next.part);
      }
    }
  }

  /** A further part could make a kill cost more than one part for each connection. */
  #isExposed(): boolean {
    const { connections, limits } = this.#dependencies;
    const exposed = this.#transfers.reduce((sum, { transfer }) => sum + transfer.exposedBytes, 0);
    return exposed > (connections() - 1) * limits.rangeBytes;
  }

  /** Brings to the disk what is written; where that is nothing, the parts that are out have to come further first. */
  async #secure(signal: AbortSignal): Promise<void> {
    const unsynced = this.#transfers.filter(({ transfer }) => transfer.unsyncedBytes > 0);
    if (unsynced.length === 0) await this.#changed.wait(signal);
    else await withSignal(Promise.all(unsynced.map(({ transfer }) => transfer.flush())), signal);
  }

  #take(): { transfer: FileTransfer; address: FileAddress; part: Part } | null {
    for (const { transfer, address } of this.#transfers) {
      const part = transfer.take(this.#dependencies.connections());
      if (part !== null) return { transfer, address, part };
    }
    return null;
  }

  /** One part with all its attempts. */
  async #fetch(transfer: FileTransfer, address: FileAddress, part: Part, signal: AbortSignal): Promise<void> {
    const { source, slots, throttle, blocks, limits, timers, random, logger } = this.#dependencies;
    const slowBelow = (): number => (slowShare * (this.#speed.bytesPerSecond() ?? 0)) / Math.max(1, this.#fetching);
    const onBytes = (bytes: number): void => {
      this.#speed.add(bytes);
      this.#retries.over(part);
    };
    let attempt = 0;
    for (;;) {
      const before = part.added;
      try {
        const hold = this.#holdUntil - timers.now();
        if (hold > 0) await timers.sleep(hold, signal);
        await slots.use(signal, async () => {
          this.#fetching++;
          try {
            const more = { limits, timers, onBytes, slowBelow };
            await fetchPart(part, { source, address, transfer, throttle, blocks, ...more }, signal);
          } finally {
            this.#fetching--;
          }
        });
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        const failure = sortFailure(thrown);
        if (!(failure instanceof TransferFailure)) throw failure;
        // The connection broke, or was given up as slow, in the moment in which its last byte came: nothing is left to ask for.
        if (part.position >= part.end) return;
        const { appError, retryAfterMs, counts } = failure;
        if (retryAfterMs !== null && retryAfterMs > limits.maxRetryAfterMs) throw appError;
        if (part.added - before >= limits.progressBytes) attempt = 0;
        if (counts) attempt++;
        if (attempt >= (appError.code === "hub-offline" ? limits.offlineAttempts : limits.attempts)) throw appError;
        logger.info("a part is fetched again", { code: appError.code, attempt, position: part.position });
        this.#retries.failed(part, appError.toDto(), Math.max(1, attempt));
        this.#dependencies.onProgress();
        // What the server asks of one connection it asks of all.
        if (retryAfterMs !== null) this.#holdUntil = Math.max(this.#holdUntil, timers.now() + retryAfterMs);
        else await timers.sleep(backoffMs(attempt, limits, random), signal);
      }
    }
  }

  /** Follows one file to its end: complete, right, named. */
  async #complete(transfer: FileTransfer, signal: AbortSignal): Promise<void> {
    while (!transfer.installed) {
      await transfer.whenComplete(signal);
      if (transfer.installed) return;
      this.#dependencies.onProgress();
      const found = await withSignal(transfer.digest(), signal);
      const { sha256 } = transfer.file;
      if (sha256 === null || found === sha256) {
        await transfer.install();
        this.#retries.over(transfer);
        return;
      }
      await this.#restart(transfer.index, wrongChecksum(transfer.file, found));
    }
  }

  /** Once for each file and run: a second time would most likely end the same, at gigabytes each. */
  async #restart(position: number, reason: AppError): Promise<void> {
    const transfer = this.#transfers[position]?.transfer;
    if (transfer === undefined) throw reason;
    const again = this.#restarted.has(position);
    this.#restarted.add(position);
    await transfer.restart();
    if (again) throw reason;
    this.#dependencies.logger.warn("a file is fetched anew", { code: reason.code, path: transfer.file.remotePath });
    this.#retries.failed(transfer, reason.toDto(), 1);
    this.#dependencies.onProgress();
  }

  /** A file of that name and size may be the right one: left by a crash between renaming and the journal, or by a lost journal. */
  async #adopt(transfer: FileTransfer, signal: AbortSignal): Promise<void> {
    const { finalPath, sizeBytes, sha256 } = transfer.file;
    if (transfer.installed) {
      const there = await stat(finalPath).catch(() => null);
      if (there?.size !== sizeBytes) transfer.installed = false;
      return;
    }
    if (sha256 === null) return;
    const there = await stat(finalPath).catch(() => null);
    if (there === null || !there.isFile() || there.size !== sizeBytes) return;
    const job = this.#dependencies.hasher.open(finalPath);
    try {
      if ((await withSignal(job.digest(sizeBytes), signal)) === sha256) transfer.markInstalled();
    } finally {
      job.close();
    }
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { timers, limits, onTick, onProgress } = this.#dependencies;
    while (!signal.aborted) {
      try {
        await timers.sleep(limits.flushMs, signal);
      } catch {
        return;
      }
      onTick();
      // Its failure is thrown by the next write.
      for (const { transfer } of this.#transfers) await transfer.flushIfOld().catch(() => undefined);
      onProgress();
    }
  }
}

/** The promise, or the signal's reason as soon as it fires. */
function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

function changed(): AppError {
  return appError("remote-changed", "keeps-changing");
}

function wrongChecksum(file: JournalFile, found: string): AppError {
  return appError("checksum-mismatch", "download", {
    path: file.remotePath,
    expectedSha256: file.sha256,
    foundSha256: found,
  });
}
