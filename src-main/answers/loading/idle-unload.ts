import { DisposableStore } from "../../ground/core/index.ts";
import type { SettingsService } from "../../ground/settings/index.ts";
import type { Sessions } from "../engine/index.ts";
import type { Loader } from "./types.ts";

export interface IdleUnloadOptions {
  sessions: Pick<Sessions, "list" | "onChange">;
  loader: Pick<Loader, "rest">;
  settings: Pick<SettingsService, "get" | "onChange">;
}

const minuteMs = 60_000;

/** Gives back the memory of models that have had no question for as long as the setting says. */
export class IdleUnload {
  readonly #options: IdleUnloadOptions;
  readonly #subscriptions = new DisposableStore();
  /** When everything that is loaded had nothing to do any more; null while it has, or nothing is loaded. */
  #idleSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IdleUnloadOptions) {
    this.#options = options;
    this.#subscriptions.add(options.sessions.onChange(() => this.#look()));
    this.#subscriptions.add(options.settings.onChange(() => this.#setTimer()));
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#subscriptions.dispose();
  }

  #look(): void {
    const statuses = this.#options.sessions.list().map((session) => session.state().status);
    const isIdle = statuses.includes("ready") && statuses.every((status) => status === "ready" || status === "failed");
    if (isIdle && this.#idleSince !== null) return;
    this.#idleSince = isIdle ? Date.now() : null;
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const { unloadAfterMinutes } = this.#options.settings.get();
    if (this.#idleSince === null || unloadAfterMinutes === null) return;
    const dueMs = this.#idleSince + unloadAfterMinutes * minuteMs - Date.now();
    this.#timer = setTimeout(() => this.#rest(), Math.max(0, dueMs));
    // It keeps no program running.
    this.#timer.unref();
  }

  #rest(): void {
    // Where something is in use by now, the wait begins anew.
    this.#idleSince = Date.now();
    this.#setTimer();
    void this.#options.loader.rest();
  }
}
