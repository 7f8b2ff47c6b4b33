/**
 * Keeps a growing thread at its end while its reader is there, and stops the moment the reader scrolls up, so that the
 * text being read never moves.
 */
export class StickToBottom {
  readonly #scroller: HTMLElement;
  readonly #onchange: (away: boolean) => void;
  readonly #isWhole: () => boolean;
  #stuck = true;
  #lastTop = 0;
  #lastHeight = 0;
  /** Closer than this to the end counts as at the end, for fractions of pixels and momentum. */
  static readonly #nearPx = 12;

  /** `isWhole`: the thread's end is the conversation's, and not that of what is drawn of it. */
  constructor(
    scroller: HTMLElement,
    content: HTMLElement,
    { onchange, isWhole }: { onchange: (away: boolean) => void; isWhole: () => boolean },
  ) {
    this.#scroller = scroller;
    this.#onchange = onchange;
    this.#isWhole = isWhole;
    const observer = new ResizeObserver(() => this.#follow());
    observer.observe(content);
    observer.observe(scroller);
    const scrolled = (): void => this.#scrolled();
    scroller.addEventListener("scroll", scrolled, { passive: true });
    this.dispose = () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", scrolled);
    };
  }

  readonly dispose: () => void;

  toEnd(): void {
    this.#stick(true);
    this.#follow();
    this.#onchange(false);
  }

  /** Where the reader is now is where they stay. */
  leave(): void {
    this.#stick(false);
  }

  #follow(): void {
    if (this.#stuck) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTop = this.#scroller.scrollTop;
    this.#lastHeight = this.#scroller.scrollHeight;
    this.#onchange(!this.#stuck && this.#distance() > StickToBottom.#nearPx);
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight } = this.#scroller;
    // Up, and not because the content became shorter above it.
    if (scrollTop < this.#lastTop - 1 && scrollHeight >= this.#lastHeight) this.#stick(false);
    if (this.#isWhole() && this.#distance() <= StickToBottom.#nearPx) this.#stick(true);
    this.#lastTop = scrollTop;
    this.#lastHeight = scrollHeight;
    this.#onchange(!this.#stuck);
  }

  /** Who reads further up is kept in place by the browser while what is above changes its height. */
  #stick(stuck: boolean): void {
    this.#stuck = stuck;
    this.#scroller.style.overflowAnchor = stuck ? "none" : "auto";
  }

  #distance(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - clientHeight - scrollTop;
  }
}
