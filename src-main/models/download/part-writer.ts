import type { FileTransfer, Part } from "./file-transfer.ts";
import { release } from "./release.ts";

/** Collects what one connection brings and writes it in larger pieces; the next ones come in while one is written. */
export class PartWriter {
  readonly #part: Part;
  readonly #transfer: FileTransfer;
  readonly #writeBytes: number;
  #collected: Buffer[] = [];
  #collectedBytes = 0;
  /** Where the next write goes. */
  #offset: number;
  #writing: Promise<void> | null = null;

  constructor(part: Part, transfer: FileTransfer, writeBytes: number) {
    this.#part = part;
    this.#transfer = transfer;
    this.#writeBytes = writeBytes;
    this.#offset = part.position;
  }

  /** Where the next byte belongs. */
  get end(): number {
    return this.#offset + this.#collectedBytes;
  }

  /** A promise when the disk is behind: no more should come before it is settled. */
  add(chunk: Buffer): Promise<void> | null {
    this.#collected.push(chunk);
    this.#collectedBytes += chunk.length;
    if (this.#collectedBytes < this.#writeBytes) return null;
    if (this.#writing === null) {
      this.#start();
      return null;
    }
    return this.#writing.then(() => {
      this.#start();
    });
  }

  /** Writes what is left. After it, `part.position` is where the next byte goes. */
  async finish(): Promise<void> {
    await this.#writing;
    this.#start();
    await this.#writing;
  }

  #start(): void {
    if (this.#collectedBytes === 0) return;
    const buffers = this.#collected;
    const start = this.#offset;
    this.#offset += this.#collectedBytes;
    const end = this.#offset;
    this.#collected = [];
    this.#collectedBytes = 0;
    const writing = this.#transfer.write(this.#part, start, buffers).then((added) => {
      for (const buffer of buffers) release(buffer);
      this.#part.added += added;
      this.#part.position = Math.max(this.#part.position, end);
      if (this.#writing === writing) this.#writing = null;
    });
    this.#writing = writing;
    // Its failure is thrown where it is waited for: by the next `add`, or by `finish`.
    writing.catch(() => undefined);
  }
}
