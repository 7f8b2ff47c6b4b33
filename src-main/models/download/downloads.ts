import { randomUUID } from "node:crypto";
import type { Download } from "../../../src-shared/contract/index.ts";
import { Emitter, appError, systemClock } from "../../ground/core/index.ts";
import { freeBytes, removeFiles, volumeOf } from "../../ground/files/index.ts";
import { ProcessOwner } from "../../ground/processes/index.ts";
import { ChangeReporter } from "./change-reporter.ts";
import { describeDownload } from "./describe-download.ts";
import { DownloadLeases } from "./download-leases.ts";
import { DownloadStates, type StateAndError, isActive } from "./download-states.ts";
import { Endings } from "./endings.ts";
import { missingBytes } from "./entry-bytes.ts";
import { isWhole } from "./is-whole.ts";
import type { DownloadState, JournalEntry } from "./journal.ts";
import { transferLimits } from "./limits.ts";
import { planFiles } from "./plan-files.ts";
import { RunningDownloads } from "./running-downloads.ts";
import { systemTimers } from "./timers.ts";
import type { DownloadOrder, DownloadsOptions, WholeDownloadsOptions } from "./types.ts";

/** A download that failed of these may well run after the next start. */
const passing: ReadonlySet<string> = new Set(["hub-offline", "hub-timeout", "hub-rate-limited"]);

/**
 * The downloads of this data folder. Errors are `AppError`: not-found, busy (another process has it), disk-full, disk-failed,
 * invalid-input. What ends a running download is in its `error` instead.
 */
export class Downloads {
  readonly #options: WholeDownloadsOptions;
  readonly #leases: DownloadLeases;
  readonly #states: DownloadStates;
  readonly #running: RunningDownloads;
  readonly #reporter: ChangeReporter;
  readonly #changes = new Emitter<Download[]>();
  /** Orders being looked at, by what they are for: two clicks are one order. */
  readonly #starting = new Map<string, Promise<Download>>();
  readonly #endings = new Endings();

