import { FRAME_BUDGET_CHARS, FRAME_BUDGET_MS } from "./limits.ts";

/** A frame that is never drawn (a hidden window's) ends all the same. */
const longestFrameMs = 100;
/** Of a 60 Hz screen. */
const usualFrameMs = 16;

/**
 * The time of one frame that all answers on the page share. What is before the reader's eyes has as much again for itself, so
 * that what stands above it does not keep it waiting.
 */
class FrameBudget {
  #begun = -Infinity;
  #chars = 0;
  #asked = false;

  /** On `performance.now()`'s clock. */
  deadline(eager: boolean): number {
    this.#begin();
    return this.#begun + FRAME_BUDGET_MS * (eager ? 2 : 1);
  }

  hasTime(eager: boolean): boolean {
    return performance.now() < this.deadline(eager);
  }

  /** Whether a text of this many characters is drawn in this frame, and counts towards it; what cannot wait always is. */
  takes(chars: number, canWait: boolean): boolean {
    this.#begin();
    this.#endWithFrame();
    if (canWait && this.#chars + chars > FRAME_BUDGET_CHARS) return false;
    this.#chars += chars;
    return true;
  }

  #begin(): void {
    const now = performance.now();
    // A text that grows by a line uses little of it: to ask for the end of its frame would draw one more.
    if (now - this.#begun <= (this.#asked ? longestFrameMs : usualFrameMs)) return;
    this.#begun = now;
    this.#chars = 0;
  }

  #endWithFrame(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#begun = -Infinity;
    });
  }
}

export const frameBudget = new FrameBudget();
