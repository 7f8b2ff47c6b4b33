/** For this long after it was measured, a pace still predicts the next. */
const freshMs = 10_000;
/** What is new weighs so much; the rest is what was known. */
const newWeight = 0.5;
/** A pace that became slower for good is the usual one after about so long. */
const forgetMs = 10_000;

interface Pace {
  /** Of the last few windows. */
  recentMs: number;
  /** What this number of threads does when nothing is in its way. */
  usualMs: number;
  at: number;
}

/** Milliseconds a step by number of threads, and when they were measured. */
export class PaceMemory {
  readonly #paces = new Map<number, Pace>();

  note(threads: number, stepMs: number, windowMs: number, now: number): void {
    const known = this.#paces.get(threads);
    if (known === undefined) {
      this.#paces.set(threads, { recentMs: stepMs, usualMs: stepMs, at: now });
      return;
    }
    const isFresh = now - known.at - windowMs < freshMs;
    const weight = stepMs < known.usualMs ? newWeight : 1 - Math.exp(-windowMs / forgetMs);
    known.recentMs = isFresh ? known.recentMs + newWeight * (stepMs - known.recentMs) : stepMs;
    known.usualMs += (isFresh ? weight : newWeight) * (stepMs - known.usualMs);
    known.at = now;
  }

  /** Of the last few windows; null when that is long ago. */
  recent(threads: number, now: number): number | null {
    const known = this.#paces.get(threads);
    return known !== undefined && now - known.at < freshMs ? known.recentMs : null;
  }

  usual(threads: number): number | null {
    return this.#paces.get(threads)?.usualMs ?? null;
  }

  /** How long ago it was measured; null when never. */
  age(threads: number, now: number): number | null {
    const known = this.#paces.get(threads);
    return known === undefined ? null : now - known.at;
  }

  /** Of the smaller numbers of threads, the one that was the fastest lately. */
  fastestBelow(threads: number, now: number): { threads: number; stepMs: number } | null {
    let best: { threads: number; stepMs: number } | null = null;
    for (let count = 1; count < threads; count++) {
      const stepMs = this.recent(count, now);
      if (stepMs !== null && (best === null || stepMs < best.stepMs)) best = { threads: count, stepMs };
    }
    return best;
  }

  forget(): void {
    this.#paces.clear();
  }
}