  constructor(options: DownloadsOptions) {
    const whole = withDefaults(options);
    const { journal, owner, clock, limits, timers, logger } = whole;
    this.#options = whole;
    this.#reporter = new ChangeReporter(() => {
      this.#changes.emit(this.list());
    }, timers);
    this.#leases = new DownloadLeases({ journal, owner, clock, leaseMs: limits.leaseMs, logger });
    this.#states = new DownloadStates(journal, logger, () => {
      this.#reporter.now();
    });
    this.#running = new RunningDownloads(whole, {
      states: this.#states,
      leases: this.#leases,
      reporter: this.#reporter,
    });
  }

  /** In the order in which they run. */
  list(): Download[] {
    return this.#entries().map((entry) => this.#describe(entry));
  }

  /** Starts, goes on with, or just returns the download of this variant at this commit: never a second one. */
  start(order: DownloadOrder): Promise<Download> {
    const key = JSON.stringify([order.repository, order.commit, order.variantKey]);
    const under = this.#starting.get(key);
    if (under !== undefined) return under;
    const started = this.#start(order).finally(() => this.#starting.delete(key));
    this.#starting.set(key, started);
    return started;
  }

  /** Resolves when nothing of it runs any more; what has been received is on the disk. */
  async pause(id: string): Promise<void> {
    const entry = this.#required(id);
    // One that a full disk paused would go on by itself.
    const isShort = ({ state, error }: StateAndError): boolean => state === "paused" && error !== null;
    if (!isActive(entry.state) && !isShort(this.#states.of(entry))) return;
    if (!this.#running.isRunning(id) && this.#leases.isHeldElsewhere(id)) {
      throw appError("busy", "fetched-elsewhere", { then: "pause-there" });
    }
    await this.#endings.run(id, async () => {
      await this.#running.stop(id);
      const now = this.#required(id);
      if (isActive(now.state) || isShort(this.#states.of(now))) this.#states.set(id, "paused");
    });
  }

  async resume(id: string): Promise<void> {
    await this.#endings.over(id);
    const entry = this.#required(id);
    if (this.#running.has(id) || entry.state === "done") return;
    await this.#running.requireSpace(missingBytes(entry), entry.root, id);
    // It may have been cancelled while the disk was asked: its files must not be written while they are deleted.
    await this.#endings.over(id);
    this.#required(id);
    this.#running.enqueue(id);
  }

  /** Before another one, or last where `beforeId` is null. One that runs already goes on. Kept over restarts. */
  place(id: string, beforeId: string | null): void {
    this.#required(id);
    if (beforeId !== null) this.#required(beforeId);
    this.#options.journal.place(id, beforeId);
    this.#reporter.now();
  }

  /** Also deletes what was received; a finished one is only taken off the list. */
  async cancel(id: string): Promise<void> {
    this.#required(id);
    if (!this.#running.isRunning(id) && this.#leases.isHeldElsewhere(id)) {
      throw appError("busy", "fetched-elsewhere", { then: "cancel-there" });
    }
    await this.#endings.run(id, async () => {
      await this.#running.stop(id);
      const entry = this.#options.journal.get(id);
      if (entry !== null) await this.#discard(entry);
    });
    this.#reporter.now();
  }

  /** Takes the finished and the failed ones off the list, with what the failed ones had received. */
  async clear(): Promise<void> {
    for (const entry of this.#entries()) {
      const over = entry.state === "done" || entry.state === "failed";
      if (over && !this.#running.has(entry.id)) await this.#endings.run(entry.id, () => this.#discard(entry));
    }
    this.#reporter.now();
  }

  /** Resolves when the download is done, paused, failed or gone; with its last state, or null when it is gone. */
  settled(id: string): Promise<Download | null> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.list().find((download) => download.id === id) ?? null;
        if (found !== null && (this.#running.isRunning(id) || isActive(found.state))) return;
        void end();
        resolve(found);
      };
      const end = this.#changes.on(look);
      look();
    });
  }

  /** At most five times a second while something runs. Returns the function that ends the subscription. */
  onChange(listener: (downloads: Download[]) => void): () => void {
    const off = this.#changes.on(listener);
    return () => void off();
  }

  /** Goes on with what was running when the application ended, however it ended. To be called once, after the start. */
  async restore(): Promise<void> {
    const torn = this.#entries().filter(
      ({ id, state, error }) =>
        (isActive(state) || (state === "failed" && passing.has(error?.code ?? ""))) &&
        !this.#leases.isHeldElsewhere(id),
    );
    this.#running.goOn(torn.map(({ id }) => id));
    const short = this.#entries().filter(({ state, error }) => state === "paused" && error?.code === "disk-full");
    this.#running.awaitRoom(short.map(({ id }) => id));
    this.#reporter.now();
  }

  /** Stops everything; `restore` of the next start goes on with it. */
  dispose(): Promise<void> {
    return this.#running.dispose();
  }

  #entries(): JournalEntry[] {
    const { journal, isOwn } = this.#options;
    return journal.list().filter(isOwn);
  }

  #describe(entry: JournalEntry): Download {
    const kept = this.#states.of(entry);
    const state = this.#states.isUnwritten(entry.id) ? kept.state : this.#shownState(entry);
    return describeDownload(
      entry,
      { ...kept, state },
      this.#running.task(entry.id),
      state === "queued" ? this.#running.waits() : null,
    );
  }

  /** What the journal says, unless it speaks of a process that is gone. */
  #shownState({ id, state }: JournalEntry): DownloadState {
    if (!isActive(state)) return state;
    const task = this.#running.task(id);
    if (task !== null) return task.isVerifying ? "verifying" : "downloading";
    if (this.#running.isQueued(id)) return "queued";
    return this.#leases.isHeldElsewhere(id) ? state : "paused";
  }

  #required(id: string): JournalEntry {
    const entry = this.#options.journal.get(id);
    if (entry === null) throw appError("not-found", "download");
    return entry;
  }

  async #start(order: DownloadOrder): Promise<Download> {
    const { repository, commit, variantKey, files } = order;
    const { journal, isSound } = this.#options;
    if (files.length === 0) throw appError("incomplete-model", "no-files-on-hub");
    const before = journal.find(repository, commit, variantKey);
    if (before !== null) await this.#endings.over(before.id);
    const known = journal.find(repository, commit, variantKey);
    if (known !== null) {
      if (this.#running.has(known.id)) return this.#describe(known);
      const isMoved =
        known.state === "done" && known.variantId !== null && (await this.#options.isWhole(known.variantId));
      if (isMoved || (known.state === "done" && (await isWhole(known, isSound)))) return this.#describe(known);
      if (known.state !== "done") {
        await this.#running.requireSpace(missingBytes(known), known.root, known.id);
        await this.#endings.over(known.id);
        this.#required(known.id);
        this.#running.enqueue(known.id);
        return this.#describe(this.#required(known.id));
      }
      journal.remove(known.id);
    }
    const entry = await this.#newEntry(order);
    // Another process was faster: then it is the one that fetches.
    if (!journal.add(entry)) throw appError("busy", "just-started-elsewhere");
    this.#running.enqueue(entry.id);
    return this.#describe(this.#required(entry.id));
  }

  async #newEntry({
    repository,
    commit,
    variantKey,
    label,
    modifiers,
    files,
  }: DownloadOrder): Promise<Omit<JournalEntry, "rank">> {
    const { modelsFolder, clock } = this.#options;
    const root = modelsFolder();
    await this.#running.requireSpace(
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
      root,
      null,
    );
    const id = randomUUID();
    const claimed = this.#entries().flatMap(({ state, files: others }) =>
      state === "done" ? [] : others.map(({ finalPath }) => finalPath),
    );
    return {
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
  }

  /**
   * Partial files, and files that have their final name already but belong to no variant: shards of one that is not
   * whole.
   */
  async #discard(entry: JournalEntry): Promise<void> {
    const { journal, isInLibrary } = this.#options;
    const named =
      entry.state === "done" ? [] : entry.files.filter((file) => file.installed && !isInLibrary(file.finalPath));
    const paths = [...entry.files.map((file) => file.partPath), ...named.map((file) => file.finalPath)];
    await removeFiles(entry.root, paths);
    journal.remove(entry.id);
    this.#states.forget(entry.id);
  }
}

function withDefaults(options: DownloadsOptions): WholeDownloadsOptions {
  return {
    isOwn: () => true,
    isSound: options.isInLibrary,
    isWhole: () => Promise.resolve(false),
    diskFree: freeBytes,
    diskOf: (path) => volumeOf(path).catch(() => path),
    timers: systemTimers,
    clock: systemClock,
    random: Math.random,
    owner: new ProcessOwner(),
    ...options,
    limits: { ...transferLimits, ...options.limits },
  };
}
