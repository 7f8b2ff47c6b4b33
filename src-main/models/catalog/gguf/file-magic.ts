import type { OtherFileStart } from "../../../../src-shared/contract/index.ts";
import { appError } from "../../../ground/core/index.ts";

/** Formats from before GGUF, by their first four bytes as text. The program wrote a number, so they stand backwards. */
const oldMagics: ReadonlyMap<string, string> = new Map([
  ["lmgg", "GGML"],
  ["fmgg", "GGMF"],
  ["tjgg", "GGJT"],
  ["ggml", "GGML"],
  ["ggmf", "GGMF"],
  ["ggjt", "GGJT"],
]);

const otherStarts: readonly (readonly [string, OtherFileStart])[] = [
  ["<!do", "web-page"],
  ["<htm", "web-page"],
  ["<?xm", "web-page"],
  ["vers", "git-lfs-pointer"],
  ["pk", "zip"],
  ["\x1f", "gzip"],
  ["{", "json"],
];

/** Throws unless the first four bytes are GGUF's, and says what they are otherwise. */
export function checkMagic(magic: string): void {
  if (magic === "GGUF") return;
  const old = oldMagics.get(magic);
  if (old !== undefined) {
    throw appError("unsupported-model", "old-format", { format: old });
  }
  const start = otherStarts.find(([begins]) => magic.toLowerCase().startsWith(begins))?.[1] ?? null;
  throw appError("not-gguf", "other-start", { start });
}

/** Throws unless the version is 2 or 3. They differ in nothing that a reader of little-endian files sees. */
export function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  if (version !== 0 && (version & 0xffff) === 0) {
    throw appError("unsupported-model", "big-endian");
  }
  if (version === 1) {
    throw appError("unsupported-model", "version-1", { version });
  }
  if (version === 0) throw appError("malformed-gguf", "version-0", { version });
  throw appError("unsupported-model", "newer-version", { version });
}
