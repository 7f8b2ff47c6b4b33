import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { DirectBody } from "./direct-body.ts";
import type { HttpLimits } from "./http-limits.ts";

export interface HttpRequest {
  url: string;
  method?: "GET" | "HEAD";
  /** Added to ours. `Accept-Encoding: identity` is always sent. */
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Until the connection stands. */
  connectTimeoutMs?: number;
  /** Without a byte from the other side, before or within the body, while it is being read. */
  stallTimeoutMs?: number;
  /** Off: a redirect is an answer like any other (`location` says where to). */
  followRedirects?: boolean;
  /** For the body of a range, which then may be read without a copy. */
  direct?: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /**
   * Must be read to its end or destroyed. Fails with an `AppError`, code `hub-timeout` on silence, or with Node's own
   * error. The reader makes sure that it does not trickle (`LeastSpeed`).
   */
  body: Readable;
  /** The address that answered, after redirects. */
  finalUrl: string;
  /** Where a redirect that was not followed points to, absolute and already checked; null otherwise. */
  location: string | null;
  /** Where it was asked for and can be had: gives all of the body but its last byte, which comes by `body`. */
  direct: DirectBody | null;
}

/** One way out to the network for the whole application: every hop's address is checked, the token goes to the endpoint alone. */
export interface HttpClient {
  readonly limits: HttpLimits;
  /** Any HTTP status is an answer. Throws `AppError`: hub-offline, hub-timeout, hub-refused-address, cancelled. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes idle connections. */
  close(): void;
}
