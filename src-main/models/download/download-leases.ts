import type { Clock, Logger } from "../../ground/core/index.ts";
import type { Owner } from "../../ground/processes/index.ts";
import type { Journal } from "./journal.ts";

export interface DownloadLeasesOptions {
  journal: Pick<Journal, "lease" | "claim" | "renew" | "release">;
  owner: Owner;
  clock: Clock;
  leaseMs: number;
  logger: Logger;
}

/** Which process writes a download: one of all that share the data folder. */
export class DownloadLeases {
  readonly #options: DownloadLeasesOptions;
  readonly #renewedAt = new Map<string, number>();

  constructor(options: DownloadLeasesOptions) {
    this.#options = options;
  }

  isHeldElsewhere(id: string): boolean {
    const { journal, owner, clock, leaseMs } = this.#options;
    const lease = journal.lease(id);
    return lease !== null && !owner.isGone(lease, clock.now(), leaseMs);
  }

  /** False when another process has it. */
  claim(id: string): boolean {
    const { journal, owner, clock, leaseMs } = this.#options;
    const lease = { owner: owner.name, renewedAt: clock.now() };
    const claimed = journal.claim(id, lease, (held) => owner.isGone(held, lease.renewedAt, leaseMs));
    if (claimed) this.#renewedAt.set(id, lease.renewedAt);
    return claimed;
  }

  /** To be called again and again; writes when it is time to. False when another process has taken the download over. */
  renew(id: string): boolean {
    const { journal, owner, clock, leaseMs, logger } = this.#options;
    const now = clock.now();
    // Either way: a lease of a time that is still to come would say nothing.
    if (Math.abs(now - (this.#renewedAt.get(id) ?? now)) < leaseMs / 6) return true;
    try {
      const renewed = journal.renew(id, { owner: owner.name, renewedAt: now });
      this.#renewedAt.set(id, now);
      return renewed;
    } catch (error) {
      // A full disk, for one. The next tick tries again; the lease outlasts many of them.
      logger.warn("the lease of a download could not be renewed", { id, error: String(error) });
      return true;
    }
  }

  release(id: string): void {
    const { journal, owner, logger } = this.#options;
    this.#renewedAt.delete(id);
    try {
      journal.release(id, owner.name);
    } catch (error) {
      // Then it ends by itself, as a lease does.
      logger.warn("the lease of a download could not be given back", { id, error: String(error) });
    }
  }
}
