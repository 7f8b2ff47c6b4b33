import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import type { AddressRefusal } from "../../../../src-shared/contract/index.ts";
import { type AppError, appError } from "../../../ground/core/index.ts";
import { type AddressClass, addressClass } from "./address-class.ts";
import { httpLimits } from "./http-limits.ts";

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
export type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;
export type ResolveAll = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const resolveAll: ResolveAll = (hostname, callback) => {
  systemLookup(hostname, { all: true }, callback);
};

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
const isLoopbackName = (host: string): boolean =>
  host === "localhost" || (isIP(host) !== 0 && addressClass(host) === "loopback");

/** Decides about every address before a socket opens, redirects and what names resolve to included. */
export class HopPolicy {
  readonly #endpoint: () => string;
  readonly #resolve: ResolveAll;

  /** `endpoint` is asked every time, since the setting can change. */
  constructor(endpoint: () => string, resolve: ResolveAll = resolveAll) {
    this.#endpoint = endpoint;
    this.#resolve = resolve;
  }

  /** Same scheme, host and port as the endpoint: the only place that sees the token. */
  isEndpoint(url: URL): boolean {
    return url.origin === this.#endpointUrl().origin;
  }

  /** Throws `hub-refused-address`. */
  check(url: URL): void {
    const host = bareHost(url);
    const home = this.#endpointUrl();
    if (url.href.length > httpLimits.urlCharacters) throw refusal(url, "too-long", home);
    if (url.protocol !== "https:" && url.protocol !== "http:") throw refusal(url, "scheme", home);
    if (url.username !== "" || url.password !== "") throw refusal(url, "password", home);
    const plainAllowed = isLoopbackName(host) || (home.protocol === "http:" && host === bareHost(home));
    if (url.protocol === "http:" && !plainAllowed) throw refusal(url, "not-encrypted", home);
    if (host === bareHost(home)) return;
    if (isIP(host) === 0) {
      // Names are judged by `lookup` when they are resolved; this one needs no resolving.
      if (isLoopbackName(host) && !isLoopbackName(bareHost(home))) throw refusal(url, "this-computer", home);
      return;
    }
    const kind = addressClass(host);
    const homeKind =
      isIP(bareHost(home)) === 0 ? (isLoopbackName(bareHost(home)) ? "loopback" : null) : addressClass(bareHost(home));
    if (kind === "public" || (kind !== "reserved" && kind === homeKind)) return;
    throw refusal(url, "private-address", home);
  }

  /** For `http.request`, which takes a plain function: leaves out addresses that the host may not lead to. */
  readonly lookup: Lookup = (hostname, options, callback) => {
    const host = hostname.toLowerCase();
    const isHome = host === bareHost(this.#endpointUrl());
    this.#resolve(host, (error, found) => {
      if (error) {
        callback(error, []);
        return;
      }
      const answer = (addresses: LookupAddress[]): void => {
        const ofFamily =
          options.family === 4 || options.family === 6
            ? addresses.filter((a) => a.family === options.family)
            : addresses;
        const [first] = ofFamily;
        if (!first)
          callback(
            Object.assign(new Error(`${hostname} leads to a private address`), { code: refusedAddressCode }),
            [],
          );
        else if (options.all) callback(null, ofFamily);
        else callback(null, first.address, first.family);
      };
      if (isHome) answer(found);
      else
        this.#endpointClasses((classes) =>
          answer(found.filter(({ address }) => isAllowed(addressClass(address), classes))),
        );
    });
  };

  #endpointUrl(): URL {
    return new URL(this.#endpoint());
  }

  /** Calls back with the classes that the endpoint itself is in; what it is in, its redirects may be in too. */
  #endpointClasses(callback: (classes: Set<AddressClass>) => void): void {
    const host = bareHost(this.#endpointUrl());
    if (isIP(host) !== 0) callback(new Set([addressClass(host)]));
    else
      this.#resolve(host, (error, found) =>
        callback(new Set(error ? [] : found.map(({ address }) => addressClass(address)))),
      );
  }
}

function refusal({ host, protocol }: URL, reason: AddressRefusal, home: URL): AppError {
  return appError("hub-refused-address", "pointed-elsewhere", { hub: home.host, host, reason, scheme: protocol });
}

const isAllowed = (kind: AddressClass, classes: Set<AddressClass>): boolean =>
  kind === "public" || (kind !== "reserved" && classes.has(kind));

/** How `lookup` reports through Node's own error path that a name led where it must not. */
export const refusedAddressCode = "EREFUSEDADDRESS";
