import { readFileSync, rmSync } from "node:fs";
import { safeStorage } from "electron";
import { replaceFile } from "../../ground/files/index.ts";
import type { TokenVault } from "../../ground/settings/index.ts";

/**
 * A token encrypted by the system's keychain. Where the system has none (Linux without a secret service), the token lives
 * until the window is closed: a file that anyone can read is no place for it.
 */
export function createTokenVault(path: string): TokenVault {
  let held: string | null | undefined;
  const canKeep = (): boolean =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text");
  return {
    get() {
      if (held !== undefined) return held;
      try {
        held = safeStorage.decryptString(readFileSync(path));
      } catch {
        held = null;
      }
      return held;
    },
    set(token) {
      held = token;
      if (token === null || !canKeep()) {
        rmSync(path, { force: true });
        return;
      }
      // A full disk must not cost the token that was there.
      replaceFile(path, safeStorage.encryptString(token));
    },
  };
}
