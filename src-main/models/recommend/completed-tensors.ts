import type { GgufTensor, ModelFacts } from "../../../src-shared/contract/index.ts";

/** Longest run of layers after which others repeat it: Jamba and Granite have attention once in eight and ten. */
const longestPeriod = 12;

interface Layer {
  number: number;
  tensors: GgufTensor[];
  /** Equal for layers with the same tensors. */
  key: string;
}

const layerName = /^blk\.(\d+)\.(.+)$/;

function layersOf(tensors: readonly GgufTensor[]): Map<number, Layer> {
  const layers = new Map<number, GgufTensor[]>();
  for (const tensor of tensors) {
    const number = Number(layerName.exec(tensor.name)?.[1] ?? NaN);
    if (Number.isNaN(number)) continue;
    const known = layers.get(number);
    if (known) known.push(tensor);
    else layers.set(number, [tensor]);
  }
  const keyOf = (own: readonly GgufTensor[]): string =>
    own
      .map(({ name, shape }) => `${layerName.exec(name)?.[2] ?? ""} ${shape.join("x")}`)
      .sort()
      .join(",");
  return new Map([...layers].map(([number, own]) => [number, { number, tensors: own, key: keyOf(own) }]));
}

/** What the hyperparameters say about a layer: a template must agree in it. */
function kindOf(facts: ModelFacts, layer: number): string {
  const { recurrentLayers, kvHeadCounts, headCounts, feedForwardLengths } = facts;
  return [recurrentLayers?.[layer], kvHeadCounts[layer], headCounts[layer], feedForwardLengths[layer]].join(" ");
}

/** After how many layers the later half of the known ones repeats itself; leading dense layers are not held against it. */
function periodOf(layers: readonly Layer[]): number {
  const from = Math.floor(layers.length / 2);
  for (let period = 1; period <= Math.min(longestPeriod, layers.length - 1); period++) {
    if (layers.every(({ key }, i) => i < Math.max(from, period) || layers[i - period]?.key === key)) return period;
  }
  return 1;
}

/**
 * The tensors of a whole model from those of its first part: layers that are not there are taken to be like those that are, by
 * their kind and by the period in which known layers repeat. Null where the first part has no whole layer.
 */
export function completedTensors(facts: ModelFacts): GgufTensor[] | null {
  const first = facts.firstTensors ?? [];
  const known = layersOf(first);
  const ordered = [...known.values()].sort((a, b) => a.number - b.number);
  // The part may end in the middle of its last layer.
  const cut = ordered.pop();
  if (cut && ordered.some(({ key }) => key === cut.key)) ordered.push(cut);
  if (ordered.length === 0) return null;
  const period = periodOf(ordered);
  const whole = new Map(ordered.map((layer) => [layer.number, layer]));
  const tensors = first.filter(({ name }) => !layerName.test(name));
  for (let number = 0; number < facts.blockCount; number++) {
    const own = whole.get(number);
    const alike = ordered.filter((layer) => kindOf(facts, layer.number) === kindOf(facts, number));
    const template = own ?? alike.findLast((layer) => (number - layer.number) % period === 0) ?? alike.at(-1);
    for (const { name, type, shape } of (template ?? ordered.at(-1))?.tensors ?? []) {
      tensors.push({ name: name.replace(/^blk\.\d+/, `blk.${String(number)}`), type, shape });
    }
  }
  return withEnds(facts, tensors);
}

/** Architectures whose output is the embedding in every size; other models large enough to be split have a separate one. */
const alwaysTied = /^(gemma|command-r$|cohere2)/;

/** The matrices outside the layers, which any part may hold. */
function withEnds({ architecture, embeddingLength, vocabularySize }: ModelFacts, tensors: GgufTensor[]): GgufTensor[] {
  const has = (wanted: string): boolean => tensors.some(({ name }) => name === wanted);
  const type = tensors.find(({ name }) => name === "token_embd.weight")?.type ?? "F16";
  const ends = alwaysTied.test(architecture) ? ["token_embd.weight"] : ["token_embd.weight", "output.weight"];
  for (const name of ends) {
    if (!has(name)) tensors.push({ name, type, shape: [embeddingLength, vocabularySize] });
  }
  if (!has("output_norm.weight")) tensors.push({ name: "output_norm.weight", type: "F32", shape: [embeddingLength] });
  return tensors;
}
