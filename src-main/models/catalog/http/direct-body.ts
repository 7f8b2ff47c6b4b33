import type { Socket } from "node:net";
import { readRangeHead } from "./range-head.ts";

/** Where the bytes of a body go without a copy. */
export interface BodySink {
  /** Room for what comes next, one byte at least. What is asked for last is what is filled. */
  room(): Uint8Array;
  /** So many bytes are in it now. */
  received(bytes: number): void;
}

/**
 * The body of one range, read from its connection right into the buffers that it is written to disk from. Node's parser is given
 * the answer's head with a length of one byte, and of the body the last byte: so it checks the head as ever, knows when the
 * answer is over, and reports one that breaks off; but it copies nothing. Where the head is not that of a plain range with a
 * length, the parser reads all of it.
 */
export class DirectBody {
  /** Of the whole body, the last byte included; null where the parser reads it. */
  lengthBytes: number | null = null;
  #socket: Socket | null = null;
  #sink: BodySink | null = null;
  #room: Uint8Array | null = null;
  /** Still to come for the sink. */
  #left = 0;
  /** What came with the head, before there was a sink. */
  #early: Uint8Array[] = [];
  #state: "head" | "body" | "over" = "head";
  #resting = false;

  /** The connection that the answer comes over. */
  over(socket: Socket): void {
    this.#socket = socket;
  }

  /** Nothing is read for now, because the reader wants it so. */
  get isResting(): boolean {
    return this.#resting;
  }

  /** Everything but the last byte goes there, from the first; the last one comes by the answer's own stream. */
  pipe(sink: BodySink): void {
    this.#sink = sink;
    const early = this.#early;
    this.#early = [];
    // The sink may wish to rest over these.
    this.#resting = false;
    for (const piece of early) copyInto(sink, piece);
    if (early.length > 0 && !this.isResting) this.#socket?.resume();
  }

  pause(): void {
    if (this.#state === "over") return;
    this.#resting = true;
    this.#socket?.pause();
  }

  resume(): void {
    if (!this.#resting) return;
    this.#resting = false;
    this.#socket?.resume();
  }

  /** Where the next bytes from the connection belong; null: in the reader's own buffer. */
  room(): Uint8Array | null {
    this.#room = this.#sink !== null && this.#left > 0 ? this.#sink.room().subarray(0, this.#left) : null;
    return this.#room;
  }

  /** What came. False once the answer is over, or is none of those that go past the parser. */
  take(chunk: Uint8Array, parse: (part: Uint8Array) => void): boolean {
    if (this.#state === "body") return this.#takeBody(chunk, parse);
    const head = this.#state === "head" ? readRangeHead(chunk) : null;
    if (head === null) {
      this.#state = "over";
      parse(chunk);
      return false;
    }
    this.#state = "body";
    this.lengthBytes = head.lengthBytes;
    this.#left = head.lengthBytes - 1;
    parse(head.forParser);
    return this.#takeBody(chunk.subarray(head.endByte), parse);
  }

  #takeBody(chunk: Uint8Array, parse: (part: Uint8Array) => void): boolean {
    const mine = chunk.subarray(0, this.#left);
    const rest = chunk.subarray(mine.length);
    this.#left -= mine.length;
    if (mine.length > 0) this.#store(mine);
    if (rest.length === 0) return true;
    this.#state = "over";
    parse(rest);
    return false;
  }

  #store(mine: Uint8Array): void {
    const sink = this.#sink;
    if (sink === null) {
      this.#early.push(mine.slice());
      this.pause();
    } else if (this.#room?.buffer === mine.buffer) sink.received(mine.length);
    else copyInto(sink, mine);
  }
}

function copyInto(sink: BodySink, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) {
    const room = sink.room();
    const part = rest.subarray(0, room.length);
    room.set(part);
    sink.received(part.length);
    rest = rest.subarray(part.length);
  }
}
