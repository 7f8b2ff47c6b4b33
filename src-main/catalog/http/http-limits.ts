import { MiB } from "../../core/index.ts";

/** Bounds on everything that comes from the network. Times in milliseconds. */
export const httpLimits = {
  /** Name look-up, TCP and TLS together. */
  connectTimeoutMs: 15_000,
  /** The other side says nothing while somebody waits for it. */
  stallTimeoutMs: 30_000,
  /** After which the next address of a name is tried as well: an IPv6 black hole costs this much (T13: 3 s in all). */
  nextAddressAfterMs: 1_000,
  redirects: 10,
  urlCharacters: 16_384,
  /** An API answer; a page of 1,000 files is about 0.5 MiB. */
  jsonBytes: 16 * MiB,
  /** What is read of an error page to find a reason in. */
  errorBodyBytes: 64 * 1024,
  /** Connections to one host; downloads ask for fewer themselves. */
  socketsPerHost: 24,
} as const;
