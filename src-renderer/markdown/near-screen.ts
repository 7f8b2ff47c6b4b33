import { frameBudget } from "./frame-budget.ts";
import { CHARS_OF_ELEMENT, MAX_KEPT_WEIGHT, NEAR_PX } from "./limits.ts";

/** A part of the page that can be there or be an empty box of the same height. */
export interface NearPart {
  element: Element;
  /** Elements that it becomes, by estimate. */
  weight: number;
  /** Characters of its text, without those in nested parts. */
  chars: number;
  shown: boolean;
  show(): void;
  /** `heightPx`: what it takes up on the page. */
  hide(heightPx: number): void;
}

interface Entry extends NearPart {
  near: boolean;
  heightPx: number;
}

/** Without such an observer (tests without a layout), everything is shown. */
export const canObserve = typeof IntersectionObserver !== "undefined";

/**
 * Shows what is near the screen, a few parts a frame, and takes off the page what was left the longest ago once more is on
 * it than `MAX_KEPT_WEIGHT`. An ordinary conversation stays on the page as a whole.
 */
class NearScreen {
  readonly #entries = new Map<Element, Entry>();
  /** Shown and far, those left first in front. */
  readonly #far = new Set<Entry>();
  readonly #toShow = new Set<Entry>();
  #farWeight = 0;
  #frame = 0;
  #observer: IntersectionObserver | null = null;

  add(part: NearPart): () => void {
    const entry: Entry = { ...part, near: false, heightPx: 0 };
    this.#entries.set(part.element, entry);
    this.#observer ??= new IntersectionObserver((seen) => this.#look(seen), {
      rootMargin: `${String(NEAR_PX)}px 0px`,
      // The thread scrolls inside of the window.
      scrollMargin: `${String(NEAR_PX)}px 0px`,
    });
    this.#observer.observe(part.element);
    return () => {
      this.#observer?.unobserve(part.element);
      this.#entries.delete(part.element);
      this.#toShow.delete(entry);
      this.#forget(entry);
    };
  }

  #look(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of seen) {
      const entry = this.#entries.get(target);
      if (!entry) continue;
      entry.near = isIntersecting;
      if (entry.shown) entry.heightPx = boundingClientRect.height;
      if (isIntersecting) {
        this.#forget(entry);
        if (!entry.shown) this.#toShow.add(entry);
      } else {
        this.#toShow.delete(entry);
        // Inside of what is folded it has no height, and nothing to keep.
        if (entry.shown) this.#remember(entry);
      }
    }
    this.#makeRoom();
    this.#schedule();
  }

  #remember(entry: Entry): void {
    if (this.#far.has(entry)) return;
    this.#far.add(entry);
    this.#farWeight += weightOf(entry);
  }

  #forget(entry: Entry): void {
    if (this.#far.delete(entry)) this.#farWeight -= weightOf(entry);
  }

  #makeRoom(): void {
    for (const entry of this.#far) {
      if (this.#farWeight <= MAX_KEPT_WEIGHT) return;
      if (isInUse(entry.element)) continue;
      this.#forget(entry);
      entry.shown = false;
      entry.hide(entry.heightPx);
    }
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#toShow.size === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      // One at least: otherwise a busy page would never show any.
      let isFirst = true;
      for (const entry of this.#toShow) {
        if (!isFirst && !frameBudget.hasTime(true)) break;
        if (!frameBudget.takes(entry.chars, !isFirst)) break;
        isFirst = false;
        this.#toShow.delete(entry);
        entry.shown = true;
        entry.show();
      }
      this.#schedule();
    });
  }
}

function weightOf({ weight, chars }: Entry): number {
  return weight + chars / CHARS_OF_ELEMENT;
}

/** What has the focus or an end of the selection is not taken away from under the reader's hands. */
function isInUse(element: Element): boolean {
  const selection = getSelection();
  const ends = selection && !selection.isCollapsed ? [selection.anchorNode, selection.focusNode] : [];
  return element.contains(document.activeElement) || ends.some((end) => end !== null && element.contains(end));
}

export const nearScreen = new NearScreen();
