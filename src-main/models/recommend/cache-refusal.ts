import type { FitHindrances, ModelFacts, Plan, Statement, WayOut } from "../../../src-shared/contract/index.ts";
import { kvBits } from "../../../src-shared/figures/index.ts";

/** Elements that quantised types pack together; all those that a cache can have share it (`QK8_0`, `QK4_0` and kin in ggml-common.h). */
const packedElements = 32;
/** Architectures for which llama.cpp turns flash attention off, whatever the parameters say (`llama_init_from_model`). */
const withoutFlashAttention: ReadonlySet<string> = new Set(["grok"]);

/** Whether the engine would use flash attention when asked to. */
export function mayFlash({ architecture }: Pick<ModelFacts, "architecture">): boolean {
  return !withoutFlashAttention.has(architecture);
}

export interface CacheRefusal {
  says: Statement<keyof FitHindrances>;
  wayOut: WayOut;
}

type CachePlan = Pick<Plan, "kvType" | "flashAttention">;

/**
 * Why the engine would not make the cache of a plan at all, whatever memory there is; null where it would. llama.cpp
 * (`llama_init_from_model`) wants flash attention for a quantised cache, and heads that its types can be packed into.
 */
export function cacheRefusal(facts: ModelFacts, { kvType, flashAttention }: CachePlan): CacheRefusal | null {
  if (kvType === "f16") return null;
  const bits = kvBits(kvType);
  const plain: WayOut = { says: { key: "keep-context-whole", figures: {} }, request: { kvType: "f16" } };
  const { keyLength, valueLength, slidingKeyLength = keyLength, slidingValueLength = valueLength } = facts;
  const odd = [keyLength, valueLength, slidingKeyLength, slidingValueLength].find((length) => length % packedElements);
  if (odd !== undefined) {
    const figures = { bits, headLength: odd, packed: packedElements };
    return { says: { key: "cache-needs-even-heads", figures }, wayOut: plain };
  }
  if (!mayFlash(facts)) return { says: { key: "cache-needs-flash-attention", figures: { bits } }, wayOut: plain };
  if (flashAttention) return null;
  return {
    says: { key: "cache-without-flash-attention", figures: { bits } },
    wayOut: { says: { key: "turn-on-flash-attention", figures: {} }, request: { flashAttention: true } },
  };
}

/** Whether a plan that keeps its cache in 16 bits could keep it in fewer. */
export function mayPackCache(facts: ModelFacts, { flashAttention }: Pick<CachePlan, "flashAttention">): boolean {
  return cacheRefusal(facts, { kvType: "q8_0", flashAttention }) === null;
}
