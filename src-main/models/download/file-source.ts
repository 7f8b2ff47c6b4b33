import type { HubClient } from "../catalog/index.ts";

/** What a download needs of the Hub. */
export type FileSource = Pick<HubClient, "resolveFile" | "openRange">;
