import { type Address, tensorLayout } from "./layouts.ts";
import { type NativeApi, memoryAt } from "./native-api.ts";

const dimensions = [0, 1, 2, 3] as const;
const wordBytes = 8;

/** A tensor of the engine's, read in place. */
export class NativeTensor {
  readonly #api: NativeApi;
  readonly #address: Address;
  readonly #view: DataView;

  constructor(api: NativeApi, address: Address) {
    this.#api = api;
    this.#address = address;
    this.#view = new DataView(memoryAt(address, tensorLayout.sizeBytes));
  }

  get type(): number {
    return this.#view.getInt32(tensorLayout.type, true);
  }

  get operation(): number {
    return this.#view.getInt32(tensorLayout.op, true);
  }

  get name(): string {
    const bytes = Buffer.from(this.#view.buffer, tensorLayout.name, tensorLayout.nameBytes);
    const end = bytes.indexOf(0);
    return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
  }

  /** Numbers in each of the four dimensions, the one that lies together first. */
  get shape(): number[] {
    return dimensions.map((at) => Number(this.#view.getBigInt64(tensorLayout.ne + at * wordBytes, true)));
  }

  /** Bytes from one number to the next in each dimension. */
  get strides(): number[] {
    return dimensions.map((at) => Number(this.#view.getBigUint64(tensorLayout.nb + at * wordBytes, true)));
  }

  /** What it is computed from. */
  source(index: number): NativeTensor {
    return new NativeTensor(this.#api, this.#pointer(tensorLayout.src + index * wordBytes));
  }

  /** Its bytes: the engine's own memory where the processor can read it, else a copy. */
  bytes(): ArrayBuffer {
    const size = Number(this.#api.tensorBytes(this.#address));
    const buffer = this.#pointer(tensorLayout.buffer);
    if (buffer === null || this.#api.isHost(buffer)) return memoryAt(this.#pointer(tensorLayout.data), size);
    const copy = new Uint8Array(size);
    this.#api.readTensor(this.#address, copy, 0, size);
    return copy.buffer;
  }

  #pointer(at: number): Address {
    const address = this.#view.getBigUint64(at, true);
    return address === 0n ? null : address;
  }
}
