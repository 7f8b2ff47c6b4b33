import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { onceByShape } from "../alike-models.ts";
import { tensorSlots } from "../tensor-slots.ts";
import { styleOf } from "./styles.ts";
import { type Shape, type Tensor, weightTensor } from "./tensor.ts";

/** A layer's weight as all of the model's graphs see it, one after the other. */
export interface LayerWeight {
  tensor: Tensor;
  /** Goes where its layer's experts go. */
  expert: boolean;
  /** The graph that has it now. */
  owner: object | null;
}

/** A layer's tensors, by their name without the layer's number. Most layers are in no graph, since they repeat others. */
class LayerTensors {
  /** Equal for layers with the same tensors. */
  readonly kind: number;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  readonly #made = new Map<string, LayerWeight>();

  constructor(kind: number, shapes: ReadonlyMap<string, readonly number[]>) {
    this.kind = kind;
    this.#shapes = shapes;
  }

  /** The same one each time; null where the layer has none of that name. */
  weight(name: string): LayerWeight | null {
    const made = this.#made.get(name);
    if (made) return made;
    const shape = this.#shapes.get(name);
    if (!shape) return null;
    const weight = weightOf(name, shape);
    this.#made.set(name, weight);
    return weight;
  }
}

export interface ModelTensors {
  layers: readonly LayerTensors[];
  /** Outside the layers. */
  model: ReadonlyMap<string, readonly number[]>;
}

function weightOf(name: string, [rows = 1, ...others]: readonly number[]): LayerWeight {
  return {
    tensor: weightTensor(-1, [rows, ...others] as unknown as Shape),
    expert: /_(ch)?exps\./.test(name),
    owner: null,
  };
}

/** Whether what a layer gives is normed and goes into the first layer once more. */
export function endsLoop({ loops = 1, blockCount }: ModelFacts, layer: number): boolean {
  return layer < blockCount - 1 && (layer + 1) % (blockCount / loops) === 0;
}

function collect(facts: ModelFacts): ModelTensors {
  const layers = Array.from(
    { length: facts.blockCount - (facts.draftLayers ?? 0) },
    () => new Map<string, readonly number[]>(),
  );
  const model = new Map<string, readonly number[]>();
  for (const { name, layer, shape } of tensorSlots(facts)) {
    const part = /^blk\.\d+\.(.*)$/.exec(name)?.[1];
    if (part === undefined) model.set(name, shape);
    else layers[layer]?.set(part, shape);
  }
  const { loops = 1 } = facts;
  // Each further time the layers have the same weights.
  const once = layers.length / loops;
  const shapesOf = (layer: number): ReadonlyMap<string, readonly number[]> => layers[layer % once] ?? new Map();
  const style = styleOf(facts);
  const kinds = new Map<string, number>();
  return {
    model,
    layers: layers.map((_, layer) => {
      const shapes = shapesOf(layer);
      const key = `${JSON.stringify([...shapes])} ${[endsLoop(facts, layer), style.rotates(layer), style.keepsStrongest(layer), layer < (facts.deepstackLayers ?? 0), facts.slidingPattern?.[layer], facts.headCounts[layer], facts.kvHeadCounts[layer]].join(" ")}`;
      const kind = kinds.get(key) ?? kinds.size;
      kinds.set(key, kind);
      return new LayerTensors(kind, shapes);
    }),
  };
}

export const modelTensors = onceByShape(collect);
