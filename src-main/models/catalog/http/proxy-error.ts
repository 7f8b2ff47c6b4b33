import { type AppError, appError } from "../../../ground/core/index.ts";
import { type Proxy, proxyName } from "./proxy.ts";

/** Nothing answers where the proxy is said to be. `reason`: Node's or the proxy's own code. */
export function proxyDown(proxy: Proxy, reason: string, cause?: unknown): AppError {
  const name = proxyName(proxy);
  return appError("hub-offline", "proxy-down", { proxy: name, variable: proxy.variable, reason }, { cause });
}

/** The proxy answers, and does not let us through. */
export function proxyRefused(proxy: Proxy, host: string, reason: string, cause?: unknown): AppError {
  const name = proxyName(proxy);
  return appError("hub-offline", "proxy-refused", { host, proxy: name, variable: proxy.variable, reason }, { cause });
}

export function proxyWantsPassword(proxy: Proxy | null, host: string): AppError {
  return appError("hub-offline", "proxy-wants-password", {
    host,
    proxy: proxy === null ? null : proxyName(proxy),
    variable: proxy === null ? "HTTPS_PROXY" : proxy.variable,
    scheme: proxy?.url.protocol ?? "http:",
    reason: "EPROXYAUTH",
  });
}
