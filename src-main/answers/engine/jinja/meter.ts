import { CostError } from "./errors.ts";

export interface MeterLimits {
  /** Nodes evaluated, items looked at, and a share of the characters searched. */
  steps: number;
  /** Made over the whole rendering, whether still held or not; an item of a list counts as some. */
  characters: number;
  ms: number;
}

/** Looking at the clock costs more than a step does. */
const stepsPerLook = 1024;
const charactersPerStep = 64;
const charactersPerItem = 8;
const sharedPart = 16;
/** Comparisons of characters: a long text that is almost there at every place costs its length at each. */
const comparisonsPerStep = 1024;

/**
 * What a template has cost so far. Counted before the work is done, so that nothing that is too big is ever begun: a
 * template out of a stranger's file can neither hold the engine up nor fill its memory.
 */
export class Meter {
  readonly #limits: MeterLimits;
  readonly #deadline: number;
  #steps = 0;
  #characters = 0;
  #nextLook = stepsPerLook;

  constructor(limits: MeterLimits) {
    this.#limits = limits;
    this.#deadline = performance.now() + limits.ms;
  }

  step(count = 1): void {
    this.#steps += count;
    if (this.#steps < this.#nextLook) return;
    this.#nextLook = this.#steps + stepsPerLook;
    if (this.#steps > this.#limits.steps || performance.now() > this.#deadline) {
      throw new CostError("it did not come to an end in time");
    }
  }

  /** A string of this many characters is about to be searched or compared. */
  read(characters: number): void {
    this.step(Math.ceil(characters / charactersPerStep));
  }

  /** A text is about to be looked for in one of this many characters. */
  search(characters: number, sought: string): void {
    this.read(characters);
    const places = Math.max(0, characters - sought.length + 1);
    this.step(Math.ceil((places * sought.length) / comparisonsPerStep));
  }

  /** A string of this many characters is about to be made. */
  make(characters: number): void {
    this.#characters += characters;
    if (!(this.#characters <= this.#limits.characters)) throw new CostError("it writes too much");
    this.read(characters);
  }

  /**
   * Strings of these lengths are about to become one, which shares them until it is read: the longest costs a part of
   * itself.
   */
  join(lengths: readonly number[]): void {
    const longest = Math.max(0, ...lengths);
    this.make(lengths.reduce((sum, length) => sum + length, 0) - longest + Math.ceil(longest / sharedPart));
  }

  /** A list of this many items is about to be made. */
  makeItems(count: number): void {
    this.make(count * charactersPerItem);
    this.step(count);
  }
}
