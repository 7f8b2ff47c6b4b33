const firstTexts = 1 << 12;
const firstBytes = 1 << 16;

/**
 * A set of texts, compared by their bytes. A vocabulary has hundreds of thousands of them, and a string for each takes
 * ten times as long to make as the file takes to read.
 */
export class ByteTexts {
  /** Other in every set, so that no file can be made in which all texts fall into one slot. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  /** All texts, one after another. */
  #bytes = new Uint8Array(firstBytes);
  #count = 0;
  /** Where each text begins, and at `#count` where the next one will. */
  #starts = new Uint32Array(firstTexts + 1);
  #hashes = new Uint32Array(firstTexts);
  /** 1 more than the place of a text in `#starts`; 0 is free. Never more than half full. */
  #slots = new Uint32Array(firstTexts * 2);

  /** Adds the text from `from` up to `to` in `source`. False when the set has it already. */
  add(source: Uint8Array, from: number, to: number): boolean {
    if (this.#count === this.#hashes.length) this.#grow();
    const hash = this.#hash(source, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let place = this.#slots[slot] ?? 0; place !== 0; place = this.#slots[slot] ?? 0) {
      if (this.#hashes[place - 1] === hash && this.#isAt(place - 1, source, from, to)) return false;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#count + 1;
    this.#hashes[this.#count] = hash;
    this.#store(source, from, to);
    return true;
  }

  #store(source: Uint8Array, from: number, to: number): void {
    const start = this.#starts[this.#count] ?? 0;
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    for (let at = from; at < to; at += 1) this.#bytes[start + at - from] = source[at] ?? 0;
    this.#count += 1;
    this.#starts[this.#count] = end;
  }

  #isAt(index: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[index] ?? 0;
    if ((this.#starts[index + 1] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at += 1) if (this.#bytes[start + at - from] !== source[at]) return false;
    return true;
  }

  /** FNV-1a from a seed, and the last mixing of MurmurHash 3. */
  #hash(source: Uint8Array, from: number, to: number): number {
    let hash = this.#seed;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (source[at] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #grow(): void {
    const starts = new Uint32Array(this.#count * 2 + 1);
    starts.set(this.#starts);
    this.#starts = starts;
    const hashes = new Uint32Array(this.#count * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const slots = new Uint32Array(this.#count * 4);
    for (let index = 0; index < this.#count; index += 1) {
      let slot = (hashes[index] ?? 0) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}
