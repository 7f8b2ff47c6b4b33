import type { GgufTensor, ModelFacts } from "../../../src-shared/contract/index.ts";
import { keepLatest } from "../../ground/core/index.ts";

/** A list of results has hundreds of models, but most were trained from the same few dozen. */
const modelsKept = 128;

/** What a model is called and what surrounds its tensors in the file: no part of the estimate is worked out from it alone. */
const besideThePoint = new Set<string>(["name", "chatTemplate", "sizeLabel", "headerBytes", "fileType"]);

function sameTensors(a: readonly GgufTensor[], b: readonly GgufTensor[], types: boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i], b[i]];
    if (!one || !other) return false;
    if (one.name !== other.name || one.shape.length !== other.shape.length) return false;
    if (types && one.type !== other.type) return false;
    for (let d = 0; d < one.shape.length; d++) if (one.shape[d] !== other.shape[d]) return false;
  }
  return true;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !same(a[i], b[i])) return false;
    return true;
  }
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => same(one[key], other[key]));
}

function alike(a: ModelFacts, b: ModelFacts, types: boolean): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof ModelFacts>;
  for (const key of keys) {
    if (besideThePoint.has(key) || (!types && key === "importanceMatrix")) continue;
    if (key === "tensors" || key === "firstTensors") {
      const [one, other] = [a[key] ?? null, b[key] ?? null];
      if (one === null || other === null ? one !== other : !sameTensors(one, other, types)) return false;
    } else if (!same(a[key], b[key])) return false;
  }
  return true;
}

const likenessOf = ({ architecture, blockCount, embeddingLength, vocabularySize, parameters }: ModelFacts): string =>
  `${architecture} ${[blockCount, embeddingLength, vocabularySize, parameters].join(" ")}`;

/** Stands for all models that are alike: the first of them. */
class Representatives {
  readonly #types: boolean;
  /** Those used last at the end. */
  readonly #kept = new Map<string, ModelFacts[]>();

  /** Comparing takes a while, and several things are worked out for each model. */
  readonly #found = new WeakMap<ModelFacts, ModelFacts>();

  constructor(types: boolean) {
    this.#types = types;
  }

  of(facts: ModelFacts): ModelFacts {
    let found = this.#found.get(facts);
    if (!found) this.#found.set(facts, (found = this.#find(facts)));
    return found;
  }

  #find(facts: ModelFacts): ModelFacts {
    const key = likenessOf(facts);
    const candidates = this.#kept.get(key) ?? [];
    let found = candidates.find((candidate) => alike(candidate, facts, this.#types));
    if (!found) candidates.push((found = facts));
    keepLatest(this.#kept, key, candidates, modelsKept);
    if (candidates.length > modelsKept) candidates.shift();
    return found;
  }
}

/** Works a thing out once for all models that are alike, and looks only once whether two are. */
function once<T>(representatives: Representatives, make: (facts: ModelFacts) => T): (facts: ModelFacts) => T {
  const cache = new WeakMap<ModelFacts, T>();
  return (facts) => {
    let known = cache.get(facts);
    if (known === undefined) {
      const representative = representatives.of(facts);
      known = cache.get(representative) ?? make(representative);
      cache.set(representative, known);
      cache.set(facts, known);
    }
    return known;
  };
}

const byShapes = new Representatives(false);
const byTypes = new Representatives(true);

/** For what follows from hyperparameters and the tensors' shapes. */
export function onceByShape<T>(make: (facts: ModelFacts) => T): (facts: ModelFacts) => T {
  return once(byShapes, make);
}

/** For what also follows from the tensors' types, or from whether there was an importance matrix. */
export function onceByTypes<T>(make: (facts: ModelFacts) => T): (facts: ModelFacts) => T {
  return once(byTypes, make);
}
