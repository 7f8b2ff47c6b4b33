import { mostFitsAtOnce, type VariantFit } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { LatestCall } from "./latest-call.ts";

/** What installed variants would cost to run now: of those that are shown. */
export class VariantFits {
  readonly #bridge: Bridge;
  #fits = $state.raw<Readonly<Record<string, VariantFit>>>({});
  readonly #judging = new LatestCall();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Null until it is known. */
  of(id: string): VariantFit | null {
    return this.#fits[id] ?? null;
  }

  /** Asks again, as many at a time as one answer may hold. Without an answer there are no figures. */
  async ask(ids: readonly string[]): Promise<void> {
    const signal = this.#judging.next();
    const pages = Array.from({ length: Math.ceil(ids.length / mostFitsAtOnce) }, (_, page) =>
      ids.slice(page * mostFitsAtOnce, (page + 1) * mostFitsAtOnce),
    );
    let fits: Record<string, VariantFit> = {};
    try {
      for (const page of pages) {
        fits = { ...fits, ...(await this.#bridge.library.fits({ ids: page }, signal)) };
        if (signal.aborted) return;
        // What is shown of the others stays until their page is there.
        this.#fits = page === pages.at(-1) ? fits : { ...this.#fits, ...fits };
      }
    } catch {
      if (!signal.aborted) this.#fits = {};
    }
  }

  /** The figures are not on screen any more. */
  leave(): void {
    this.#judging.cancel();
  }
}
