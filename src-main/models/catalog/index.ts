export { GuardedHttpClient, type HttpClientOptions } from "./http/guarded-http-client.ts";
export type { HttpAnswer, HttpClient, HttpRequest } from "./http/types.ts";
export type {
  HubClient,
  HubFile,
  HubModel,
  HubRepository,
  HubSearchPage,
  HubSearchRequest,
  HubTree,
  RangeAnswer,
  RangeOptions,
  ResolvedFile,
} from "./hub/types.ts";
export { type HeaderLabel, labelFromHeader, readLabel } from "./labels/index.ts";
export { type GroupedFiles, groupVariants, UNLABELLED } from "./variants/index.ts";
export { HttpHubClient } from "./hub/http-hub-client.ts";
export { hubToken } from "./hub/hub-endpoint.ts";
export { isSafePath } from "./hub/safe-path.ts";
export {
  type ByteSource,
  type GgufFile,
  type GgufHeader,
  type HeaderContent,
  GgufHeaderParser,
  type GgufTensorInfo,
  type GgufValue,
  type HeaderProgress,
  joinShardHeaders,
  MAX_HEADER_BYTES,
  modelFacts,
  parseGgufHeader,
  projectorFacts,
  type ReadOptions,
  readGgufFile,
  readGgufHeader,
  refuseConverted,
  shardPaths,
} from "./gguf/index.ts";
export { Catalog, type CatalogOptions } from "./catalog.ts";
export type { KnownFacts } from "./types.ts";
export { localVariant } from "./local-variant.ts";
export type { BundledCatalogue, BundledEntry, SizeOf } from "./bundled/bundled-catalogue.ts";
export { ParsedCatalogue } from "./bundled/parsed-catalogue.ts";
export { readBundledCatalogue } from "./bundled/read-bundled-catalogue.ts";
export { maxRemoteHeaderBytes, readRemoteHeader } from "./hub/remote-header.ts";
export { ModelShapes, type ShapeOutline, shapesFileSchema } from "./shapes/model-shapes.ts";
export { type ShapeRow, shapeRowSchema } from "./shapes/shape-row-schema.ts";
export { shapeRowOf } from "./shapes/shape-row-of.ts";
