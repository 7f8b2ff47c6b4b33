import { type Tensor, haveSameLayout } from "./tensor.ts";

/** Of the CPU's buffers; other backends' are of the same order. */
const alignment = 32;

const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Every decision on the way to a layout, in two sums that differ where one of them does. */
class Trace {
  #a = 1;
  #b = 7;

  add(decision: number): void {
    this.#a = (Math.imul(this.#a, 0x01000193) ^ decision) | 0;
    this.#b = (Math.imul(this.#b ^ decision, 0x5bd1e995) + 0x9e3779b9) | 0;
  }

  get text(): string {
    return `${String(this.#a)} ${String(this.#b)}`;
  }
}

/** A buffer's free places, as `ggml_dyn_tallocr` keeps them: by address, the last of them without end. */
class FreeList {
  readonly #offsets: number[] = [0];
  readonly #sizes: number[] = [Infinity];
  readonly #trace: Trace;
  #taken = 0;
  #peakTaken = 0;
  peak = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** Which of the places that were taken reaches farthest. */
  get peakTaken(): number {
    return this.#peakTaken;
  }

  /** The smallest place that is large enough, or the end. */
  take(bytes: number): number {
    const size = aligned(bytes);
    const last = this.#sizes.length - 1;
    let best = last;
    let bestSize = Infinity;
    for (let i = 0; i < last; i++) {
      const free = this.#sizes[i] ?? 0;
      if (free < size) this.#trace.add(1);
      else if (free > bestSize) this.#trace.add(2);
      else {
        this.#trace.add(3);
        best = i;
        bestSize = free;
      }
    }
    this.#taken++;
    const offset = this.#offsets[best] ?? 0;
    if (this.#sizes[best] === size) {
      this.#trace.add(4);
      this.#offsets.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#offsets[best] = offset + size;
      this.#sizes[best] = (this.#sizes[best] ?? 0) - size;
    }
    if (offset + size > this.peak) {
      this.peak = offset + size;
      this.#peakTaken = this.#taken;
    }
    return offset;
  }

  /**
   * As `ggml_dyn_tallocr_free_bytes` merges: with the first neighbour that it meets. Tensors without elements leave places
   * without size, which keep others apart; that is part of how large the buffer gets.
   */
  giveBack(offset: number, bytes: number): void {
    const size = aligned(bytes);
    const offsets = this.#offsets;
    const sizes = this.#sizes;
    for (let i = 0; i < offsets.length; i++) {
      const at = offsets[i] ?? 0;
      const length = sizes[i] ?? 0;
      if (at + length === offset) {
        this.#trace.add(16 + i);
        sizes[i] = length + size;
        if (offset + size === offsets[i + 1]) this.#mergeWithNext(i);
        return;
      }
      if (offset + size === at) {
        this.#trace.add(4096 + i);
        offsets[i] = offset;
        sizes[i] = length + size;
        if (i > 0 && (offsets[i - 1] ?? 0) + (sizes[i - 1] ?? 0) === offset) this.#mergeWithNext(i - 1);
        return;
      }
    }
    let place = 0;
    while (place < offsets.length && (offsets[place] ?? 0) < offset) place++;
    this.#trace.add(65_536 + place);
    offsets.splice(place, 0, offset);
    sizes.splice(place, 0, size);
  }

  #mergeWithNext(i: number): void {
    this.#trace.add(5);
    this.#sizes[i] = (this.#sizes[i] ?? 0) + (this.#sizes[i + 1] ?? 0);
    this.#offsets.splice(i + 1, 1);
    this.#sizes.splice(i + 1, 1);
  }
}

/** A step of the schedule: a node, and the device that runs it. */
export interface Step {
  node: Tensor;
  device: number;
}

/** Bytes of each device's buffer, and what they follow from: every comparison of sizes and places, and which place reaches farthest. */
export interface Layout {
  bytes: number[];
  trace: string;
}

/** Lays a scheduled graph's tensors out as `ggml_gallocr_alloc_graph_impl` does, and says how large each device's buffer gets. */
class GraphAllocator {
  readonly #trace = new Trace();
  readonly #buffers: FreeList[];

  constructor(devices: number) {
    this.#buffers = Array.from({ length: devices }, () => new FreeList(this.#trace));
  }

  run(steps: readonly Step[], leafs: readonly Tensor[]): Layout {
    for (const leaf of leafs) this.#allocate(leaf, leaf.device);
    for (const { node } of steps) {
      if (node.viewOf && node.op !== "keep") node.viewOf.views++;
      for (const source of node.src) source.children++;
    }
    for (const { node, device } of steps) {
      for (const parent of node.src) this.#allocate(parent, device);
      this.#allocate(node, device);
      for (const parent of node.src) this.#release(parent);
    }
    for (const { peakTaken } of this.#buffers) this.#trace.add(peakTaken);
    return { bytes: this.#buffers.map(({ peak }) => peak), trace: this.#trace.text };
  }

  #allocate(tensor: Tensor, device: number): void {
    if (tensor.allocated || tensor.viewOf || tensor.external) return;
    tensor.allocated = true;
    if (tensor.op === "in-place") {
      const reused = this.#reuseParent(tensor);
      this.#trace.add(reused ? 6 : 7);
      if (reused) return;
    }
    tensor.home = device;
    tensor.offset = this.#buffers[device]?.take(tensor.bytes) ?? 0;
  }

  #reuseParent(tensor: Tensor): boolean {
    for (const parent of tensor.src) {
      const owner = parent.viewOf ?? parent;
      // Views are never allocated themselves, which is what the allocator asks first; so only whole tensors are taken over.
      if (!parent.allocated || parent.output || owner.output) continue;
      if (!haveSameLayout(tensor, parent) || parent.children !== 1 || parent.views !== 0) continue;
      tensor.home = parent.home;
      tensor.offset = parent.offset;
      parent.allocated = false;
      return true;
    }
    return false;
  }

  #release(parent: Tensor): void {
    parent.children--;
    if (parent.children !== 0 || parent.views !== 0) return;
    const owner = parent.viewOf;
    if (!owner) {
      if (parent.allocated) this.#free(parent);
      return;
    }
    owner.views--;
    if (owner.views === 0 && owner.children === 0 && owner.allocated) this.#free(owner);
  }

  #free(tensor: Tensor): void {
    if (tensor.output) return;
    this.#buffers[tensor.home]?.giveBack(tensor.offset, tensor.bytes);
    tensor.allocated = false;
  }
}

/** The layout of each device's compute buffer. */
export function layOut(steps: readonly Step[], leafs: readonly Tensor[], devices: number): Layout {
  return new GraphAllocator(devices).run(steps, leafs);
}

/** Bytes of each device's compute buffer. */
export function bufferBytes(steps: readonly Step[], leafs: readonly Tensor[], devices: number): number[] {
  return layOut(steps, leafs, devices).bytes;
}
