import type { Step } from "./allocator.ts";
import type { Graph } from "./graph.ts";
import { type Tensor, newView, sameLayoutAs } from "./tensor.ts";

/**
 * Which device runs which node, and what is copied from one to another: `ggml_backend_sched_split_graph`
 * (ggml/src/ggml-backend.cpp). Devices are numbered by priority; the CPU is the last.
 */

/** Copies that one part of a device may begin with (`GGML_SCHED_MAX_SPLIT_INPUTS`); the next part's get the places of those. */
const mostCopiesAtOnce = 30;

/** A node that is not just another look at a tensor. */
const computes = (node: Tensor): boolean => node.op !== "view";

/** Pass 1: what has a buffer, and what multiplies by weights. */
function assignByBuffers({ nodes, leafs }: Graph, cpu: number, lends: boolean): void {
  for (const leaf of leafs) if (leaf.device < 0 && leaf.input) leaf.device = cpu;
  for (const node of nodes) {
    if (node.device >= 0) continue;
    if (node.viewOf?.external === true) node.device = node.viewOf.device;
    else if (node.followsWeights) {
      for (const source of node.src) {
        // Another look at weights does not count: it has no buffer yet when this is asked.
        if (!source.weight) continue;
        node.device = lends && node.lendable && source.device === cpu ? 0 : source.device;
        break;
      }
    }
  }
}

/** Pass 2: the neighbours, first around the GPUs, then around what is left. */
function expandAssignments({ nodes }: Graph, cpu: number): void {
  const walk = (step: 1 | -1, gpusOnly: boolean): void => {
    let current = -1;
    for (let i = step > 0 ? 0 : nodes.length - 1; i >= 0 && i < nodes.length; i += step) {
      const node = nodes[i];
      if (!node || !computes(node)) continue;
      if (node.device >= 0) current = gpusOnly && node.device === cpu ? -1 : node.device;
      else if (current >= 0) node.device = current;
    }
  };
  walk(1, true);
  walk(-1, true);
  walk(1, false);
  walk(-1, false);
}

/** Pass 4: views go with what they show, inputs with their first reader. */
function assignSources({ nodes }: Graph, cpu: number): void {
  for (const node of nodes) {
    if (node.viewOf && node.device < 0) node.device = node.viewOf.device;
    for (const source of node.src) {
      if (source.device < 0) source.device = source.viewOf ? source.viewOf.device : node.device;
    }
    if (node.device < 0) node.device = cpu;
  }
}

/** Keeps a tensor until the copy that follows is made. */
function keeping(source: Tensor): Tensor {
  const keep = newView(source, source.ne, source.nb);
  keep.op = "keep";
  return keep;
}

export interface Schedule {
  steps: Step[];
  leafs: Tensor[];
}

/**
 * `copies`: how many batches may be under way at one time; more than one where several GPUs work in a row.
 * `lends`: the first GPU does the CPU's products (`ggml_backend_offload_op`).
 */
export function schedule(graph: Graph, devices: number, copies: number, lends: boolean): Schedule {
  const cpu = devices - 1;
  assignByBuffers(graph, cpu, lends);
  expandAssignments(graph, cpu);
  assignSources(graph, cpu);

  const steps: Step[] = [];
  const originals: Tensor[] = [];
  const copied: Tensor[] = [];
  const copyOf = (source: Tensor, device: number, many: Tensor[]): Tensor => {
    const copy = sameLayoutAs(source, "leaf");
    copy.device = device;
    many.push(copy);
    if (copies > 1) {
      copy.output = true;
      for (let i = 1; i < copies; i++) {
        const more = sameLayoutAs(source, "leaf");
        more.device = device;
        more.output = true;
        many.push(more);
      }
    }
    return copy;
  };

  let start = 0;
  let current = graph.nodes.find(computes)?.device ?? cpu;
  let capacity = mostCopiesAtOnce;
  let pending: { source: Tensor; copy: Tensor }[] = [];
  const close = (end: number): void => {
    for (const { source, copy } of pending) {
      steps.push({ node: keeping(source), device: source.device });
      steps.push({ node: copy, device: current });
    }
    for (let i = start; i < end; i++) {
      const node = graph.nodes[i];
      if (node) steps.push({ node, device: node.device });
    }
    pending = [];
    start = end;
  };
  graph.nodes.forEach((node, i) => {
    if (!computes(node)) return;
    const crosses = (source: Tensor): boolean => source.device !== current && !source.copies?.[current];
    const full = pending.length >= capacity && node.src.some(crosses);
    if (node.device !== current || full) {
      close(i);
      capacity = mostCopiesAtOnce;
      current = node.device;
    }
    node.src.forEach((source, at) => {
      if (copies > 1 && source.input && !source.output) {
        source.output = true;
        originals.push(source);
        for (let more = 1; more < copies; more++) {
          const copy = sameLayoutAs(source, "leaf");
          copy.device = source.device;
          copy.output = true;
          originals.push(copy);
        }
      }
      if (source.device === current) return;
      source.copies ??= [];
      let copy = source.copies[current];
      if (!copy) {
        copy = copyOf(source, current, copied);
        source.copies[current] = copy;
        pending.push({ source, copy });
        if (pending.length > capacity) capacity *= 2;
      }
      node.src[at] = copy;
    });
  });
  close(graph.nodes.length);
  return { steps, leafs: copies > 1 ? [...originals, ...copied, ...graph.leafs] : graph.leafs };
}
