import { withinTime } from "./http/within-time.ts";
import type { HubClient } from "./hub/types.ts";

/** Several calls of the Hub for one answer are given no longer than one long one. */
export function withinHubTime<T>(
  hub: HubClient,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withinTime(new URL(hub.endpoint()).host, hub.limits.listTimeoutMs, signal, work);
}
