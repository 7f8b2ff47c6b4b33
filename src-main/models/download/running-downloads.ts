import type { Download } from "../../../src-shared/contract/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";
import { FileHasher } from "../../ground/files/index.ts";
import { Blocks } from "./blocks.ts";
import type { ChangeReporter } from "./change-reporter.ts";
import type { DownloadLeases } from "./download-leases.ts";
import { type DownloadStates, isActive } from "./download-states.ts";
import { DownloadTask } from "./download-task.ts";
import { isWithinHours } from "./download-hours.ts";
import { missingBytes } from "./entry-bytes.ts";
import type { JournalEntry } from "./journal.ts";
import { requireSpace } from "./require-space.ts";
import { Slots } from "./slots.ts";
import { Throttle } from "./throttle.ts";
import { toDiskError } from "./transfer-failure.ts";
import type { WholeDownloadsOptions } from "./types.ts";

/** So often the clock is looked at. */
const hoursMs = 20_000;

/** Why a run is aborted that has met no full disk itself. */
class DiskFilled {
  readonly error: AppError;

  constructor(error: AppError) {
    this.error = error;
  }
}

interface Running {
  task: DownloadTask;
  controller: AbortController;
  /** Never rejects. */
  ended: Promise<void>;
  /** Whoever has stopped it says what becomes of it. */
  isGivenUp: boolean;
}

/** Runs as many downloads at a time as the settings allow; the others wait in turn. */
export class RunningDownloads {
  readonly #options: WholeDownloadsOptions;
  readonly #states: DownloadStates;
  readonly #leases: DownloadLeases;
  readonly #reporter: ChangeReporter;
  readonly #hasher = new FileHasher();
  readonly #slots: Slots;
  readonly #throttle: Throttle;
  readonly #blocks: Blocks;
  readonly #running = new Map<string, Running>();
  /** What this process was asked to fetch and has no place for yet. */
  readonly #queue = new Set<string>();
  /** What a full disk has paused, with the bytes that were free then: null where that is not known. */
  readonly #short = new Map<string, number | null>();
  readonly #ended = new AbortController();
  #heeding = false;
  #disposed = false;

  constructor(
    options: WholeDownloadsOptions,
    { states, leases, reporter }: { states: DownloadStates; leases: DownloadLeases; reporter: ChangeReporter },
  ) {
    this.#options = options;
    this.#states = states;
    this.#leases = leases;
    this.#reporter = reporter;
    this.#slots = new Slots(() => options.settings().connections);
    this.#blocks = new Blocks(options.limits.writeBytes);
    this.#throttle = new Throttle(() => options.settings().maxBytesPerSecond, options.timers);
  }

  /** What runs for a download; null when nothing does. */
  task(id: string): DownloadTask | null {
    return this.#running.get(id)?.task ?? null;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  isQueued(id: string): boolean {
    return this.#queue.has(id);
  }

  /** Runs, or is going to. */
  has(id: string): boolean {
    return this.#running.has(id) || this.#queue.has(id);
  }

  /** Throws `busy` when another process has it. */
  enqueue(id: string): void {
    // Two clicks may both have come this far while the disk was asked; two writers in one file are one too many.
    if (this.has(id)) return;
    if (this.#leases.isHeldElsewhere(id)) {
      throw appError("busy", "fetched-elsewhere", { then: "appears-here" });
    }
    this.#short.delete(id);
    this.#queue.add(id);
    this.#states.set(id, "queued");
    this.#pump();
  }

  /** As the last run of the application left them: nothing is written before they run. */
  goOn(ids: readonly string[]): void {
    for (const id of ids) this.#queue.add(id);
    this.#pump();
  }

  /** What a full disk had paused when the application ended goes on when there is room. */
  awaitRoom(ids: readonly string[]): void {
    for (const id of ids) this.#short.set(id, null);
    void this.#heedHours();
  }

  /** Resolves when nothing of it runs any more. */
  async stop(id: string): Promise<void> {
    this.#queue.delete(id);
    this.#short.delete(id);
    const run = this.#running.get(id);
    if (run === undefined) return;
    run.isGivenUp = true;
    run.controller.abort();
    await run.ended;
  }

