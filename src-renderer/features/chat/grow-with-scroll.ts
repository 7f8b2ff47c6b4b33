import { flushSync } from "svelte";
import { type DrawnMessages, drawnLimits } from "./drawn-messages.svelte.ts";

/** Of the thread's height: so near to an end more is drawn there. */
const nearShare = 1.5;
const mostNearPx = 1600;
/** Of one frame, spent on drawing: laying them out and painting them is the browser's, after our time, and takes about as long. */
const budgetMs = 5;
/** What drawing a message takes, until it is known. */
const usualMs = 4;

/**
 * Draws more of a thread where its reader comes near to the end of what is drawn, a few messages a frame, and takes off as many at the other
 * end. What is read stays where it is. `readEarlier` brings messages that are not here yet; where it fails, the reader has a button.
 */
export class GrowWithScroll {
  readonly #scroller: HTMLElement;
  readonly #drawn: DrawnMessages;
  readonly #readEarlier: () => Promise<boolean>;
  #frame = 0;
  #reading = false;
  #msPerMessage = usualMs;

  constructor(scroller: HTMLElement, drawn: DrawnMessages, readEarlier: () => Promise<boolean>) {
    this.#scroller = scroller;
    this.#drawn = drawn;
    this.#readEarlier = readEarlier;
    const look = (): void => this.#lookSoon();
    scroller.addEventListener("scroll", look, { passive: true });
    // It is laid out by then, so that to look costs nothing, and a frame would be drawn for nothing.
    const observer = new ResizeObserver(() => {
      if (this.#isNearAnEnd()) look();
    });
    observer.observe(scroller);
    if (scroller.firstElementChild !== null) observer.observe(scroller.firstElementChild);
    this.dispose = () => {
      scroller.removeEventListener("scroll", look);
      observer.disconnect();
      cancelAnimationFrame(this.#frame);
    };
  }

  readonly dispose: () => void;

  /** Draws so many more above, as far as they are here, at the press of a button. */
  more(count: number): void {
    this.#keepingPlace(count, () => this.#drawn.growBefore(count));
  }

  #lookSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#look()) this.#lookSoon();
    });
  }

  #isNearAnEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const near = nearPx(clientHeight);
    const { before, after } = this.#drawn;
    return (scrollTop < near && before > 0) || (scrollHeight - clientHeight - scrollTop < near && after > 0);
  }

  /** Whether there may be more to do. */
  #look(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // Without a layout nothing is near.
    if (clientHeight === 0 || this.#drawn.shown.length === 0) return false;
    const near = nearPx(clientHeight);
    const { before, ready, after } = this.#drawn;
    const step = Math.min(drawnLimits.step, Math.max(1, Math.floor(budgetMs / this.#msPerMessage)));
    if (scrollTop < near && before > 0) {
      if (ready < 2 * drawnLimits.step && before > ready) void this.#read();
      if (ready === 0) return false;
      this.#keepingPlace(step, () => this.#drawn.growBefore(step, this.#left("after", near, step)));
      return true;
    }
    if (scrollHeight - clientHeight - scrollTop < near && after > 0) {
      this.#keepingPlace(step, () => this.#drawn.growAfter(step, this.#left("before", near, step)));
      return true;
    }
    return false;
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const isHere = await this.#readEarlier();
    this.#reading = false;
    if (isHere) this.#lookSoon();
  }

  /** How many messages at an end are too many and far enough from what is seen; not what is being used. */
  #left(end: "before" | "after", near: number, step: number): number {
    const shown = this.#messages();
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    // Where a reader has had many drawn at once, they do not go all at once.
    const most = Math.min(2 * step, shown.length + step - drawnLimits.most);
    if (end === "after") shown.reverse();
    let count = 0;
    for (const message of shown.slice(0, Math.max(0, most))) {
      const place = message.getBoundingClientRect();
      const distance = end === "after" ? place.top - bottom : top - place.bottom;
      if (distance < 2 * near || isInUse(message)) break;
      count++;
    }
    return count;
  }

  #messages(): HTMLElement[] {
    return [...this.#scroller.querySelectorAll<HTMLElement>("[data-message]")];
  }

  /** The browser's own anchoring would move it once more, and does nothing at the very beginning. */
  #keepingPlace(step: number, change: () => void): void {
    const scroller = this.#scroller;
    const { top } = scroller.getBoundingClientRect();
    const read = this.#messages().find((message) => message.getBoundingClientRect().bottom > top);
    const placeOf = (): number => read?.getBoundingClientRect().top ?? 0;
    const before = placeOf();
    const { overflowAnchor } = scroller.style;
    scroller.style.overflowAnchor = "none";
    const begun = performance.now();
    flushSync(change);
    this.#msPerMessage += ((performance.now() - begun) / step - this.#msPerMessage) / 4;
    const moved = placeOf() - before;
    if (moved !== 0) scroller.scrollTop += moved;
    scroller.style.overflowAnchor = overflowAnchor;
  }
}

const nearPx = (clientHeight: number): number => Math.min(clientHeight * nearShare, mostNearPx);

/** What has the focus, an end of the selection or a text that is being written is not taken away from under the reader's hands. */
function isInUse(message: Element): boolean {
  const selection = getSelection();
  const ends = selection && !selection.isCollapsed ? [selection.anchorNode, selection.focusNode] : [];
  const held = [document.activeElement, ...ends];
  return held.some((one) => one !== null && message.contains(one)) || message.querySelector("textarea") !== null;
}
