import { BlockList, isIP } from "node:net";

/**
 * Whether NO_PROXY lists a host: by name (subdomains included), `.name`, `*.name`, `*`, an address, a network
 * (`10.0.0.0/8`), each also with a port. `host` is in small letters and without brackets.
 */
export function isExcluded(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,;]+/)
    .some((entry) => entry !== "" && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  // An IPv6 address contains colons itself: with a port it is in brackets.
  const split = isIP(entry) === 6 ? null : /^(.*):(\d+)$/.exec(entry);
  if (split !== null && split[2] !== port) return false;
  const name = (split?.[1] ?? entry)
    .replace(/^\[|\]$/g, "")
    .replace(/^\*?\./, "")
    .replace(/\.$/, "");
  if (name === "*") return true;
  if (name.includes("/")) return isInNetwork(name, host);
  return name !== "" && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`)));
}

function isInNetwork(network: string, host: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const family = isIP(address);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const kind = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, Number(bits), kind);
  return list.check(host, kind);
}
