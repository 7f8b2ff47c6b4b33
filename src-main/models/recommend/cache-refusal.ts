import type { KvType, ModelFacts, Plan, WayOut } from "../../../src-shared/contract/index.ts";

/** Elements that quantised types pack together; all those that a cache can have share it (`QK8_0`, `QK4_0` and kin in ggml-common.h). */
const packedElements = 32;
/** Architectures for which llama.cpp turns flash attention off, whatever it is told (`llama_init_from_model`). */
const withoutFlashAttention: ReadonlySet<string> = new Set(["grok"]);

/** Whether the engine would use flash attention if it was told to. */
export function mayFlash({ architecture }: Pick<ModelFacts, "architecture">): boolean {
  return !withoutFlashAttention.has(architecture);
}

export interface CacheRefusal {
  /** Why, in a sentence. */
  message: string;
  wayOut: WayOut;
}

type CachePlan = Pick<Plan, "kvType" | "flashAttention">;

/** How many bits the type's name says. */
function bitsOf(kvType: KvType): string {
  return /\d/.exec(kvType)?.[0] ?? "16";
}

/**
 * Why the engine would not make the cache of a plan at all, whatever memory there is; null where it would. llama.cpp
 * (`llama_init_from_model`) wants flash attention for a quantised cache, and heads that its types can be packed into.
 */
export function cacheRefusal(facts: ModelFacts, { kvType, flashAttention }: CachePlan): CacheRefusal | null {
  if (kvType === "f16") return null;
  const inBits = `The context cannot be kept in ${bitsOf(kvType)} bits`;
  const plain: WayOut = { text: "Keep the context in 16 bits.", request: { kvType: "f16" } };
  const { keyLength, valueLength, slidingKeyLength = keyLength, slidingValueLength = valueLength } = facts;
  const odd = [keyLength, valueLength, slidingKeyLength, slidingValueLength].find((length) => length % packedElements);
  if (odd !== undefined) {
    return {
      message: `${inBits} here: this model's attention heads have ${String(odd)} values, and the engine packs ${String(packedElements)} at a time.`,
      wayOut: plain,
    };
  }
  if (!mayFlash(facts))
    return { message: `${inBits} here: that needs flash attention, which this model cannot use.`, wayOut: plain };
  if (flashAttention) return null;
  return {
    message: `${inBits} without flash attention.`,
    wayOut: { text: "Turn flash attention on.", request: { flashAttention: true } },
  };
}

/** Whether a plan that keeps its cache in 16 bits could keep it in fewer. */
export function mayPackCache(facts: ModelFacts, { flashAttention }: Pick<CachePlan, "flashAttention">): boolean {
  return cacheRefusal(facts, { kvType: "q8_0", flashAttention }) === null;
}
