import { FRAME_BUDGET_MS } from "./limits.ts";

/** A frame that is never drawn (a hidden window's) ends all the same. */
const longestFrameMs = 100;

/**
 * The time of one frame that all answers on the page share. What is before the reader's eyes has as much again for itself, so
 * that what stands above it does not keep it waiting.
 */
class FrameBudget {
  #begun = -Infinity;
  #asked = false;

  /** On `performance.now()`'s clock. */
  deadline(eager: boolean): number {
    const now = performance.now();
    if (now - this.#begun > longestFrameMs) this.#begun = now;
    if (!this.#asked) {
      this.#asked = true;
      requestAnimationFrame(() => {
        this.#asked = false;
        this.#begun = -Infinity;
      });
    }
    return this.#begun + FRAME_BUDGET_MS * (eager ? 2 : 1);
  }

  hasTime(eager: boolean): boolean {
    return performance.now() < this.deadline(eager);
  }
}

export const frameBudget = new FrameBudget();
