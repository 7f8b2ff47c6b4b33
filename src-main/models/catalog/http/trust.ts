import tls, { type SecureContext, createSecureContext, rootCertificates } from "node:tls";

/** What is trusted beside the authorities that always are, made once for each authority of a person's own. */
export class Trust {
  readonly #authority: () => string | null;
  readonly #onChange: () => void;
  #pem: string | null = null;
  #context: SecureContext | undefined;

  constructor(authority: () => string | null, onChange: () => void) {
    this.#authority = authority;
    this.#onChange = onChange;
  }

  /** For a connection; undefined: as Node has it. */
  context(): SecureContext | undefined {
    const pem = this.#authority();
    if (pem !== this.#pem) {
      this.#pem = pem;
      this.#context = pem === null ? undefined : createSecureContext({ ca: [...usualAuthorities(), pem] });
      this.#onChange();
    }
    return this.#context;
  }
}

/** With those of NODE_EXTRA_CA_CERTS, whose place `ca` takes too; the fallback runtime for development cannot tell these. */
const usualAuthorities = (): readonly string[] =>
  "getCACertificates" in tls ? tls.getCACertificates("default") : rootCertificates;
