import type { MetadataReader } from "./metadata-reader.ts";
import { predictingLayers } from "./recurrent-state.ts";

interface SlidingRule {
  /** One of this many layers sees everything; overridden by `sliding_window_pattern` where that is a number. */
  period: number;
  /** The one that sees everything comes first among them, not last. */
  denseFirst?: boolean;
  /** Where the file gives none. */
  defaultWindowTokens?: number;
  /** Whatever the file gives. */
  fixedWindowTokens?: number;
  /** A file that gives none has none. */
  onlyWhereStated?: boolean;
}

/** `set_swa_pattern` calls of llama.cpp's src/models. */
const rules: Readonly<Record<string, SlidingRule>> = {
  afmoe: { period: 4 },
  cohere2: { period: 4 },
  cohere2moe: { period: 4, denseFirst: true },
  "exaone-moe": { period: 4, defaultWindowTokens: 128 },
  "gemma-embedding": { period: 6 },
  gemma2: { period: 2, defaultWindowTokens: 4096 },
  gemma3: { period: 6 },
  gemma3n: { period: 5 },
  "gpt-oss": { period: 2 },
  laguna: { period: 4, denseFirst: true },
  llama4: { period: 4, fixedWindowTokens: 8192 },
  mellum: { period: 4 },
  "modern-bert": { period: 3, denseFirst: true },
  "muse-glimmer": { period: 4 },
  olmo2: { period: 4 },
  plamo3: { period: 8 },
  smallthinker: { period: 4, denseFirst: true, fixedWindowTokens: 4096, onlyWhereStated: true },
};

/** Files name a window, and llama.cpp gives every layer the whole context all the same. */
const ignored = new Set([
  "phi3",
  "phimoe",
  "llama",
  "qwen2",
  "qwen2moe",
  "qwen3",
  "qwen3moe",
  "starcoder2",
  "mistral3",
]);

/**
 * Architectures for which llama.cpp reads a list of the layers that slide. Elsewhere it passes over a list, and the period that it has
 * for the architecture counts; without one no layer slides.
 */
const listing = new Set([
  "cohere2moe",
  "dflash",
  "dots3note",
  "gemma4",
  "gemma4-assistant",
  "granite_swa",
  "mellum",
  "mimo2",
  "muse-glimmer",
  "step35",
]);

export interface SlidingWindow {
  windowTokens: number;
  /** Layer i slides when true. */
  pattern: boolean[];
}

/** Which layers keep only the last tokens, as llama.cpp decides it; null when none does. */
export function slidingWindow(
  metadata: MetadataReader,
  layers: number,
  kvHeadCounts: readonly number[],
): SlidingWindow | null {
  const { architecture } = metadata;
  if (ignored.has(architecture)) return null;
  // Layers that only predict further tokens see everything.
  const run = layers - predictingLayers(metadata);
  const rule = ruleOf(architecture, run);
  const stated = metadata.count("%s.attention.sliding_window");
  if (stated === 0 || (stated === null && rule?.onlyWhereStated === true)) return null;
  const windowTokens = rule?.fixedWindowTokens ?? stated ?? rule?.defaultWindowTokens ?? null;
  if (windowTokens === null) return null;
  if (architecture === "lfm2") return { windowTokens, pattern: kvHeadCounts.map((heads) => heads > 0) };

  const listed = listing.has(architecture) ? metadata.counts("%s.attention.sliding_window_pattern") : null;
  if (listed !== null && listed.length >= run) {
    return { windowTokens, pattern: Array.from({ length: layers }, (_, layer) => (listed[layer] ?? 0) !== 0) };
  }
  if (rule === null) return null;
  const period = metadata.count("%s.attention.sliding_window_pattern") ?? rule.period;
  const pattern = Array.from({ length: layers }, (_, layer) => {
    if (layer >= run) return false;
    if (period === 0) return true;
    return rule.denseFirst === true ? layer % period !== 0 : layer % period < period - 1;
  });
  return { windowTokens, pattern };
}

/** EXAONE 4 slides in its 32B size alone, which llama.cpp recognises by its 64 layers. */
function ruleOf(architecture: string, layers: number): SlidingRule | null {
  if (architecture === "exaone4") return layers === 64 ? { period: 4, defaultWindowTokens: 4096 } : null;
  return Object.hasOwn(rules, architecture) ? (rules[architecture] ?? null) : null;
}
