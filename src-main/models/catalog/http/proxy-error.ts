import { AppError } from "../../../ground/core/index.ts";
import { type Proxy, proxyName } from "./proxy.ts";

/** Nothing answers where the environment says that the proxy is. `reason`: Node's or the proxy's own code. */
export function proxyDown(proxy: Proxy, reason: string, cause?: unknown): AppError {
  const name = proxyName(proxy);
  return new AppError(
    "hub-offline",
    `The proxy at ${name} does not answer. Start it, or correct ${proxy.variable} and start Bitloft again.`,
    { proxy: name, variable: proxy.variable, reason },
    { cause },
  );
}

/** The proxy answers, and does not let us through. */
export function proxyRefused(proxy: Proxy, host: string, reason: string, cause?: unknown): AppError {
  const name = proxyName(proxy);
  return new AppError(
    "hub-offline",
    `The proxy at ${name} did not let Bitloft through to ${host}. Check ${proxy.variable}, or ask whoever runs the proxy.`,
    { host, proxy: name, variable: proxy.variable, reason },
    { cause },
  );
}

export function proxyWantsPassword(proxy: Proxy | null, host: string): AppError {
  const name = proxy === null ? "between this computer and the Hub" : `at ${proxyName(proxy)}`;
  const variable = proxy?.variable ?? "HTTPS_PROXY";
  const scheme = proxy?.url.protocol ?? "http:";
  return new AppError(
    "hub-offline",
    `The proxy ${name} wants a user name and a password. Set ${variable} to ${scheme}//user:password@host:port and start Bitloft again.`,
    { host, proxy: proxy === null ? null : proxyName(proxy), reason: "EPROXYAUTH" },
  );
}
