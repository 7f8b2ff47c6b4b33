import { BlockList, isIP } from "node:net";

/** Where an address leads. Only `public` ones may be reached by a redirect, unless the endpoint itself is elsewhere. */
export type AddressClass = "public" | "loopback" | "private" | "reserved";

function list(...subnets: [address: string, bits: number][]): BlockList {
  const found = new BlockList();
  for (const [address, bits] of subnets) found.addSubnet(address, bits, isIP(address) === 6 ? "ipv6" : "ipv4");
  return found;
}

const loopback = list(["127.0.0.0", 8], ["::1", 128]);
/** RFC 1918 and unique local addresses: a mirror in the house may be there. */
const privateNets = list(["10.0.0.0", 8], ["172.16.0.0", 12], ["192.168.0.0", 16], ["fc00::", 7]);
/** Special-purpose registries of IANA: this network, CGNAT, link-local (cloud metadata), test nets, multicast, the future. */
const reserved = list(
  ["0.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // IPv4 addresses in disguise, and tunnels that lead to any of them.
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["2001::", 32],
  ["2002::", 16],
  ["100::", 64],
  ["2001:db8::", 32],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
);

/** The class of an IP address as text; anything that is none is `reserved`. */
export function addressClass(address: string): AddressClass {
  const plain = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(plain);
  if (family === 0) return "reserved";
  if (family === 6) {
    const inner = embeddedIpv4(plain);
    if (inner !== null) return addressClass(inner);
  }
  const kind = family === 6 ? "ipv6" : "ipv4";
  if (loopback.check(plain, kind)) return "loopback";
  if (privateNets.check(plain, kind)) return "private";
  return reserved.check(plain, kind) ? "reserved" : "public";
}

/** The IPv4 address inside a mapped (`::ffff:0:0/96`) or NAT64 (`64:ff9b::/96`) one, however it is written. */
function embeddedIpv4(address: string): string | null {
  // URL writes every IPv6 address in its shortest hexadecimal form.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const match = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(short);
  if (!match) return null;
  const high = parseInt(match[1] ?? "0", 16);
  const low = parseInt(match[2] ?? "0", 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** Whether an address is this computer itself, by its name alone. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || host.startsWith("127.");
}
