import {
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from "node:http";
import { request as httpsRequest } from "node:https";
import type { SecureContext } from "node:tls";
import { AppError, appError } from "../../../ground/core/index.ts";
import { connectionReader, expectBody } from "./connection-reader.ts";
import type { DirectBody } from "./direct-body.ts";
import { httpLimits } from "./http-limits.ts";
import type { Lookup } from "./hop-policy.ts";
import { networkError, noWebServer, timeoutError } from "./network-error.ts";
import { proxyDown } from "./proxy-error.ts";
import type { Proxy } from "./proxy.ts";

export interface Hop {
  url: URL;
  method: "GET" | "HEAD";
  headers: Record<string, string>;
  agent: HttpAgent;
  lookup: Lookup;
  /** Plain HTTP through a proxy: its address, with the whole URL in the request line. */
  proxy: Proxy | null;
  signal: AbortSignal | undefined;
  connectTimeoutMs: number;
  stallTimeoutMs: number;
  /** Takes the body past the parser, where it is a plain range; null: the parser reads it. */
  direct: DirectBody | null;
  /** What certificates are trusted; undefined: those that always are. */
  secureContext: SecureContext | undefined;
  /** What is left of the time for the head of the answer. */
  headTimeoutMs: number;
}

const cancelled = (): AppError => appError("cancelled", "cancelled");

/** One request and its answer's head; follows nothing. The body is watched for silence until it is read or destroyed. */
export async function sendHop(hop: Hop): Promise<IncomingMessage> {
  try {
    return await attempt(hop);
  } catch (error) {
    // A connection from the pool that the other side had just closed: nothing was sent, so try once more on a fresh one.
    if ((error as { retryOnce?: unknown }).retryOnce === true) return attempt(hop);
    throw error;
  }
}

function attempt(hop: Hop): Promise<IncomingMessage> {
  const { url, proxy, signal, direct, connectTimeoutMs, stallTimeoutMs, headTimeoutMs } = hop;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    const transport = (proxy?.url ?? url).protocol;
    const request: ClientRequest = (transport === "https:" ? httpsRequest : httpRequest)(requestOptions(hop));
    let response: IncomingMessage | null = null;
    let connected = false;
    let interim = 0;
    let connectTimer: NodeJS.Timeout | undefined;

    const settle = (): void => {
      clearTimeout(connectTimer);
      clearTimeout(headTimer);
      signal?.removeEventListener("abort", abort);
      request.socket?.off("timeout", silence);
    };
    /** Rejects by itself: a request whose connection is gone, or still being made, emits nothing when it is destroyed. */
    const giveUp = (error: AppError): void => {
      (response ?? request).destroy(error);
      if (response !== null) return;
      settle();
      reject(error);
    };
    const abort = (): void => {
      giveUp(cancelled());
    };
    const silence = (): void => {
      // Bytes that were not read yet: then the reader is slow, not the server.
      const readerIsSlow = response !== null && (response.readableLength > 0 || direct?.isResting === true);
      if (readerIsSlow) request.socket?.setTimeout(stallTimeoutMs);
      else giveUp(timeoutError(url.host, stallTimeoutMs));
    };
    const headTimer = setTimeout(() => {
      giveUp(timeoutError(url.host, headTimeoutMs));
    }, headTimeoutMs);
    signal?.addEventListener("abort", abort, { once: true });

    request.once("socket", (socket) => {
      expectBody(socket, direct);
      socket.setTimeout(stallTimeoutMs);
      // Not `request.setTimeout`, which reports only the first silence.
      socket.on("timeout", silence);
      connected = !socket.connecting;
      if (connected) return;
      connectTimer = setTimeout(() => {
        giveUp(proxy === null ? timeoutError(url.host, connectTimeoutMs) : proxyDown(proxy, "ETIMEDOUT"));
      }, connectTimeoutMs);
      socket.once(transport === "https:" ? "secureConnect" : "connect", () => {
        connected = true;
        clearTimeout(connectTimer);
      });
    });
    request.on("information", () => {
      interim++;
      if (interim > httpLimits.interimAnswers) giveUp(noWebServer(url.host, "interim answers"));
    });
    // We asked for no other protocol, and without a listener Node drops the connection silently.
    request.once("upgrade", (_, socket) => {
      socket.destroy();
      giveUp(noWebServer(url.host, "another protocol"));
    });
    request.once("response", (incoming) => {
      response = incoming;
      clearTimeout(connectTimer);
      clearTimeout(headTimer);
      // What the server said, not what the parser was told.
      if (direct?.lengthBytes != null) incoming.headers["content-length"] = String(direct.lengthBytes);
      incoming.once("close", settle);
      // A body that is dropped without a listener must not bring the process down.
      incoming.on("error", () => undefined);
      resolve(incoming);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      if (request.reusedSocket && response === null && (error.code === "ECONNRESET" || error.code === "EPIPE")) {
        reject(Object.assign(error, { retryOnce: true }));
      } else if (proxy !== null && !connected && !(error instanceof AppError)) {
        reject(proxyDown(proxy, error.code ?? "", error));
      } else reject(networkError(error, url.host));
    });
    request.once("close", () => {
      if (response !== null) return;
      settle();
      reject(networkError(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }), url.host));
    });
    request.end();
  });
}

function requestOptions({ url, method, headers, agent, lookup, proxy, secureContext }: Hop): RequestOptions {
  const target = proxy?.url ?? url;
  return {
    protocol: target.protocol,
    host: target.hostname.replace(/^\[|\]$/g, ""),
    port: target.port || undefined,
    path: proxy ? url.href : `${url.pathname}${url.search}`,
    method,
    headers: { Host: url.host, ...headers },
    agent,
    ...(secureContext === undefined ? {} : { secureContext }),
    onread: connectionReader(),
    ...(proxy ? {} : { lookup }),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: httpLimits.nextAddressAfterMs,
  } as RequestOptions;
}
