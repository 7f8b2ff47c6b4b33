export type { HttpAnswer, HttpClient, HttpRequest } from "./http/http-types.ts";
export type {
  HubClient,
  HubFile,
  HubModel,
  HubSearchPage,
  HubSearchRequest,
  HubTree,
  RangeAnswer,
  RangeOptions,
  ResolvedFile,
} from "./hub/hub-types.ts";
export { canonicalLabel, readLabel } from "./labels/index.ts";
export { type GroupedFiles, groupVariants, UNLABELLED } from "./variants/index.ts";
