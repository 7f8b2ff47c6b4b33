import { Emitter, unlessAborted } from "../../ground/core/index.ts";
import type { Session } from "../engine/index.ts";

/** Who uses which session: a lease for each answer that it may write at one time. */
export class Leases {
  readonly #taken = new Map<string, number>();
  readonly #given = new Emitter<null>();

  /** False where all of its answers are taken. */
  take({ id, capabilities }: Pick<Session, "id" | "capabilities">): boolean {
    const taken = this.#taken.get(id) ?? 0;
    if (taken >= capabilities.sequences) return false;
    this.#taken.set(id, taken + 1);
    return true;
  }

  giveBack(sessionId: string): void {
    const taken = this.#taken.get(sessionId) ?? 0;
    if (taken > 1) this.#taken.set(sessionId, taken - 1);
    else this.#taken.delete(sessionId);
    this.#given.emit(null);
  }

  isUsed(sessionId: string): boolean {
    return this.#taken.has(sessionId);
  }

  /** Resolves when the next one is given back; rejects with `cancelled` after an abort. */
  given(signal?: AbortSignal): Promise<void> {
    let off = (): unknown => undefined;
    const next = new Promise<void>((resolve) => {
      off = this.#given.on(() => resolve());
    });
    return unlessAborted(next, signal).finally(() => off());
  }
}
