/** Of the proxies that can be used, by their schemes. */
const schemes = /^(?:https?|socks|socks4a?|socks5h?):$/;

/**
 * The address of a proxy as a person writes it, completed: http where no scheme is given. Null where it is none, or where it holds
 * a password, which is kept elsewhere.
 */
export function proxyAddress(text: string): string | null {
  const trimmed = text.trim().replace(/\/+$/, "");
  const full = trimmed.includes("://") ? trimmed : `http://${trimmed}`;
  // A number alone would be read as an address: 8080 as 0.0.31.144.
  if (/[\s\\]/.test(trimmed) || /^\w+:\/\/\d*$/.test(full) || !URL.canParse(full)) return null;
  const { protocol, hostname, password, pathname, search, hash } = new URL(full);
  if (!schemes.test(protocol) || hostname === "" || password !== "") return null;
  return (pathname === "" || pathname === "/") && search === "" && hash === "" ? full : null;
}
