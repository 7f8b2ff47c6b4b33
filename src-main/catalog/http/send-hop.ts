import {
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { AppError } from "../../core/index.ts";
import { httpLimits } from "./http-limits.ts";
import type { Lookup } from "./hop-policy.ts";
import { networkError, timeoutError } from "./network-error.ts";
import { readBuffer } from "./read-buffer.ts";

export interface Hop {
  url: URL;
  method: "GET" | "HEAD";
  headers: Record<string, string>;
  agent: HttpAgent;
  lookup: Lookup;
  /** Plain HTTP through a proxy: its address, with the whole URL in the request line. */
  proxy: URL | null;
  signal: AbortSignal | undefined;
  connectTimeoutMs: number;
  stallTimeoutMs: number;
}

const cancelled = (): AppError => new AppError("cancelled", "Cancelled.");

/** One request and its answer's head; follows nothing. The body is watched for stalls until it is read or destroyed. */
export async function sendHop(hop: Hop): Promise<IncomingMessage> {
  try {
    return await attempt(hop);
  } catch (error) {
    // A connection from the pool that the other side had just closed: nothing was lost, so once more on a fresh one.
    if ((error as { retryOnce?: unknown }).retryOnce === true) return attempt(hop);
    throw error;
  }
}

function attempt(hop: Hop): Promise<IncomingMessage> {
  const { url, signal, connectTimeoutMs, stallTimeoutMs } = hop;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    const transport = (hop.proxy ?? url).protocol;
    const request: ClientRequest = (transport === "https:" ? httpsRequest : httpRequest)(requestOptions(hop));
    let response: IncomingMessage | null = null;
    let connectTimer: NodeJS.Timeout | undefined;

    const abort = (): void => {
      (response ?? request).destroy(cancelled());
    };
    const silence = (): void => {
      // Bytes that nobody has taken yet: then the reader is slow, not the server.
      const readerIsSlow = response !== null && response.readableLength > 0;
      if (readerIsSlow) request.socket?.setTimeout(stallTimeoutMs);
      else (response ?? request).destroy(timeoutError(url.host, stallTimeoutMs));
    };
    const settle = (): void => {
      clearTimeout(connectTimer);
      signal?.removeEventListener("abort", abort);
      request.socket?.off("timeout", silence);
    };
    signal?.addEventListener("abort", abort, { once: true });

    request.once("socket", (socket) => {
      socket.setTimeout(stallTimeoutMs);
      // Not `request.setTimeout`, which tells only the first silence.
      socket.on("timeout", silence);
      if (!socket.connecting) return;
      connectTimer = setTimeout(() => request.destroy(timeoutError(url.host, connectTimeoutMs)), connectTimeoutMs);
      socket.once(transport === "https:" ? "secureConnect" : "connect", () => clearTimeout(connectTimer));
    });
    request.once("response", (incoming) => {
      response = incoming;
      clearTimeout(connectTimer);
      incoming.once("close", settle);
      // Whoever drops the body without listening must not bring the process down.
      incoming.on("error", () => undefined);
      resolve(incoming);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      if (request.reusedSocket && response === null && (error.code === "ECONNRESET" || error.code === "EPIPE")) {
        reject(Object.assign(error, { retryOnce: true }));
      } else reject(networkError(error, url.host));
    });
    request.end();
  });
}

function requestOptions({ url, method, headers, agent, lookup, proxy }: Hop): RequestOptions {
  const target = proxy ?? url;
  return {
    protocol: target.protocol,
    host: target.hostname.replace(/^\[|\]$/g, ""),
    port: target.port || undefined,
    path: proxy ? url.href : `${url.pathname}${url.search}`,
    method,
    headers: { Host: url.host, ...headers },
    agent,
    onread: readBuffer(),
    ...(proxy ? {} : { lookup }),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: httpLimits.nextAddressAfterMs,
  } as RequestOptions;
}
