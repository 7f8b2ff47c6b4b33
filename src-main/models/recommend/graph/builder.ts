import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { type GraphStyle, styleOf } from "./styles.ts";
import { Graph } from "./graph.ts";
import { type Tensor, float16Bytes, float32Bytes, int32Bytes, int64Bytes } from "./tensor.ts";
import { type ModelTensors, modelTensors } from "./weights.ts";

/** What a graph is built for. */
export interface GraphSetting {
  /** Tokens in a batch, as many for each sequence. */
  batch: number;
  /** Tokens that want logits: all of them, which is what node-llama-cpp reserves. */
  outputs: number;
  /** Answers at one time; each has separate cells and a separate recurrent state. */
  sequences: number;
  /** Cells of the cache for layers that see everything, and for those with a window. */
  cells: number;
  slidingCells: number;
  flashAttention: boolean;
  quantizedCache: boolean;
  /** Bytes of a cached element. */
  cacheElementBytes: number;
  /** Batches that may be under way at one time. */
  copies: number;
  /** The first GPU does the CPU's products for large batches. */
  lends: boolean;
  /** Devices by priority; the CPU is the last. */
  devices: number;
  /** Where each layer is, its experts, and the output. */
  layerDevices: readonly number[];
  expertDevices: readonly number[];
  /** Where the cache is that each layer reads: another layer's perhaps. */
  cacheDevices: readonly number[];
  outputDevice: number;
}

/** Inputs of layers of one sort of cache: `llm_graph_input_attn_kv`. */
export interface CacheInputs {
  cells: number;
  keyIndices: Tensor;
  valueIndices: Tensor;
  mask: Tensor;
  keyRotation: Tensor | null;
  valueRotation: Tensor | null;
}

/** A model lacks a tensor that its architecture's graph is made with. */
export class UnknownGraph extends Error {}

/** What the parts of a graph have in common while it is built. */
export class GraphBuilder extends Graph {
  readonly facts: ModelFacts;
  readonly setting: GraphSetting;
  readonly tensors: ModelTensors;
  readonly style: GraphStyle;
  readonly cpu: number;
  readonly #weights = new Map<string, Tensor>();
  /**
   * Says which graph owns the weights, which all graphs of a model share one after the other, without keeping the
   * graph.
   */
  readonly #identity = {};
  #positions: Tensor | null = null;
  #positionScale: Tensor | null = null;
  #outputIds: Tensor | null = null;
  readonly #caches: (CacheInputs | undefined)[] = [];

  constructor(facts: ModelFacts, setting: GraphSetting) {
    super();
    this.facts = facts;
    this.setting = setting;
    this.tensors = modelTensors(facts);
    this.style = styleOf(facts);
    this.cpu = setting.devices - 1;
  }

