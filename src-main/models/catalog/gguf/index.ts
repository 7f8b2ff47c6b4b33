export { refuseConverted } from "./refuse-converted.ts";
export type { GgufHeader, GgufTensorInfo, GgufValue } from "./types.ts";
export { MAX_HEADER_BYTES } from "./gguf-limits.ts";
export { type HeaderContent, modelFacts } from "./model-facts.ts";
export { projectorFacts } from "./projector-facts.ts";
export {
  type ByteSource,
  GgufHeaderParser,
  type HeaderProgress,
  parseGgufHeader,
  readGgufHeader,
} from "./parse-header.ts";
export { type GgufFile, type ReadOptions, readGgufFile } from "./read-file.ts";
export { joinShardHeaders, shardCount, shardPaths } from "./shards.ts";
