/**
 * Tensors of the engine's compute graph, as far as their memory is concerned: shapes, strides, who reads whom, and which
 * operations may write over their input. The names are ggml's (ggml/src/ggml.c).
 */

export const float32Bytes = 4;
export const float16Bytes = 2;
export const int32Bytes = 4;
export const int64Bytes = 8;

/** What an operation means for memory. */
export type OpKind =
  /** Not computed: an input, or a tensor with its own buffer. */
  | "leaf"
  /** Another look at a tensor's data. */
  | "view"
  /** Writes into a separate buffer, such as a cache. */
  | "write"
  /** Not computed; keeps its input until the step is reached. */
  | "keep"
  /** Needs separate room. */
  | "fresh"
  /** May write over an input of the same layout: `ggml_op_can_inplace`. */
  | "in-place";

export interface Tensor {
  op: OpKind;
  elementBytes: number;
  /** Elements and bytes between them, by dimension. */
  ne: readonly [number, number, number, number];
  nb: readonly [number, number, number, number];
  /** Bytes that it takes; of a view, which takes none, negative. */
  bytes: number;
  /** The tensor whose data it shows; never itself a view. */
  viewOf: Tensor | null;
  src: Tensor[];
  /** Written by the engine before the graph is run. */
  input: boolean;
  /** Read after it; nothing may write over it. */
  output: boolean;
  /** Has its own buffer (weights, cache), on `device`. */
  external: boolean;
  weight: boolean;
  /** False for operations whose weights are too small to draw them to a device (ROPE, FLASH_ATTN_EXT). */
  followsWeights: boolean;
  /** Whether a GPU may take it over from the CPU, matrix and all, for a large batch; looking rows up is not worth it. */
  lendable: boolean;
  /** Device that computes it; -1 while that is open. */
  device: number;
  visited: boolean;
  /** Readers and views that the allocator still waits for. */
  children: number;
  views: number;
  allocated: boolean;
  /** Its place: the device whose buffer it is in, and the offset. */
  home: number;
  offset: number;
  /** Copies on other devices. */
  copies: (Tensor | undefined)[] | null;
}

export type Shape = readonly [number, number?, number?, number?];

export function elementsOf(tensor: Tensor): number {
  return tensor.ne[0] * tensor.ne[1] * tensor.ne[2] * tensor.ne[3];
}

/** `ggml_nbytes` for types without blocks. */
function spanBytes(elementBytes: number, ne: Tensor["ne"], nb: Tensor["nb"]): number {
  if (ne[0] * ne[1] * ne[2] * ne[3] === 0) return 0;
  return elementBytes + (ne[0] - 1) * nb[0] + (ne[1] - 1) * nb[1] + (ne[2] - 1) * nb[2] + (ne[3] - 1) * nb[3];
}

type Layout = Pick<Tensor, "op" | "elementBytes" | "ne" | "nb" | "bytes" | "viewOf" | "src">;

function tensorOf({ op, elementBytes, ne, nb, bytes, viewOf, src }: Layout): Tensor {
  return {
    op,
    elementBytes,
    ne,
    nb,
    bytes,
    viewOf,
    src,
    input: false,
    output: false,
    external: false,
    weight: false,
    followsWeights: true,
    lendable: true,
    device: -1,
    visited: false,
    children: 0,
    views: 0,
    allocated: false,
    home: -1,
    offset: 0,
    copies: null,
  };
}

/** A tensor without gaps. */
export function newTensor(op: OpKind, elementBytes: number, shape: Shape, src: Tensor[] = []): Tensor {
  const ne = [shape[0], shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1] as const;
  const row = elementBytes * ne[0];
  const plane = row * ne[1];
  const volume = plane * ne[2];
  const nb = [elementBytes, row, plane, volume] as const;
  return tensorOf({ op, elementBytes, ne, nb, bytes: volume * ne[3], viewOf: null, src });
}

/** A tensor with its own buffer, such as a cache. */
export function storedTensor(device: number, elementBytes: number, shape: Shape): Tensor {
  const tensor = newTensor("leaf", elementBytes, shape);
  tensor.external = true;
  tensor.device = device;
  return tensor;
}

/** A tensor of the model. What a copy of it takes is added where it is lent. */
export function weightTensor(device: number, shape: Shape): Tensor {
  const tensor = storedTensor(device, float32Bytes, shape);
  tensor.weight = true;
  tensor.bytes = 0;
  return tensor;
}

/** A tensor with the layout of another: `ggml_dup_tensor_layout`. */
export function sameLayoutAs(other: Tensor, op: OpKind): Tensor {
  const { elementBytes, ne, nb } = other;
  const bytes = other.bytes < 0 ? spanBytes(elementBytes, ne, nb) : other.bytes;
  return tensorOf({ op, elementBytes, ne, nb, bytes, viewOf: null, src: [] });
}

export function newView(of: Tensor, ne: Tensor["ne"], nb: Tensor["nb"]): Tensor {
  return tensorOf({ op: "view", elementBytes: of.elementBytes, ne, nb, bytes: -1, viewOf: of.viewOf ?? of, src: [of] });
}

export function isContiguous({ ne, nb, elementBytes }: Tensor): boolean {
  let expected = elementBytes;
  for (let i = 0; i < 4; i++) {
    if (ne[i] !== 1 && nb[i] !== expected) return false;
    expected *= ne[i] ?? 1;
  }
  return true;
}

export function haveSameLayout(a: Tensor, b: Tensor): boolean {
  return (
    a.elementBytes === b.elementBytes &&
    a.ne[0] === b.ne[0] &&
    a.ne[1] === b.ne[1] &&
    a.ne[2] === b.ne[2] &&
    a.ne[3] === b.ne[3] &&
    a.nb[0] === b.nb[0] &&
    a.nb[1] === b.nb[1] &&
    a.nb[2] === b.nb[2] &&
    a.nb[3] === b.nb[3]
  );
}