  /** Throws `disk-full` when what is still to come, with what others are still to receive, would not leave the slack free. */
  async requireSpace(bytes: number, root: string, exceptId: string | null): Promise<void> {
    const { diskFree, journal, limits } = this.#options;
    const freeBytes = await diskFree(root);
    if (freeBytes === null) return;
    const others = [...this.#running.keys()].filter((id) => id !== exceptId).flatMap((id) => journal.get(id) ?? []);
    requireSpace({
      missingBytes: bytes,
      othersBytes: others.reduce((sum, entry) => sum + missingBytes(entry), 0),
      slackBytes: limits.diskSlackBytes,
      freeBytes,
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#ended.abort();
    this.#queue.clear();
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.all([...this.#running.values()].map((run) => run.ended));
    this.#reporter.end();
    await this.#hasher.dispose();
  }

  /** Starts what there is room for, in the order of the journal, which another process may have changed meanwhile. */
  #pump(): void {
    if (this.#disposed) return;
    const { settings, journal } = this.#options;
    void this.#heedHours();
    if (!this.#isOpen()) return;
    if (this.#queue.size === 0 || this.#running.size >= settings().simultaneousDownloads) return;
    for (const entry of journal.list()) {
      if (this.#running.size >= settings().simultaneousDownloads) return;
      // Paused by another process while it waited here: a queued one is nobody's yet.
      if (this.#queue.delete(entry.id) && this.#states.of(entry).state !== "paused") this.#launch(entry);
    }
    // What is left is no longer in the journal.
    this.#queue.clear();
  }

  /** Why what is queued does not run yet. */
  waits(): NonNullable<Download["waits"]> {
    const hours = this.#options.settings().downloadHours ?? null;
    return hours === null || this.#isOpen() ? { for: "turn" } : { for: "hours", fromMinute: hours.fromMinute };
  }

  /** The hours of the day, by the settings. */
  #isOpen(): boolean {
    const hours = this.#options.settings().downloadHours ?? null;
    return hours === null || isWithinHours(hours, new Date(this.#options.clock.now()));
  }

  /** While there is something to run: lets it wait when its hours end, and go on when they begin. */
  async #heedHours(): Promise<void> {
    if (this.#heeding) return;
    this.#heeding = true;
    const { timers, logger } = this.#options;
    try {
      while (this.#running.size > 0 || this.#queue.size > 0 || this.#short.size > 0) {
        await timers.sleep(hoursMs, this.#ended.signal);
        await this.#resumeWithRoom();
        if (this.#isOpen()) this.#pump();
        else await Promise.all([...this.#running].map(([id, run]) => this.#putBack(id, run)));
      }
    } catch (error) {
      if (!this.#disposed) logger.error("the hours of downloads are not heeded", { error: String(error) });
    } finally {
      this.#heeding = false;
    }
  }

  /** Ends its run; what it has is on the disk, and its place in the order is as before. Not where it has ended otherwise meanwhile. */
  async #putBack(id: string, run: Running): Promise<void> {
    run.controller.abort();
    await run.ended;
    const entry = this.#options.journal.get(id);
    if (run.isGivenUp || entry === null || this.#leases.isHeldElsewhere(id)) return;
    if (!isActive(this.#states.of(entry).state)) return;
    this.#queue.add(id);
    this.#states.set(id, "queued");
  }

  /** With the figures where they are known: what it needs, and what is free. */
  async #pauseForRoom({ id, root }: JournalEntry, error: AppError): Promise<void> {
    const { journal, diskFree, limits } = this.#options;
    const free = await diskFree(root).catch(() => null);
    const entry = journal.get(id);
    if (entry === null) return;
    const [missing, slackBytes] = [missingBytes(entry), limits.diskSlackBytes];
    const isKnown = error.key === "too-little-space" || free === null || free >= missing + slackBytes;
    const figures = { missingBytes: missing, othersBytes: 0, slackBytes, freeBytes: free ?? 0 };
    this.#short.set(id, free);
    this.#states.set(id, "paused", isKnown ? error : appError("disk-full", "too-little-space", figures));
  }

  /** A full disk stops all that write to it: each would only meet it a moment later. */
  async #pauseOthersOn(root: string, error: AppError): Promise<void> {
    const { journal, diskOf } = this.#options;
    const disk = await diskOf(root);
    for (const entry of journal.list()) {
      if (!this.has(entry.id) || (await diskOf(entry.root)) !== disk) continue;
      this.#running.get(entry.id)?.controller.abort(new DiskFilled(error));
      if (this.#queue.delete(entry.id)) await this.#pauseForRoom(entry, error);
    }
  }

  /** In their order. Not while no more is free than when it was paused: a quota may have filled up, not the disk. */
  async #resumeWithRoom(): Promise<void> {
    const { journal, diskFree } = this.#options;
    const short = [...this.#short.keys()];
    const entries = short.length === 0 ? [] : journal.list();
    for (const id of short) if (!entries.some((entry) => entry.id === id)) this.#short.delete(id);
    for (const entry of entries) {
      const before = this.#short.get(entry.id);
      const { state, error } = this.#states.of(entry);
      if (before === undefined) continue;
      if (state !== "paused" || error?.code !== "disk-full" || this.#leases.isHeldElsewhere(entry.id)) {
        this.#short.delete(entry.id);
        continue;
      }
      const free = await diskFree(entry.root);
      if (free === null || (before !== null && free <= before)) continue;
      try {
        await this.requireSpace(missingBytes(entry), entry.root, entry.id);
      } catch {
        continue;
      }
      // A person may have paused or cancelled it meanwhile.
      if (this.#short.has(entry.id)) this.enqueue(entry.id);
    }
  }

  #launch(entry: JournalEntry): void {
    const { id } = entry;
    const { logger } = this.#options;
    const controller = new AbortController();
    const mine: Running = {
      task: this.#taskFor(entry, controller),
      controller,
      ended: Promise.resolve(),
      isGivenUp: false,
    };
    // Before it runs, so that the first state that is shown is that of a running one.
    this.#running.set(id, mine);
    mine.ended = this.#run(entry, mine.task, controller.signal)
      .finally(() => {
        this.#running.delete(id);
        if (this.#running.size === 0) this.#blocks.clear();
        this.#reporter.now();
        this.#pump();
      })
      .catch((error: unknown) => {
        // Only recording it can have failed, as when the drive with the journal is gone.
        logger.error("the end of a download could not be told", { id, error: String(error) });
      });
  }

  #taskFor(entry: JournalEntry, controller: AbortController): DownloadTask {
    const { source, journal, limits, timers, logger, settings, random } = this.#options;
    return new DownloadTask(entry, {
      source,
      journal,
      hasher: this.#hasher,
      slots: this.#slots,
      throttle: this.#throttle,
      blocks: this.#blocks,
      limits,
      timers,
      logger,
      connections: () => settings().connections,
      random,
      onProgress: () => {
        this.#reporter.soon();
      },
      onTick: () => {
        if (this.#leases.renew(entry.id)) return;
        logger.warn("another process has taken a download over", { id: entry.id });
        controller.abort(appError("busy", "taken-over"));
      },
    });
  }

  async #run(entry: JournalEntry, task: DownloadTask, signal: AbortSignal): Promise<void> {
    const { id, files } = entry;
    const { onInstalled, logger } = this.#options;
    try {
      if (!this.#leases.claim(id)) {
        logger.info("a download is another process's", { id });
        return;
      }
      this.#states.set(id, "downloading");
      await this.requireSpace(missingBytes(entry), entry.root, id);
      await task.run(signal);
      signal.throwIfAborted();
      const variantId = await onInstalled({
        ...entry,
        files: files.map(({ finalPath, sizeBytes, sha256 }) => ({ path: finalPath, sizeBytes, sha256 })),
      });
      this.#states.set(id, "done", null, variantId);
    } catch (thrown) {
      if (signal.aborted) {
        // The code that aborts decides what comes next, but for a disk that another download has found full.
        if (signal.reason instanceof DiskFilled) await this.#pauseForRoom(entry, signal.reason.error);
        return;
      }
      const error = toDiskError(thrown);
      logger.warn("a download ended early", { id, code: error.code });
      if (error.code !== "disk-full") this.#states.set(id, "failed", error);
      else {
        await this.#pauseForRoom(entry, error);
        // One that is too large for what is left says nothing of the others.
        if (error.key !== "too-little-space") await this.#pauseOthersOn(entry.root, error);
      }
    } finally {
      this.#leases.release(id);
    }
  }
}
