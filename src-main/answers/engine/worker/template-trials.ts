/** A conversation of at most this share of the shortest that was too much is another case. */
const smallShare = 0.5;

/**
 * When a template that took too long is tried again: at the next prompt, then after 1, 3, 7 and so on that are written without it, so
 * that one that never ends costs its limit ever more seldom; and wherever the conversation is much shorter than any that was too much.
 */
export class TemplateTrials {
  #failures = 0;
  #toSkip = 0;
  #leastFailed = Infinity;

  /** Whether to try the prompt of a conversation of this many characters; each that is not counts as one without it. */
  isDue(characters: number): boolean {
    if (this.#toSkip === 0 || characters <= this.#leastFailed * smallShare) return true;
    this.#toSkip--;
    return false;
  }

  failed(characters: number): void {
    this.#toSkip = 2 ** this.#failures++ - 1;
    this.#leastFailed = Math.min(this.#leastFailed, characters);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#toSkip = 0;
  }
}
