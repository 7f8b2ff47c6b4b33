import { appError } from "../../../ground/core/index.ts";
import { isLoopback } from "./address-class.ts";
import { isExcluded } from "./no-proxy.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A way through another computer, as the environment names it. */
export interface Proxy {
  /** `http` takes whole addresses and CONNECT; `socks4` and `socks5` open a plain connection. */
  kind: "http" | "socks4" | "socks5";
  url: URL;
  port: number;
  /** SOCKS: names are resolved here and checked, or by the proxy. */
  resolvesNames: boolean;
  /** The environment's variable, for messages; null where a setting names it, Bitloft's or the system's. */
  variable: string | null;
}

/** SOCKS without a number is the newest, and the proxy resolves names: so desktops write it, and nothing is asked of a name server here. */
const kinds: Readonly<Record<string, Pick<Proxy, "kind" | "resolvesNames"> & { port: number }>> = {
  "http:": { kind: "http", resolvesNames: true, port: 80 },
  "https:": { kind: "http", resolvesNames: true, port: 443 },
  "socks:": { kind: "socks5", resolvesNames: true, port: 1080 },
  "socks5:": { kind: "socks5", resolvesNames: false, port: 1080 },
  "socks5h:": { kind: "socks5", resolvesNames: true, port: 1080 },
  "socks4:": { kind: "socks4", resolvesNames: false, port: 1080 },
  "socks4a:": { kind: "socks4", resolvesNames: true, port: 1080 },
};
const shownCharacters = 100;

/**
 * The proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters first; null for none.
 * Loopback is never proxied. Throws `hub-refused-address` for what is not a proxy's address: going without one might
 * reveal what it was meant to hide.
 */
export function proxyFor(url: URL, environment: Environment): Proxy | null {
  if (isLoopback(url)) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const variable = [url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name.toLowerCase(), name])
    .find((name) => (environment[name] ?? "").trim() !== "");
  if (variable === undefined) return null;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const exceptions = environment["no_proxy"] || environment["NO_PROXY"] || "";
  return isExcluded(host, port, exceptions) ? null : readProxy(variable, (environment[variable] ?? "").trim());
}

/** Whether the environment says anything of proxies. */
export function namesProxy(environment: Environment): boolean {
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  return names.some((name) => (environment[name] ?? "").trim() !== "");
}

export function readProxy(variable: string | null, text: string): Proxy {
  const full = text.includes("://") ? text : `http://${text.replace(/^\/+/, "")}`;
  // A number alone would be read as an address: 8080 as 0.0.31.144.
  const url = URL.canParse(full) && !/^\w+:\/\/\d+\/?$/.test(full) ? new URL(full) : null;
  const known = url === null ? undefined : kinds[url.protocol];
  if (url === null || known === undefined || url.hostname === "") {
    const shown = { variable, shown: withoutPassword(text) };
    throw url !== null && known === undefined
      ? appError("hub-refused-address", "proxy-kind", { ...shown, kind: url.protocol.slice(0, -1) })
      : appError("hub-refused-address", "no-proxy-address", shown);
  }
  return { ...known, url, port: Number(url.port || known.port), variable };
}

/** "host:port", as people know it. */
export function proxyName({ url, port }: Proxy): string {
  return `${url.hostname}:${port}`;
}

/** User name and password as they were meant; empty where there are none. */
export function proxyCredentials({ url }: Proxy): { name: string; password: string } {
  return { name: decoded(url.username), password: decoded(url.password) };
}

export function proxyHeaders(proxy: Proxy): Record<string, string> {
  const { name, password } = proxyCredentials(proxy);
  if (name === "") return {};
  return { "Proxy-Authorization": `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that was meant as one.
    return text;
  }
}

function withoutPassword(text: string): string {
  return text.replace(/^(\w*:?\/*).*@/, "$1").slice(0, shownCharacters);
}
