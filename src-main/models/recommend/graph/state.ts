import type { GraphBuilder } from "./builder.ts";
import { type Tensor, elementsOf, float32Bytes, int32Bytes } from "./tensor.ts";

/** Elements of a layer's state for one sequence: what is convolved, and what the recurrence carries. */
export interface LayerState {
  convolution: number;
  recurrence: number;
}

export function layerState({ facts }: GraphBuilder, layer: number): LayerState {
  return facts.layerStates?.[layer] ?? { convolution: 0, recurrence: 0 };
}

/** Which state each sequence takes (`build_rs_inp_impl`); a worst case moves none besides. */
export interface StateInput {
  main: Tensor;
  extra: Tensor;
}

export function stateInput(b: GraphBuilder): StateInput {
  const { sequences } = b.setting;
  const all = b.input(int32Bytes, sequences);
  return { main: b.view(all, [sequences]), extra: b.view(all, [0]) };
}

/** The memory of all sequences for one kind of state. */
export function stateMemory(b: GraphBuilder, layer: number, elements: number): Tensor {
  return b.stored(b.deviceOf(layer), float32Bytes, elements, b.setting.sequences);
}

/**
 * Reads each sequence's state (`build_rs`): by `take` where an operation picks them itself, else as rows. Clearing the first and
 * moving the others stay in the graph though they touch nothing.
 */
export function readState(
  b: GraphBuilder,
  input: StateInput,
  memory: Tensor,
  take?: (states: Tensor, which: Tensor) => Tensor,
): Tensor {
  const { sequences } = b.setting;
  const [elements] = memory.ne;
  const states = b.reshape(memory, elements, sequences);
  b.expand(b.scaleInPlace(b.view(states, [elements])));
  const taken = take ? take(states, input.main) : b.rows(states, input.main);
  b.expand(taken);
  const moved = b.rows(states, input.extra);
  b.expand(b.copyInto(moved, b.view(memory, [elements, 0])));
  return taken;
}

/** Writes a new state back. */
export function writeState(b: GraphBuilder, state: Tensor, memory: Tensor): void {
  b.expand(b.copyInto(state, b.view(memory, [elementsOf(memory)])));
}
