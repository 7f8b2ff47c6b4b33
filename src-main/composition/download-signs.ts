import type { Download } from "../../src-shared/contract/index.ts";
import { modelName } from "../../src-shared/figures/index.ts";
import type { DesktopWords } from "../../src-shared/words/index.ts";

/** What the desktop shows of downloads outside the window. */
export interface DownloadSigns {
  /** On the taskbar or the dock, 0 to 1; null: nothing. */
  progress(share: number | null, state: "normal" | "paused" | "error"): void;
  /** A notification of the system's, unless the window is in front. */
  notify(message: { title: string; body: string }): void;
}

export interface SignsOptions {
  signs: DownloadSigns;
  words: () => DesktopWords;
  wantsNotification: () => boolean;
}

const moves = ({ state }: Download): boolean => state === "queued" || state === "downloading" || state === "verifying";

/** Follows the downloads, and tells when the last of those that ran has ended. */
export class DownloadFollower {
  readonly #options: SignsOptions;
  #moving = new Set<string>();
  /** Of those that have run since the last notification. */
  readonly #ended = new Map<string, Download>();
  #shown = "";

  constructor(options: SignsOptions) {
    this.#options = options;
  }

  /** All of them, as they are now. */
  follow(downloads: readonly Download[]): void {
    const moving = downloads.filter(moves);
    for (const download of downloads) {
      const stopped = download.state === "done" || download.error !== null;
      if (this.#moving.has(download.id) && !moves(download) && stopped) this.#ended.set(download.id, download);
    }
    this.#moving = new Set(moving.map(({ id }) => id));
    this.#showProgress(
      downloads.filter(({ state }) => state !== "done"),
      moving.length > 0,
    );
    if (moving.length === 0 && this.#ended.size > 0) this.#tell([...this.#ended.values()]);
  }

  #showProgress(unfinished: readonly Download[], isMoving: boolean): void {
    const failed = unfinished.some(({ error }) => error !== null);
    const total = unfinished.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
    const received = unfinished.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
    // Nothing is left on the taskbar of what only waits for a person.
    const share = isMoving && total > 0 ? Math.round((100 * received) / total) / 100 : null;
    const state = failed ? "error" : "normal";
    const shown = `${String(share)} ${state}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#options.signs.progress(share, state);
  }

  #tell(ended: readonly Download[]): void {
    this.#ended.clear();
    if (!this.#options.wantsNotification()) return;
    const { downloads: words } = this.#options.words();
    const done = ended.filter(({ state }) => state === "done");
    const stopped = ended.length - done.length;
    const names = ended.map(({ repository, variant }) => `${modelName(repository)} ${variant}`);
    const title = stopped === 0 ? words.done(done.length) : words.stopped(stopped);
    this.#options.signs.notify({ title, body: words.list(names) });
  }
}
