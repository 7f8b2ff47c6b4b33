import { randomUUID } from "node:crypto";
import type { Download, ErrorDto } from "../../../src-shared/contract/index.ts";
import { AppError, type Clock, Emitter, type Logger, systemClock } from "../../ground/core/index.ts";
import { FileHasher, freeBytes, removeFiles } from "../../ground/files/index.ts";
import { ChangeReporter } from "./change-reporter.ts";
import { describeDownload } from "./describe-download.ts";
import { DownloadTask } from "./download-task.ts";
import type { DownloadOrder, DownloadSettings, Downloads, InstalledFiles } from "./downloads.ts";
import type { FileSource } from "./file-source.ts";
import { Endings } from "./endings.ts";
import { missingBytes } from "./entry-bytes.ts";
import { isWhole } from "./is-whole.ts";
import type { DownloadState, Journal, JournalEntry } from "./journal.ts";
import { type TransferLimits, transferLimits } from "./limits.ts";
import { type Owner, createOwner } from "./owner.ts";
import { planFiles } from "./plan-files.ts";
import { requireSpace } from "./require-space.ts";
import { Slots } from "./slots.ts";
import { Throttle } from "./throttle.ts";
import { type Timers, systemTimers } from "./timers.ts";
import { toDiskError } from "./transfer-failure.ts";

export interface DownloadsOptions {
  source: FileSource;
  journal: Journal;
  /** Which of the journal's entries are this service's: two kinds of downloads share one journal without meeting. All when left out. */
  isOwn?: (entry: JournalEntry) => boolean;
  /** Absolute. */
  modelsFolder: () => string;
  settings: () => DownloadSettings;
  /** Puts a finished variant into the library and returns its id there. Called again if it failed. */
  onInstalled: (installed: InstalledFiles) => Promise<string>;
  /** Whether a file belongs to the library already: a cancelled download does not delete it. */
  isInLibrary: (path: string) => boolean;
  /** Whether the library holds it and knows of no damage; left out: as `isInLibrary`. */
  isSound?: (path: string) => boolean;
  logger: Logger;
  /** Bytes free on the disk of a path; null when unknown. */
  diskFree?: (path: string) => Promise<number | null>;
  timers?: Timers;
  /** For what outlives the process: leases, and when a download was ordered. */
  clock?: Clock;
  limits?: Partial<TransferLimits>;
  /** 0 to 1, for the scatter of retries. */
  random?: () => number;
  owner?: Owner;
}

interface Running {
  task: DownloadTask;
  controller: AbortController;
  /** Never rejects. */
  ended: Promise<void>;
}

/** States in which a download is at work, or wants to be. */
const active: ReadonlySet<DownloadState> = new Set(["queued", "downloading", "verifying"]);
/** A download that failed of these may well run after the next start. */
const passing: ReadonlySet<string> = new Set(["hub-offline", "hub-timeout", "hub-rate-limited"]);

