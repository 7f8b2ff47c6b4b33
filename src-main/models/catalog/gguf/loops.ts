import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";
import { MAX_BLOCKS } from "./gguf-limits.ts";
import type { MetadataReader } from "./metadata-reader.ts";

/** How often the layers are gone through (`num_loops`, src/models/nanbeige.cpp). */
export function loopsOf(metadata: MetadataReader): number {
  return metadata.architecture === "nanbeige" ? Math.max(1, metadata.count("%s.num_loops") ?? 1) : 1;
}

/** The facts with every layer as often as it is gone through. */
export function looped(facts: ModelFacts, loops: number): ModelFacts {
  if (loops === 1) return facts;
  const blockCount = facts.blockCount * loops;
  if (blockCount > MAX_BLOCKS) throw appError("malformed-gguf", "layers", { blockCount });
  const again = (values: number[]): number[] => Array.from({ length: loops }, () => values).flat();
  return {
    ...facts,
    loops,
    blockCount,
    feedForwardLengths: again(facts.feedForwardLengths),
    headCounts: again(facts.headCounts),
    kvHeadCounts: again(facts.kvHeadCounts),
  };
}
