import { createContext } from "svelte";
import type { Download } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

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
  readonly #mirror: Mirror<"downloads">;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "downloads", () => bridge.downloads.list());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  get known(): boolean {
    return this.#mirror.value !== null;
  }

  get all(): readonly Download[] {
    return this.#mirror.value ?? [];
  }

  get error(): BridgeError | null {
    return this.#mirror.error;
  }

  /** Those that still have something to do. */
  get unfinished(): readonly Download[] {
    return this.all.filter((download) => download.state !== "done");
  }

  /** The one to show where there is room for one: what moves before what waits for a person. */
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
