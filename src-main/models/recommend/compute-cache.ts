import type { ModelFacts, Plan } from "../../../src-shared/contract/index.ts";
import { onceByShape } from "./alike-models.ts";
import { computeNeed } from "./compute-buffer.ts";
import type { LayerSplit } from "./layer-split.ts";

type ComputeNeed = ReturnType<typeof computeNeed>;
type Setting = Pick<Plan, "contextTokens" | "kvType" | "batchTokens" | "flashAttention" | "sequences" | "backend">;

/** Working memory for a split, but for the matrices that the CPU lends to the first GPU one by one. */
interface Known {
  cpuBytes: number;
  gpuBytes: number[];
  /** What the first GPU needs beside the lent matrix; null where none is lent. */
  besideLentBytes: number | null;
}

/** Working memory of one model under one setting, by split. */
interface KnownSplits {
  setting: Setting;
  bySplit: Map<string | number, Known>;
}

/** A slider makes a setting with each step, and ways out try a few; those behind them are soon of no use. */
const settingsKept = 24;

const settingsOf = onceByShape((): KnownSplits[] => []);

function isSame(a: Setting, b: Setting): boolean {
  return (
    a.contextTokens === b.contextTokens &&
    a.kvType === b.kvType &&
    a.backend === b.backend &&
    a.batchTokens === b.batchTokens &&
    a.flashAttention === b.flashAttention &&
    a.sequences === b.sequences
  );
}

function splitsFor(facts: ModelFacts, plan: Plan): KnownSplits["bySplit"] {
  const settings = settingsOf(facts);
  const index = settings.findIndex(({ setting }) => isSame(setting, plan));
  const found = settings[index];
  if (found) {
    // Those asked for most move to the front.
    const before = settings[index - 1];
    if (before) [settings[index - 1], settings[index]] = [found, before];
    return found.bySplit;
  }
  const { contextTokens, kvType, batchTokens, flashAttention, sequences, backend } = plan;
  const setting = { contextTokens, kvType, batchTokens, flashAttention, sequences, backend };
  if (settings.length >= settingsKept) settings.pop();
  const bySplit: KnownSplits["bySplit"] = new Map();
  settings.push({ setting, bySplit });
  return bySplit;
}

/** Equal for splits with the same working memory. A number where that will do: it is made for every plan that is tried. */
function keyOf({ cpu, gpus, cpuExperts }: LayerSplit): string | number {
  if (gpus.length === 0) return -1;
  const parts = cpu.to * 65_536 + cpuExperts.to;
  return gpus.length === 1 ? parts : `${String(parts)} ${gpus.map(({ to }) => to).join(" ")}`;
}

/** Larger than any matrix, so that the need beside it shows. */
const hugeMatrixBytes = 2 ** 44;

function work(facts: ModelFacts, plan: Plan, split: LayerSplit): Known {
  const { cpuBytes, gpuBytes } = computeNeed(facts, plan, split, 0);
  if (plan.backend !== "cuda" && plan.backend !== "vulkan") return { cpuBytes, gpuBytes, besideLentBytes: null };
  const crowded = computeNeed(facts, plan, split, hugeMatrixBytes).gpuBytes[0] ?? 0;
  return { cpuBytes, gpuBytes, besideLentBytes: crowded >= hugeMatrixBytes ? crowded - hugeMatrixBytes : null };
}

/**
 * `computeNeed`, remembered: the variants of a model differ in their weights alone, and its working memory is calculated from
 * the engine's whole graph, in about two milliseconds. A ranking of 500 repositories asks for it some 10,000 times, for 500 splits.
 */
export function computeNeedOf(
  facts: ModelFacts,
  plan: Plan,
  split: LayerSplit,
  largestMatrixBytes: number,
): ComputeNeed {
  const bySplit = splitsFor(facts, plan);
  const key = keyOf(split);
  let known = bySplit.get(key);
  if (!known) bySplit.set(key, (known = work(facts, plan, split)));
  const { cpuBytes, gpuBytes, besideLentBytes } = known;
  if (besideLentBytes === null) return known;
  const [first = 0, ...others] = gpuBytes;
  return { cpuBytes, gpuBytes: [Math.max(first, besideLentBytes + largestMatrixBytes), ...others] };
}
