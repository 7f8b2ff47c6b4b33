import { createContext } from "svelte";
import type { Download } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

const rank: Record<Download["state"], number> = {
  downloading: 0,
  verifying: 1,
  queued: 2,
  failed: 3,
  paused: 4,
  done: 5,
};

export class DownloadsState {
  readonly #bridge: Bridge;
  readonly #list: PagedList<Download>;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#list = new PagedList({
      fetch: async (_cursor, signal) => ({ ...(await bridge.downloads.list(undefined, signal)), next: null }),
      compare: (one, other) => one.rank - other.rank || (one.id < other.id ? -1 : 1),
    });
  }

  connect(): () => void {
    const end = this.#bridge.on("downloads", (change) => this.#list.take(change));
    void this.#list.load();
    return end;
  }

  get known(): boolean {
    return this.#list.items !== null;
  }

  get all(): readonly Download[] {
    return this.#list.items ?? [];
  }

  get error(): BridgeError | null {
    return this.#list.error;
  }

  /** Those that still have something to do. */
  get unfinished(): readonly Download[] {
    return this.all.filter((download) => download.state !== "done");
  }

  /** What moves before what waits for a person. */
  get foremost(): Download | null {
    return this.unfinished.toSorted((a, b) => rank[a.state] - rank[b.state])[0] ?? null;
  }

  find(repository: string, variantKey: string): Download | null {
    const found = this.all.filter((one) => one.repository === repository && one.variant === variantKey);
    return found.toSorted((a, b) => rank[a.state] - rank[b.state])[0] ?? null;
  }

  async start(repository: string, variantKey: string): Promise<void> {
    await this.#bridge.downloads.start({ repository, variant: variantKey });
  }

  /** Lets it run before another one, or last. */
  async place(id: string, beforeId: string | null): Promise<void> {
    await this.#bridge.downloads.place({ id, beforeId });
  }

  async pause(id: string): Promise<void> {
    await this.#bridge.downloads.pause({ id });
  }

  async resume(id: string): Promise<void> {
    await this.#bridge.downloads.resume({ id });
  }

  /** Also deletes what was received. */
  async cancel(id: string): Promise<void> {
    await this.#bridge.downloads.cancel({ id });
  }

  async clear(): Promise<void> {
    await this.#bridge.downloads.clear();
  }
}

export const [getDownloads, setDownloads] = createContext<DownloadsState>();
