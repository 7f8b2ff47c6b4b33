import { describe, expect, it } from "vitest";
import { modelFacts, parseGgufHeader } from "../../../../src-main/models/catalog/index.ts";
import type { MemoryNeed, ModelFacts, Plan } from "../../../../src-shared/contract/index.ts";
import { budgetsOf, estimateMemory, headerWeights } from "../../../../src-main/models/recommend/index.ts";
import type { GgufValue } from "../../../fixtures/gguf-writer.ts";
import { type ModelKind, ggufHeaderBytes, syntheticModel } from "../../../fixtures/index.ts";
import { factsOf, machineOf } from "./facts.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { variantOf } from "../../../fixtures/variants.ts";
import { reportInWords } from "./in-words.ts";

/** A name that no engine has. */
const invented = "quillon";

/** The tensors of a model that is known, under an architecture's name that is not; `keys` change its metadata. */
function strangerOf(kind: ModelKind, keys: Record<string, GgufValue | null> = {}): ModelFacts {
  const content = syntheticModel(kind, { vocabulary: "none", shape: { architecture: invented } });
  const changed = Object.entries(keys).map(([key, value]) => [`${invented}.${key}`, value] as const);
  const metadata = new Map<string, GgufValue | null>([...Object.entries(content.metadata), ...changed]);
  const stated = [...metadata].filter((entry): entry is [string, GgufValue] => entry[1] !== null);
  const progress = parseGgufHeader(ggufHeaderBytes({ ...content, metadata: stated }));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  return modelFacts(progress.header);
}

const GPU = { backend: "metal", freeBytes: 90e9, dedicatedBytes: 90e9 } as const;

function needOf(facts: ModelFacts, change: Partial<Plan> = {}): MemoryNeed {
  const machine = machineOf({ freeBytes: 500e9, totalBytes: 600e9, gpus: [GPU] });
  const plan = cpuPlan(change);
  return estimateMemory({ facts, weights: headerWeights(facts), machine, budgets: budgetsOf(machine, 0) }, plan);
}

const plans: [string, Partial<Plan>][] = [
  ["on the CPU", {}],
  ["on the GPU", { gpuLayers: 99, backend: "metal" }],
  ["half on the GPU", { gpuLayers: 12, backend: "metal" }],
  ["without flash attention", { flashAttention: false }],
  ["with a quantised cache", { kvType: "q8_0", contextTokens: 32768 }],
  ["for four answers", { sequences: 4 }],
];

const noHeads = { "attention.head_count": null, "attention.head_count_kv": null };
const noLengths = { "attention.key_length": null, "attention.value_length": null };
const strangers: [string, ModelKind, Record<string, GgufValue | null>][] = [
  ["whose metadata are in order", "llama-3.1-8b", {}],
  ["that names no heads", "llama-3.1-8b", noHeads],
  ["that names no heads, with one matrix for queries, keys and values", "phi-3-mini", noHeads],
  ["that names one head and a tiny key", "qwen3-8b", { "attention.head_count_kv": 1, "attention.key_length": 1 }],
  ["with words where numbers belong", "qwen3-4b", { "attention.head_count": "many", "attention.key_length": "long" }],
  ["of experts, without heads", "qwen3-30b-a3b", { ...noHeads, ...noLengths }],
  ["that compresses its keys, without heads", "deepseek-v2-lite", noHeads],
  ["with a recurrent state", "granite-4-h-tiny", {}],
  [
    "with a recurrent state that nothing but tensors tell of",
    "mamba-1.4b",
    { "ssm.inner_size": null, "ssm.state_size": null },
  ],
  ["with a state of heads, told by tensors", "mamba2-2.7b", { "ssm.inner_size": null, "ssm.conv_kernel": null }],
  ["of RWKV's build, without its keys", "rwkv7-2.9b", { "wkv.head_size": null, token_shift_count: null }],
];

describe.each(strangers)("an architecture that nobody knows, %s", (_, kind, keys) => {
  const known = factsOf(kind);
  const stranger = strangerOf(kind, keys);

  it.each(plans)("is estimated no lower than the known one, and not out of all proportion: %s", (_name, change) => {
    const mine = needOf(stranger, change);
    const theirs = needOf(known, change);
    mine.devices.forEach((device, i) => {
      const other = theirs.devices[i];
      if (!other) throw new Error("another number of devices");
      expect(device.kvBytes).toBeGreaterThanOrEqual(other.kvBytes);
      expect(device.needBytes).toBeGreaterThanOrEqual(other.needBytes);
    });
    expect(mine.stateBytes).toBeGreaterThanOrEqual(theirs.stateBytes);
    expect(mine.kvBytes + mine.stateBytes).toBeLessThanOrEqual(25 * (theirs.kvBytes + theirs.stateBytes));
    expect(mine.computeBytes).toBeLessThanOrEqual(16 * theirs.computeBytes);
  });
});

describe("what is said of an architecture that nobody knows", () => {
  const stranger = strangerOf("llama-3.1-8b", noHeads);
  const report = reportInWords({
    facts: stranger,
    factsVariantKey: "Q4_K_M",
    variants: [variantOf("Q4_K_M", 4_900_000_000)],
    repository: "o/n",
    commit: "c",
    machine: machineOf({}),
    request: {},
    defaults: { contextTokens: 8192, memoryReserveBytes: null },
    whatIf: false,
  });

  it("names it, where the figures come from, and that it may not run", () => {
    const caveat = report.caveats.find((text) => text.includes(invented));
    expect(caveat).toContain("estimated from its tensors");
    expect(caveat).toContain("too high");
    expect(caveat).toContain("may not be able to run");
  });

  it("is nothing where the architecture is known", () => {
    expect(needOf(factsOf("llama-3.1-8b")).kvBytes).toBe(8192 * 32 * 8 * 128 * 2 * 2);
  });
});

describe("a file that does not say how many layers it has, or how wide they are", () => {
  it("is counted by its tensors", () => {
    const facts = strangerOf("llama-3.2-1b", { block_count: null, embedding_length: null });
    expect(facts.blockCount).toBe(16);
    expect(facts.embeddingLength).toBe(2048);
  });
});
