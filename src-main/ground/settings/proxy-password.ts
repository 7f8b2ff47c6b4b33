import { appError, parseJson } from "../core/index.ts";
import { keptProxyPasswordSchema, settingsBounds } from "../inputs/index.ts";
import type { TokenVault } from "./token-vault.ts";

/** The password of a proxy, with the address that it was given for: no other is ever told it. */
export class KeptProxyPassword {
  readonly #vault: TokenVault;

  constructor(vault: TokenVault) {
    this.#vault = vault;
  }

  /** Null where it was given for another scheme, user name, host or port. */
  of(address: string | null): string | null {
    const kept = this.#read();
    return kept !== null && kept.for === accountOf(address) ? kept.password : null;
  }

  /** Throws `invalid-input` where the address has no user name, so that a password says nothing. */
  set(address: string | null, password: string | null): void {
    if (password === null || password === "") {
      this.#vault.set(null);
      return;
    }
    const account = accountOf(address);
    if (account === null) throw appError("invalid-input", "no-proxy-user");
    this.#vault.set(JSON.stringify({ for: account, password }));
  }

  /** Where it was given for another address than this one. */
  forgetUnlessOf(address: string | null): void {
    if (this.#vault.get() !== null && this.of(address) === null) this.#vault.set(null);
  }

  #read(): { for: string; password: string } | null {
    const text = this.#vault.get();
    if (text === null) return null;
    try {
      return keptProxyPasswordSchema.parse(parseJson(text, settingsBounds));
    } catch {
      // What was kept without its address could be told to any.
      return null;
    }
  }
}

/** Of a proxy: scheme, user name, host and port. Null where it has no user name. */
function accountOf(address: string | null): string | null {
  if (address === null) return null;
  const { protocol, username, host } = new URL(address);
  return username === "" ? null : `${protocol}//${username}@${host}`;
}