export function createDownloads(options: DownloadsOptions): Downloads {
  const { source, journal, modelsFolder, settings, onInstalled, isInLibrary, logger } = options;
  const { diskFree = freeBytes, timers = systemTimers, clock = systemClock, random = Math.random } = options;
  const { isSound = isInLibrary, isOwn = () => true, owner = createOwner() } = options;
  const limits: TransferLimits = { ...transferLimits, ...options.limits };

  const hasher = new FileHasher();
  const slots = new Slots(() => settings().connections);
  const throttle = new Throttle(() => settings().maxBytesPerSecond, timers);
  const running = new Map<string, Running>();
  /** What this process was asked to fetch and has no place for yet. */
  const queue = new Set<string>();
  /** Orders being looked at, by what they are for: two clicks are one order. */
  const starting = new Map<string, Promise<Download>>();
  const endings = new Endings();
  /** States that could not be written, on a full disk for one; they are shown all the same. */
  const unwritten = new Map<string, { state: DownloadState; error: ErrorDto | null }>();
  const changes = new Emitter<Download[]>();
  const reporter = new ChangeReporter(() => changes.emit(list()), timers);
  let disposed = false;

  const entries = (): JournalEntry[] => journal.list().filter(isOwn);

  function list(): Download[] {
    return entries().map(describe);
  }

  function describe(entry: JournalEntry): Download {
    const shown = unwritten.get(entry.id) ?? { state: shownState(entry), error: entry.error };
    return describeDownload(entry, shown, running.get(entry.id)?.task ?? null);
  }

  /** What the journal says, unless it speaks of a process that is gone. */
  function shownState(entry: JournalEntry): DownloadState {
    if (!active.has(entry.state)) return entry.state;
    const run = running.get(entry.id);
    if (run !== undefined) return run.task.isVerifying ? "verifying" : "downloading";
    if (queue.has(entry.id)) return "queued";
    return isHeldElsewhere(entry.id) ? entry.state : "paused";
  }

  function isHeldElsewhere(id: string): boolean {
    const lease = journal.lease(id);
    return lease !== null && !owner.isGone(lease, clock.now(), limits.leaseMs);
  }

  function setState(
    id: string,
    state: DownloadState,
    error: AppError | null = null,
    variantId: string | null = null,
  ): void {
    const dto = error?.toDto() ?? null;
    try {
      journal.setState(id, state, dto, variantId);
      unwritten.delete(id);
    } catch (failure) {
      unwritten.set(id, { state, error: dto });
      logger.error("the state of a download could not be written", { id, state, error: String(failure) });
    }
    reporter.now();
  }

  function required(id: string): JournalEntry {
    const entry = journal.get(id);
    if (entry === null) throw new AppError("not-found", "This download is no longer in the list.");
    return entry;
  }

  /** Throws `disk-full` when what is still to come, with what others are still to receive, would not leave the slack free. */
  async function checkDisk(bytes: number, exceptId: string | null): Promise<void> {
    const freeBytes = await diskFree(modelsFolder());
    if (freeBytes === null) return;
    const others = [...running.keys()].filter((id) => id !== exceptId).flatMap((id) => journal.get(id) ?? []);
    requireSpace({
      missingBytes: bytes,
      othersBytes: others.reduce((sum, entry) => sum + missingBytes(entry), 0),
      slackBytes: limits.diskSlackBytes,
      freeBytes,
    });
  }

  function enqueue(entry: JournalEntry): void {
    // Two clicks may both have come this far while the disk was asked; two writers in one file are one too many.
    if (running.has(entry.id) || queue.has(entry.id)) return;
    if (isHeldElsewhere(entry.id)) {
      throw new AppError("busy", "Another Bitloft process is fetching this variant. It appears here when it is done.");
    }
    queue.add(entry.id);
    setState(entry.id, "queued");
    pump();
  }

  /** Starts what there is room for, the oldest first. */
  function pump(): void {
    if (disposed) return;
    for (const id of queue) {
      if (running.size >= settings().simultaneousDownloads) return;
      queue.delete(id);
      const entry = journal.get(id);
      if (entry !== null) launch(entry);
    }
  }

  function launch(entry: JournalEntry): void {
    const { id } = entry;
    const controller = new AbortController();
    const lost = (): void => {
      logger.warn("another process has taken a download over", { id });
      controller.abort(new AppError("busy", "Another Bitloft process has taken this download over."));
    };
    let renewedAt = clock.now();
    const task = new DownloadTask(entry, {
      source,
      journal,
      hasher,
      slots,
      throttle,
      limits,
      timers,
      logger,
      connections: () => settings().connections,
      random,
      onProgress: () => {
        reporter.soon();
      },
      onTick: () => {
        const now = clock.now();
        // Either way: a lease of a time that is still to come would say nothing.
        if (Math.abs(now - renewedAt) < limits.leaseMs / 6) return;
        try {
          if (!journal.renew(id, { owner: owner.name, renewedAt: now })) lost();
          renewedAt = now;
        } catch (error) {
          // A full disk, for one. The next tick tries again; the lease outlasts many of them.
          logger.warn("the lease of a download could not be renewed", { id, error: String(error) });
        }
      },
    });
    const mine: Running = { task, controller, ended: Promise.resolve() };
    // Before it runs, so that the first state that is shown is that of a running one.
    running.set(id, mine);
    mine.ended = run(entry, task, controller.signal)
      .finally(() => {
        running.delete(id);
        reporter.now();
        pump();
      })
      .catch((error: unknown) => {
        // Only what tells of it can have failed, as when the drive with the journal is gone.
        logger.error("the end of a download could not be told", { id, error: String(error) });
      });
  }

  async function run(entry: JournalEntry, task: DownloadTask, signal: AbortSignal): Promise<void> {
    const { id, files } = entry;
    try {
      const lease = { owner: owner.name, renewedAt: clock.now() };
      if (!journal.claim(id, lease, (held) => owner.isGone(held, lease.renewedAt, limits.leaseMs))) {
        logger.info("a download is another process's", { id });
        return;
      }
      setState(id, "downloading");
      await checkDisk(missingBytes(entry), id);
      await task.run(signal);
      signal.throwIfAborted();
      const variantId = await onInstalled({
        ...entry,
        files: files.map(({ finalPath, sizeBytes, sha256 }) => ({ path: finalPath, sizeBytes, sha256 })),
      });
      setState(id, "done", null, variantId);
    } catch (thrown) {
      // Whoever aborts says what comes next.
      if (signal.aborted) return;
      const error = toDiskError(thrown);
      logger.warn("a download ended early", { id, code: error.code });
      setState(id, error.code === "disk-full" ? "paused" : "failed", error);
    } finally {
      try {
        journal.release(id, owner.name);
      } catch (error) {
        // Then it ends by itself, as a lease does.
        logger.warn("the lease of a download could not be given back", { id, error: String(error) });
      }
    }
  }

  async function stop(id: string): Promise<void> {
    queue.delete(id);
    const run = running.get(id);
    if (run === undefined) return;
    run.controller.abort();
    await run.ended;
  }

  /** Partial files, and files of it that have their name already but are nobody's: shards of a variant that is not whole. */
  async function discard(entry: JournalEntry): Promise<void> {
    const named =
      entry.state === "done" ? [] : entry.files.filter((file) => file.installed && !isInLibrary(file.finalPath));
    const paths = [...entry.files.map((file) => file.partPath), ...named.map((file) => file.finalPath)];
    await removeFiles(entry.root, paths);
    journal.remove(entry.id);
    unwritten.delete(entry.id);
  }

  async function startNew(order: DownloadOrder): Promise<Download> {
    const { repository, commit, variantKey, label, modifiers, files } = order;
    if (files.length === 0) throw new AppError("incomplete-model", "This variant has no files on the Hub.");
    const before = journal.find(repository, commit, variantKey);
    if (before !== null) await endings.over(before.id);
    const known = journal.find(repository, commit, variantKey);
    if (known !== null) {
      if (running.has(known.id) || queue.has(known.id)) return describe(known);
      if (known.state === "done" && (await isWhole(known, isSound))) return describe(known);
      if (known.state !== "done") {
        await checkDisk(missingBytes(known), known.id);
        await endings.over(known.id);
        enqueue(required(known.id));
        return describe(required(known.id));
      }
      journal.remove(known.id);
    }
    const root = modelsFolder();
    await checkDisk(
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
      null,
    );
    const id = randomUUID();
    const claimed = entries().flatMap(({ state, files }) =>
      state === "done" ? [] : files.map(({ finalPath }) => finalPath),
    );
    const entry: JournalEntry = {
      id,
      repository,
      commit,
      variantKey,
      label,
      modifiers: [...modifiers],
      state: "queued",
      error: null,
      variantId: null,
      createdAt: clock.now(),
      root,
      files: await planFiles({ root, repository, commit, files, id, claimed }),
    };
    // Another process was faster: then it is the one that fetches.
    if (!journal.add(entry)) throw new AppError("busy", "Another Bitloft process has just started this download.");
    enqueue(entry);
    return describe(required(id));
  }

  return {
    list,

    start(order) {
      const key = JSON.stringify([order.repository, order.commit, order.variantKey]);
      const under = starting.get(key);
      if (under !== undefined) return under;
      const started = startNew(order).finally(() => starting.delete(key));
      starting.set(key, started);
      return started;
    },

    async pause(id) {
      const entry = required(id);
      if (!active.has(entry.state)) return;
      if (!running.has(id) && isHeldElsewhere(id)) {
        throw new AppError("busy", "Another Bitloft process is fetching this variant. Pause it there.");
      }
      await endings.run(id, async () => {
        await stop(id);
        if (active.has(required(id).state)) setState(id, "paused");
      });
    },

    async resume(id) {
      await endings.over(id);
      const entry = required(id);
      if (running.has(id) || queue.has(id) || entry.state === "done") return;
      await checkDisk(missingBytes(entry), id);
      // It may have been cancelled while the disk was asked: its files must not be written while they are deleted.
      await endings.over(id);
      enqueue(required(id));
    },

    async cancel(id) {
      required(id);
      if (!running.has(id) && isHeldElsewhere(id)) {
        throw new AppError("busy", "Another Bitloft process is fetching this variant. Cancel it there.");
      }
      await endings.run(id, async () => {
        await stop(id);
        const entry = journal.get(id);
        if (entry !== null) await discard(entry);
      });
      reporter.now();
    },

    async clear() {
      for (const entry of entries()) {
        const over = entry.state === "done" || entry.state === "failed";
        if (over && !running.has(entry.id) && !queue.has(entry.id)) await endings.run(entry.id, () => discard(entry));
      }
      reporter.now();
    },

    settled(id) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = list().find((download) => download.id === id) ?? null;
          if (found !== null && (running.has(id) || active.has(found.state))) return;
          void end();
          resolve(found);
        };
        const end = changes.on(look);
        look();
      });
    },

    onChange: (listener) => changes.on(listener),

    async restore() {
      for (const entry of entries()) {
        const torn = active.has(entry.state) || (entry.state === "failed" && passing.has(entry.error?.code ?? ""));
        if (torn && !isHeldElsewhere(entry.id)) queue.add(entry.id);
      }
      pump();
      reporter.now();
    },

    async dispose() {
      disposed = true;
      queue.clear();
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map((run) => run.ended));
      reporter.end();
      await hasher.dispose();
    },
  };
}
