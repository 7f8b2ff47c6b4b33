export { createHttpClient, type HttpClientOptions } from "./http/http-client.ts";
export { httpLimits } from "./http/http-limits.ts";
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
export { createHubClient, type HubClientOptions } from "./hub/hub-client.ts";
export { defaultHubEndpoint, hubEndpoint, hubToken } from "./hub/hub-endpoint.ts";
export { hubError } from "./hub/hub-errors.ts";
export { isSafePath } from "./hub/safe-path.ts";
