import { type Environment, type Proxy, namesProxy, proxyFor, readProxy } from "./proxy.ts";
import { isLoopback } from "./address-class.ts";

/** How a person wants the network to be reached. `address` may hold a name and a password. */
export type ProxyChoice = { kind: "system" } | { kind: "none" } | { kind: "address"; address: string };

export interface ProxySources {
  choice: () => ProxyChoice;
  environment: Environment;
  /** What the system says for an address, as "PROXY host:port; DIRECT"; null where nobody can be asked. */
  system: ((url: string) => Promise<string>) | null;
}

/** As systems write them: a SOCKS proxy without a number is the oldest there. */
const systemSchemes: Readonly<Record<string, string>> = {
  PROXY: "http",
  HTTP: "http",
  HTTPS: "https",
  SOCKS: "socks4",
  SOCKS4: "socks4",
  SOCKS5: "socks5h",
};

/**
 * The proxy for an address: the person's own, else the environment's, and where that names none, the system's. Null: none. This computer
 * itself is never reached through one. Throws `hub-refused-address` for what is not a proxy's address.
 */
export async function chosenProxy(url: URL, { choice, environment, system }: ProxySources): Promise<Proxy | null> {
  if (isLoopback(url)) return null;
  const chosen = choice();
  if (chosen.kind === "none") return null;
  if (chosen.kind === "address") return readProxy(null, chosen.address);
  if (namesProxy(environment) || system === null) return proxyFor(url, environment);
  // Not the whole of it: what is signed, or looked for, is nobody's business.
  return systemProxy(await system(`${url.protocol}//${url.host}/`));
}

/** The first of the system's ways. */
function systemProxy(said: string): Proxy | null {
  const [kind = "", place = ""] = (said.split(";")[0] ?? "").trim().split(/\s+/);
  if (place === "" || kind.toUpperCase() === "DIRECT") return null;
  return readProxy(null, `${systemSchemes[kind.toUpperCase()] ?? kind.toLowerCase()}://${place}`);
}
