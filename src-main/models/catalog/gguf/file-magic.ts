import { AppError } from "../../../ground/core/index.ts";

/** Formats from before GGUF, by their first four bytes as text. The program wrote a number, so they stand backwards. */
const oldMagics: ReadonlyMap<string, string> = new Map([
  ["lmgg", "GGML"],
  ["fmgg", "GGMF"],
  ["tjgg", "GGJT"],
  ["ggml", "GGML"],
  ["ggmf", "GGMF"],
  ["ggjt", "GGJT"],
]);

const WEB_PAGE = "It is a web page, perhaps an error page saved in its place.";
const otherStarts: readonly (readonly [string, string])[] = [
  ["<!do", WEB_PAGE],
  ["<htm", WEB_PAGE],
  ["<?xm", WEB_PAGE],
  ["vers", "It is a Git LFS pointer: the model itself was not downloaded."],
  ["pk", "It is a zip archive, as PyTorch weights are."],
  ["\x1f", "It is a gzip archive."],
  ["{", "It is a JSON file."],
];

/** Throws unless the first four bytes are GGUF's, and says what they are otherwise. */
export function checkMagic(magic: string): void {
  if (magic === "GGUF") return;
  const old = oldMagics.get(magic);
  if (old !== undefined) {
    throw new AppError(
      "unsupported-model",
      `This is a ${old} file from before GGUF (August 2023), which the engine no longer loads. Look for a GGUF file of the same model.`,
      { format: old },
    );
  }
  const known = otherStarts.find(([start]) => magic.toLowerCase().startsWith(start))?.[1];
  throw new AppError("not-gguf", `This is not a GGUF file. ${known ?? "Bitloft runs models in the GGUF format only."}`);
}

/** Throws unless the version is 2 or 3. They differ in nothing that a reader of little-endian files sees. */
export function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  if (version !== 0 && (version & 0xffff) === 0) {
    throw new AppError(
      "unsupported-model",
      "This GGUF file was written for a big-endian computer, which this engine cannot read. Look for the usual little-endian file.",
    );
  }
  if (version === 1) {
    throw new AppError(
      "unsupported-model",
      "This is a GGUF file of version 1 (August 2023), which the engine no longer loads. Look for a newer file of the same model.",
      { version },
    );
  }
  if (version === 0) throw new AppError("malformed-gguf", "This GGUF file says that it is of version 0.", { version });
  throw new AppError("unsupported-model", `This GGUF file is of version ${version}, newer than the engine knows.`, {
    version,
  });
}
