/**
 * A window over a file that is read from its start. It holds what was given and not yet consumed, so that memory stays
 * near the size of one read. The caller checks `available` before it takes; values are little-endian.
 */
export class ByteCursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #consumedBefore = 0;
  readonly #decoder = new TextDecoder("utf-8");

  /** Bytes from the start of the file to the next one. */
  get position(): number {
    return this.#consumedBefore + this.#at;
  }

  get available(): number {
    return this.#bytes.length - this.#at;
  }

  append(chunk: Uint8Array): void {
    const left = this.#bytes.subarray(this.#at);
    this.#consumedBefore += this.#at;
    this.#at = 0;
    if (left.length === 0) this.#bytes = chunk;
    else {
      const joined = new Uint8Array(left.length + chunk.length);
      joined.set(left);
      joined.set(chunk, left.length);
      this.#bytes = joined;
    }
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  /** What is held; good until the next `append`. */
  get window(): Uint8Array {
    return this.#bytes;
  }

  /** Consumes bytes, and says where in the window they are. */
  take(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }

  skip(count: number): void {
    this.take(count);
  }

  uint8(): number {
    return this.#view.getUint8(this.take(1));
  }
  int8(): number {
    return this.#view.getInt8(this.take(1));
  }
  uint16(): number {
    return this.#view.getUint16(this.take(2), true);
  }
  int16(): number {
    return this.#view.getInt16(this.take(2), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.take(4), true);
  }
  int32(): number {
    return this.#view.getInt32(this.take(4), true);
  }
  float32(): number {
    return this.#view.getFloat32(this.take(4), true);
  }
  float64(): number {
    return this.#view.getFloat64(this.take(8), true);
  }
  /** Rounded beyond 2^53: no such count is ever accepted, and no BigInt is made for each of a million strings. */
  uint64(): number {
    const at = this.take(8);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 4_294_967_296;
  }
  int64(): number {
    const at = this.take(8);
    return this.#view.getUint32(at, true) + this.#view.getInt32(at + 4, true) * 4_294_967_296;
  }
  /** Invalid UTF-8 becomes U+FFFD. */
  text(length: number): string {
    const at = this.take(length);
    return this.#decoder.decode(this.#bytes.subarray(at, at + length));
  }
}