  get positions(): Tensor {
    return (this.#positions ??= this.input(int32Bytes, this.setting.batch));
  }

  /** `build_inp_attn_scale`. */
  get positionScale(): Tensor {
    return (this.#positionScale ??= this.input(float32Bytes, 1, 1, this.setting.batch));
  }

  get outputIds(): Tensor {
    return (this.#outputIds ??= this.input(int32Bytes, this.setting.outputs));
  }

  /** Tokens of one sequence. */
  get sequenceTokens(): number {
    return this.setting.batch / this.setting.sequences;
  }

  deviceOf(layer: number): number {
    return this.setting.layerDevices[layer] ?? this.cpu;
  }

  /** A tensor of a layer that its graph cannot do without, with or without the usual ".weight"; throws `UnknownGraph`. */
  needed(layer: number, name: string): Tensor {
    const found = this.layerWeight(layer, name) ?? this.layerWeight(layer, name.replace(/\.weight$/, ""));
    if (!found) throw new UnknownGraph(name);
    return found;
  }

  /** A tensor of a layer, or null where the model has none of that name. */
  layerWeight(layer: number, name: string): Tensor | null {
    const weight = this.tensors.layers[layer]?.weight(name);
    if (!weight) return null;
    const { tensor, expert, owner } = weight;
    if (owner !== this.#identity) {
      weight.owner = this.#identity;
      tensor.device = (expert ? this.setting.expertDevices : this.setting.layerDevices)[layer] ?? this.cpu;
      tensor.copies = null;
      tensor.children = tensor.views = 0;
      // It does not belong to the compute buffers, so nothing asks for it as a leaf.
      tensor.visited = true;
    }
    return tensor;
  }

  /** A tensor outside the layers. */
  modelWeight(name: string, device: number): Tensor | null {
    const shape = this.tensors.model.get(name);
    if (!shape) return null;
    const key = `${String(device)} ${name}`;
    let known = this.#weights.get(key);
    if (!known) this.#weights.set(key, (known = this.weight(device, shape[0] ?? 1, shape[1], shape[2])));
    return known;
  }

  /**
   * `build_norm`. A norm that begins a device's part runs where its input comes from, so that both cross; the engine's own
   * breakdown counts it so, and a load that ties norms to their layers needs a little less.
   */
  norm(tensor: Tensor, scale: Tensor | null, bias: Tensor | null): Tensor {
    // LayerNorm has no in-place form; RMS norm has.
    let result = this.style.layerNorm ? this.fresh(tensor.ne, tensor) : this.inPlace(tensor);
    if (scale) result = this.inPlace(result, scale);
    return bias ? this.inPlace(result, bias) : result;
  }

  /** Root-mean-square norm, whatever the architecture's usual one. */
  rmsNorm(tensor: Tensor, scale: Tensor | null): Tensor {
    const normed = this.inPlace(tensor);
    return scale ? this.inPlace(normed, scale) : normed;
  }

  /** Norm with a mean, which cannot be done in place. */
  meanNorm(tensor: Tensor, scale: Tensor, bias: Tensor | null): Tensor {
    const scaled = this.inPlace(this.apart(tensor), scale);
    return bias ? this.inPlace(scaled, bias) : scaled;
  }

  layerNorm(tensor: Tensor, layer: number, name: string): Tensor {
    return this.norm(tensor, this.layerWeight(layer, `${name}.weight`), this.layerWeight(layer, `${name}.bias`));
  }

  /** A product with a layer's matrix and its bias, where it has them. */
  linear(tensor: Tensor, layer: number, name: string): Tensor {
    const matrix = this.layerWeight(layer, `${name}.weight`);
    const product = matrix ? this.multiply(matrix, tensor) : tensor;
    const bias = this.layerWeight(layer, `${name}.bias`);
    return bias ? this.inPlace(product, bias) : product;
  }

  slides(layer: number): boolean {
    return this.facts.slidingWindowTokens !== null && (this.facts.slidingPattern?.[layer] ?? false);
  }

  keyLength(layer: number): number {
    return (this.slides(layer) ? this.facts.slidingKeyLength : undefined) ?? this.facts.keyLength;
  }

  valueLength(layer: number): number {
    return (this.slides(layer) ? this.facts.slidingValueLength : undefined) ?? this.facts.valueLength;
  }

  /**
   * Without flash attention values are stored transposed, an index for each element, and all layers' caches are as wide
   * as the widest.
   */
  get widestValues(): number {
    return this.facts.kvHeadCounts.reduce((most, heads, layer) => Math.max(most, heads * this.valueLength(layer)), 0);
  }

  cache(layer: number): CacheInputs {
    const sort = this.slides(layer) ? 1 : 0;
    let known = this.#caches[sort];
    if (!known) {
      this.#caches[sort] = known = this.#cacheInputs(
        sort === 1 ? this.setting.slidingCells : this.setting.cells,
        layer,
      );
    }
    return known;
  }

  #cacheInputs(cells: number, layer: number): CacheInputs {
    const { batch, flashAttention, sequences } = this.setting;
    return {
      cells,
      keyIndices: this.input(int64Bytes, batch),
      valueIndices: this.input(int64Bytes, flashAttention ? batch : batch * this.widestValues),
      mask: this.input(flashAttention ? float16Bytes : float32Bytes, cells, this.sequenceTokens, 1, sequences),
      keyRotation: this.#rotation(this.keyLength(layer), true),
      valueRotation: this.#rotation(this.valueLength(layer), false),
    };
  }

  /** Quantised caches are rotated first where the head allows it: `build_input_k_rot` and `build_input_v_rot`. */
  #rotation(length: number, widest: boolean): Tensor | null {
    if (!this.setting.quantizedCache || this.facts.mla !== null || length === 0 || length % 64 !== 0) return null;
    let side = 64;
    while (widest && length % (side * 2) === 0) side *= 2;
    return this.input(float32Bytes, side, side);
  }
}
