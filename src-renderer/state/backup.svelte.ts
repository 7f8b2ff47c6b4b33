import { createContext } from "svelte";
import type { BackupFile, BackupProgress, WaitingRestore } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

interface Work {
  kind: "backup" | "restore";
  controller: AbortController;
}

/** Backups, and the one that takes its place at the next start. What is at work goes on while another screen is shown. Methods throw `BridgeError`. */
export class BackupState {
  readonly #bridge: Bridge;
  #work = $state.raw<Work | null>(null);
  #waiting = $state.raw<WaitingRestore | null>(null);

  #progress = $state.raw<BackupProgress | null>(null);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  connect(): () => void {
    return this.#bridge.on("backupProgress", (progress) => (this.#progress = progress));
  }

  /** Of what is at work, from 0 to 1; null where that is not known. */
  get share(): number | null {
    const { doneBytes, totalBytes } = this.#progress ?? { doneBytes: 0, totalBytes: 0 };
    return totalBytes === 0 ? null : doneBytes / totalBytes;
  }

  get atWork(): Work["kind"] | null {
    return this.#work?.kind ?? null;
  }

  get waiting(): WaitingRestore | null {
    return this.#waiting;
  }

  async read(): Promise<void> {
    this.#waiting = await this.#bridge.backup.waiting();
  }

  /** Null where the dialog was dismissed. */
  backUp(): Promise<BackupFile | null> {
    return this.#during("backup", (signal) => this.#bridge.backup.save(undefined, signal));
  }

  async restore(): Promise<void> {
    const found = await this.#during("restore", (signal) => this.#bridge.backup.restore(undefined, signal));
    if (found !== null) this.#waiting = found;
  }

  async cancelRestore(): Promise<void> {
    await this.#bridge.backup.cancelRestore();
    this.#waiting = null;
  }

  /** Ends what is at work; nothing of it is left. */
  stop(): void {
    this.#work?.controller.abort();
  }

  async #during<T>(kind: Work["kind"], act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#work = { kind, controller };
    try {
      return await act(controller.signal);
    } finally {
      this.#work = null;
    }
  }
}

export const [getBackup, setBackup] = createContext<BackupState>();
