/** What is read goes over this much at most, whatever room there is: the processor's cache still has it when it is written. */
const readBytes = 256 * 1024;

/** Buffers of one size to write from, used again and again: making one anew costs the system a page at a time. */
export class Blocks {
  readonly readBytes: number;
  readonly #blockBytes: number;
  readonly #free: Buffer[] = [];

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
    this.readBytes = Math.min(readBytes, blockBytes);
  }

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#blockBytes);
  }

  /** Nobody reads or writes it any more. */
  giveBack(block: Buffer): void {
    this.#free.push(block);
  }

  /** Keeps none, while nothing is fetched. */
  clear(): void {
    this.#free.length = 0;
  }
}
