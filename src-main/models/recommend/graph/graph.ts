import {
  type Shape,
  type Tensor,
  elementsOf,
  float32Bytes,
  isContiguous,
  newTensor,
  newView,
  storedTensor,
  weightTensor,
} from "./tensor.ts";

/** Builds a compute graph in the order in which ggml would run it: what is expanded first comes first, its inputs before it. */
export class Graph {
  readonly nodes: Tensor[] = [];
  readonly leafs: Tensor[] = [];

  /** `ggml_build_forward_expand`. */
  expand(tensor: Tensor): void {
    if (tensor.visited) return;
    tensor.visited = true;
    for (const source of tensor.src) this.expand(source);
    (tensor.op === "leaf" ? this.leafs : this.nodes).push(tensor);
  }

  input(elementBytes: number, ...shape: Shape): Tensor {
    const tensor = newTensor("leaf", elementBytes, shape);
    tensor.input = true;
    return tensor;
  }

  weight(device: number, ...shape: Shape): Tensor {
    return weightTensor(device, shape);
  }

  stored(device: number, elementBytes: number, ...shape: Shape): Tensor {
    return storedTensor(device, elementBytes, shape);
  }

  fresh(shape: Shape, ...src: Tensor[]): Tensor {
    return newTensor("fresh", float32Bytes, shape, src);
  }

  /** Writes over its first input that has its layout and no other reader; so do additions, products, activations and the like. */
  inPlace(like: Tensor, ...others: Tensor[]): Tensor {
    return newTensor("in-place", like.elementBytes, like.ne, [like, ...others]);
  }

  multiply(matrix: Tensor, by: Tensor): Tensor {
    return this.fresh([matrix.ne[1], by.ne[1], by.ne[2], by.ne[3]], matrix, by);
  }

  /** One product for each expert that a token uses. */
  multiplyExperts(matrices: Tensor, by: Tensor, chosen: Tensor): Tensor {
    return this.fresh([matrices.ne[1], chosen.ne[0], by.ne[2]], matrices, by, chosen);
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.inPlace(a, b);
  }

  rope(tensor: Tensor, positions: Tensor): Tensor {
    const rotated = this.inPlace(tensor, positions);
    rotated.followsWeights = false;
    return rotated;
  }

  rows(of: Tensor, indices: Tensor): Tensor {
    const found = this.fresh([of.ne[0], indices.ne[0], indices.ne[1], indices.ne[2]], of, indices);
    found.lendable = false;
    return found;
  }

  contiguous(tensor: Tensor, shape: Shape = tensor.ne): Tensor {
    return newTensor("fresh", tensor.elementBytes, shape, [tensor]);
  }

  reshape(tensor: Tensor, ...shape: Shape): Tensor {
    const ne = [shape[0], shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1] as const;
    const row = tensor.elementBytes * ne[0];
    const plane = row * ne[1];
    return newView(tensor, ne, [tensor.elementBytes, row, plane, plane * ne[2]]);
  }

  /** Dimension i of the tensor becomes dimension `order[i]`. */
  permute(tensor: Tensor, ...order: readonly [number, number, number, number]): Tensor {
    const ne: [number, number, number, number] = [1, 1, 1, 1];
    const nb: [number, number, number, number] = [0, 0, 0, 0];
    order.forEach((to, from) => {
      ne[to] = tensor.ne[from] ?? 1;
      nb[to] = tensor.nb[from] ?? 0;
    });
    return newView(tensor, ne, nb);
  }

  view(tensor: Tensor, shape: Shape, strides: readonly [number?, number?, number?] = []): Tensor {
    const ne = [shape[0], shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1] as const;
    const row = strides[0] ?? tensor.elementBytes * ne[0];
    const plane = strides[1] ?? row * ne[1];
    return newView(tensor, ne, [tensor.elementBytes, row, plane, strides[2] ?? plane * ne[2]]);
  }

  /** `ggml_set_rows` into a tensor with its own buffer. */
  write(into: Tensor, rows: Tensor, indices: Tensor): Tensor {
    const written = newView(into, into.ne, into.nb);
    written.op = "write";
    written.src = [rows, indices, into];
    return written;
  }

  /** Into memory that is there already; the result is another look at it. */
  copyInto(tensor: Tensor, into: Tensor): Tensor {
    const written = newView(into, into.ne, into.nb);
    written.op = "write";
    written.src = [tensor, into];
    return written;
  }

  scaleInPlace(tensor: Tensor): Tensor {
    const written = newView(tensor, tensor.ne, tensor.nb);
    written.op = "write";
    return written;
  }

  /** A result of the operand's shape that may not take its place. */
  apart(tensor: Tensor): Tensor {
    return this.fresh(tensor.ne, tensor);
  }

  /** The gate's activation times the other half; one tensor of twice the width without `up`. */
  gated(gate: Tensor, up?: Tensor): Tensor {
    const { ne } = gate;
    return up ? this.fresh(ne, gate, up) : this.fresh([ne[0] / 2, ne[1], ne[2], ne[3]], gate);
  }

  transpose(tensor: Tensor): Tensor {
    return this.permute(tensor, 1, 0, 2, 3);
  }

  concat(a: Tensor, b: Tensor, dimension: 0 | 1): Tensor {
    const { ne } = a;
    const shape: Shape =
      dimension === 0 ? [ne[0] + b.ne[0], ne[1], ne[2], ne[3]] : [ne[0], ne[1] + b.ne[1], ne[2], ne[3]];
    return this.fresh(shape, a, b);
  }

  sumRows(tensor: Tensor): Tensor {
    return this.fresh([1, tensor.ne[1], tensor.ne[2], tensor.ne[3]], tensor);
  }

  /** A rotation of a cache's rows before they are quantised: `llama_mul_mat_hadamard`. */
  hadamard(tensor: Tensor, rotation: Tensor): Tensor {
    const width = rotation.ne[0];
    const rows = elementsOf(tensor) / width;
    const flat = isContiguous(tensor) ? this.reshape(tensor, width, rows) : this.contiguous(tensor, [width, rows]);
    return this.reshape(this.multiply(rotation, flat), ...tensor.ne);
  }
}
