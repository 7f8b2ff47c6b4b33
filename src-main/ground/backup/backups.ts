import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BackupProgress, WaitingRestore } from "../../../src-shared/contract/index.ts";
import { type Dispose, Emitter, appError } from "../core/index.ts";
import { toWriteError } from "../files/index.ts";
import type { BackupOptions, PreparedRestore, SwapOutcome, WriteRequest, WrittenBackup } from "./types.ts";
import { attachmentsName } from "./format.ts";
import { swapIn } from "./swap-in.ts";
import { unpackBackup } from "./unpack-backup.ts";
import { type Marker, markerPath, readMarker, removeAbandoned, writeMarker } from "./waiting.ts";
import { writeBackup } from "./write-backup.ts";

type OnProgress = (progress: BackupProgress) => void;

/** A data folder's database, settings and attachments as one file, and back. Models, caches and the Hub token are no part of it. */
export class Backups {
  readonly #options: BackupOptions;
  readonly #progress = new Emitter<BackupProgress | null>();

  constructor(options: BackupOptions) {
    this.#options = options;
  }

  /** Throws as `writeBackup` does. */
  async write(request: WriteRequest, signal: AbortSignal, onProgress: OnProgress): Promise<WrittenBackup> {
    await this.#removeAbandoned();
    return this.#telling(onProgress, (told) => writeBackup(this.#options, request, signal, told));
  }

  /**
   * Checks a backup's file and puts what is in it beside what is there, which is not touched. Once `confirm` was called, `swapIn` puts it in its
   * place, in this process or the next. Throws as `unpackBackup` does.
   */
  async prepare(path: string, signal: AbortSignal, onProgress: OnProgress): Promise<PreparedRestore> {
    const { dataFolder, migrations, databases, clock } = this.#options;
    await this.#removeAbandoned();
    const name = `restoring-${randomUUID().slice(0, 8)}`;
    const folder = join(dataFolder, name);
    try {
      const manifest = await this.#telling(onProgress, (told) =>
        unpackBackup({ path, folder, dataFolder, migrations, databases }, signal, told),
      );
      if (signal.aborted) throw appError("cancelled", "cancelled");
      const { createdAt, appVersion, parts } = manifest;
      const attachments = parts.filter((part) => part.name.startsWith(`${attachmentsName}/`)).length;
      const of: WaitingRestore = { createdAt, appVersion, attachments };
      return {
        of,
        confirm: () => this.#guarded(() => this.#wait({ folder: name, readyAt: clock.now(), ...of })),
        discard: () => this.#guarded(() => rm(folder, { recursive: true, force: true })),
      };
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true });
      throw toWriteError(thrown, dataFolder);
    }
  }

  /** Whatever is being written or checked, about once a percent; null when it has ended. */
  onProgress(listener: (progress: BackupProgress | null) => void): Dispose {
    return this.#progress.on(listener);
  }

  /** What takes its place at the next start; null where nothing does. */
  waiting(): WaitingRestore | null {
    const marker = readMarker(this.#options.dataFolder, this.#options.logger);
    if (marker === null) return null;
    const { createdAt, appVersion, attachments } = marker;
    return { createdAt, appVersion, attachments };
  }

  /** All stays as it is. Throws `disk-failed`. */
  async cancelWaiting(): Promise<void> {
    const { dataFolder, logger } = this.#options;
    const marker = readMarker(dataFolder, logger);
    if (marker === null) return;
    await this.#guarded(async () => {
      await rm(markerPath(dataFolder), { force: true });
      await rm(join(dataFolder, marker.folder), { recursive: true, force: true });
    });
  }

  /** Before anything of this process has opened the database. Throws as `swapIn` does. */
  swapIn(): Promise<SwapOutcome | null> {
    const { dataFolder, logger } = this.#options;
    return this.#guarded(() => swapIn({ dataFolder, logger }));
  }

  /** What waited before waits no longer. */
  async #wait(marker: Marker): Promise<void> {
    const { dataFolder, logger } = this.#options;
    const before = readMarker(dataFolder, logger);
    writeMarker(dataFolder, marker);
    if (before !== null) await rm(join(dataFolder, before.folder), { recursive: true, force: true });
  }

  async #telling<T>(onProgress: OnProgress, work: (told: OnProgress) => Promise<T>): Promise<T> {
    let percent = -1;
    try {
      return await work((progress) => {
        onProgress(progress);
        const now = Math.floor((progress.doneBytes * 100) / Math.max(1, progress.totalBytes));
        if (now === percent) return;
        percent = now;
        this.#progress.emit(progress);
      });
    } finally {
      this.#progress.emit(null);
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw toWriteError(thrown, this.#options.dataFolder);
    }
  }

  #removeAbandoned(): Promise<void> {
    const { dataFolder, clock, logger } = this.#options;
    return removeAbandoned(dataFolder, clock.now(), logger);
  }
}
