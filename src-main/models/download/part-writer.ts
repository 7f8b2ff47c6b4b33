import type { Blocks } from "./blocks.ts";
import type { FileTransfer, Part } from "./file-transfer.ts";

/** Written at once, or waiting for it. With one more, reading rests. */
const mostWaiting = 1;

/**
 * A part begins at a round number, and so would every write: then the system takes whole large pieces of memory for what it keeps
 * of the file, which costs a virtual machine twice the processor time. The first write is shorter by this much, no multiple of a page.
 */
const unevenBytes = 1000;

/** Collects what one connection brings and writes it in larger pieces; the next ones come in while one is written. */
export class PartWriter {
  readonly #part: Part;
  readonly #transfer: FileTransfer;
  readonly #blocks: Blocks;
  #block: Buffer | null = null;
  #filled = 0;
  #mostFilled = 0;
  /** Where the block goes. */
  #offset: number;
  #isFirst = true;
  #waiting = 0;
  #written: Promise<void> = Promise.resolve();

  constructor(part: Part, transfer: FileTransfer, blocks: Blocks) {
    this.#part = part;
    this.#transfer = transfer;
    this.#blocks = blocks;
    this.#offset = part.position;
  }

  /** Where the next byte belongs. */
  get end(): number {
    return this.#offset + this.#filled;
  }

  /** Where what comes next is to be put: never empty. It is not written before `received` says how much came. */
  room(): Buffer {
    if (this.#block === null) {
      this.#block = this.#blocks.take();
      const { length } = this.#block;
      this.#mostFilled = this.#isFirst && length > 2 * unevenBytes ? length - unevenBytes : length;
      this.#isFirst = false;
    }
    return this.#block.subarray(this.#filled, Math.min(this.#mostFilled, this.#filled + this.#blocks.readBytes));
  }

  /** So much is in the room. A promise when the disk is behind: no more should come before it is settled. */
  received(bytes: number): Promise<void> | null {
    // What is beyond the part is dropped.
    this.#filled += Math.min(bytes, this.#part.end - this.end);
    if (this.#filled === this.#mostFilled) this.#start();
    return this.#waiting > mostWaiting ? this.#written : null;
  }

  /** The same for bytes that came elsewhere. */
  add(chunk: Uint8Array): Promise<void> | null {
    let behind: Promise<void> | null = null;
    let rest = chunk;
    while (rest.length > 0) {
      const room = this.room();
      const piece = rest.subarray(0, room.length);
      room.set(piece);
      behind = this.received(piece.length);
      rest = rest.subarray(piece.length);
    }
    return behind;
  }

  /** Writes what is left. After it, `part.position` is where the next byte goes. */
  async finish(): Promise<void> {
    if (this.#filled > 0) this.#start();
    else if (this.#block !== null) this.#blocks.giveBack(this.#block);
    this.#block = null;
    await this.#written;
  }

  #start(): void {
    const block = this.#block;
    if (block === null) return;
    const start = this.#offset;
    const content = block.subarray(0, this.#filled);
    this.#offset += content.length;
    this.#block = null;
    this.#filled = 0;
    this.#waiting++;
    this.#written = this.#written.then(async () => {
      const added = await this.#transfer.write(this.#part, start, content);
      this.#part.added += added;
      this.#part.position = Math.max(this.#part.position, start + content.length);
      this.#waiting--;
      this.#blocks.giveBack(block);
    });
    // Its failure is thrown where it is waited for: by the next piece, or by `finish`.
    this.#written.catch(() => undefined);
  }
}
