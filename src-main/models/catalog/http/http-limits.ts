import { KiB, MiB } from "../../../../src-shared/figures/index.ts";

/** Bounds on everything that comes from the network. Times in milliseconds. */
export const httpLimits = {
  /** Name look-up, TCP and TLS together. */
  connectTimeoutMs: 15_000,
  /** The other side sends nothing while a reader waits for it. */
  stallTimeoutMs: 30_000,
  /** From the request to the head of the answer that counts, redirects and interim answers (1xx) included. */
  headTimeoutMs: 25_000,
  /** A call of the Hub's API from its first byte to its last, whatever the server does with it. */
  callTimeoutMs: 40_000,
  /** Several calls for one answer, as the pages of a file list. */
  listTimeoutMs: 55_000,
  /** The body of an answer is measured over this long ... */
  speedWindowMs: 10_000,
  /** ... and must be at least so fast: an API answer, and the header of a model. */
  leastJsonBytesPerSecond: 1 * KiB,
  leastHeaderBytesPerSecond: 32 * KiB,
  /** A body that is not read to its end is dropped after this. */
  discardMs: 5_000,
  /** After which the next address of a name is tried as well: an IPv6 black hole costs this much (T13: 3 s in all). */
  nextAddressAfterMs: 1_000,
  redirects: 10,
  /** Interim answers (1xx) before the one that counts; servers send one or two. */
  interimAnswers: 20,
  urlCharacters: 16_384,
  /** An API answer; a page of 1,000 files is about 0.5 MiB. */
  jsonBytes: 16 * MiB,
  /** What is read of an error page to find a reason in. */
  errorBodyBytes: 64 * KiB,
  /** A compressed body may be so long before it must have become something: empty parts cost time and give nothing. */
  encodedSlackBytes: 1 * MiB,
  /** Connections to one host; downloads ask for fewer themselves. */
  socketsPerHost: 24,
} as const;

/** As `httpLimits`; tests make them smaller. */
export type HttpLimits = Record<keyof typeof httpLimits, number>;
