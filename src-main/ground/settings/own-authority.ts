import { X509Certificate } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, rmSync } from "node:fs";
import type { OwnAuthority } from "../../../src-shared/contract/index.ts";
import { KiB } from "../../../src-shared/figures/index.ts";
import { appError } from "../core/index.ts";
import { replaceFile } from "../files/index.ts";

/** A bundle of all that browsers trust is about 230 KiB. */
const limits = { bytes: 512 * KiB, certificates: 400 } as const;
const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificate authority of a person's own, as an office's network has one. A copy is kept, so that the chosen file may go. */
export class AuthorityFile {
  readonly #path: string;
  /** Undefined until the file was read. */
  #kept: { pem: string; view: OwnAuthority } | null | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  view(): OwnAuthority | null {
    return this.#read()?.view ?? null;
  }

  /** As PEM, to be trusted beside those that always are. */
  pem(): string | null {
    return this.#read()?.pem ?? null;
  }

  /** Takes over what is in a file. Throws `invalid-input` where that is no certificate of an authority, and Node's error where it cannot be read. */
  take(path: string): void {
    const found = parse(readBounded(path));
    replaceFile(this.#path, found.pem);
    this.#kept = found;
  }

  forget(): void {
    rmSync(this.#path, { force: true });
    this.#kept = null;
  }

  #read(): { pem: string; view: OwnAuthority } | null {
    if (this.#kept === undefined) {
      try {
        this.#kept = parse(readBounded(this.#path));
      } catch {
        // None, or one that is damaged: nothing more is trusted then.
        this.#kept = null;
      }
    }
    return this.#kept;
  }
}

function readBounded(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    if (fstatSync(file).size > limits.bytes) throw noAuthority();
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Text with one certificate or several, or the bytes of one. */
function parse(content: Buffer): { pem: string; view: OwnAuthority } {
  const blocks = content.toString("latin1").match(block) ?? [];
  if (blocks.length > limits.certificates) throw noAuthority();
  let authorities: X509Certificate[];
  try {
    const all = blocks.length > 0 ? blocks : [content];
    authorities = all.map((one) => new X509Certificate(one)).filter(({ ca }) => ca);
  } catch (error) {
    throw noAuthority(error);
  }
  const [first] = authorities;
  if (first === undefined) throw noAuthority();
  const name = /^(?:CN|O)=(.+)$/m.exec(first.subject)?.[1] ?? first.subject;
  return {
    pem: authorities.map(String).join("\n"),
    view: { name: name.slice(0, 100), validUntil: Date.parse(first.validTo) },
  };
}

const noAuthority = (cause?: unknown): Error => appError("invalid-input", "no-authority", {}, { cause });
