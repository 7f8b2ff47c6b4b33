import { readFileSync, rmSync } from "node:fs";
import { safeStorage } from "electron";
import { replaceFile } from "../../ground/files/index.ts";
import type { TokenVault } from "../../ground/settings/index.ts";

/**
 * A token encrypted by the system's keychain. Where the system has none (Linux without a secret service), the token lives
 * until the window is closed: a file that anyone can read is no place for it.
 */
export class KeychainVault implements TokenVault {
  readonly #path: string;
  /** Undefined until the file was read. */
  #token: string | null | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get(): string | null {
    if (this.#token === undefined) this.#token = this.#read();
    return this.#token;
  }

  set(token: string | null): void {
    this.#token = token;
    if (token === null || !canKeep()) {
      rmSync(this.#path, { force: true });
      return;
    }
    // A full disk must not cost the token that was there.
    replaceFile(this.#path, safeStorage.encryptString(token));
  }

  #read(): string | null {
    try {
      return safeStorage.decryptString(readFileSync(this.#path));
    } catch {
      return null;
    }
  }
}

const canKeep = (): boolean =>
  safeStorage.isEncryptionAvailable() &&
  (process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text");
