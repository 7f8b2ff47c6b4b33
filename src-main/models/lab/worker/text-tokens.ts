import { readFileSync } from "node:fs";
import { chunkTokens } from "../protocol.ts";
import { LabFailure } from "./lab-failure.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** Enough for a first look at most texts. */
const usualBytesOfToken = 8;
/** Of what is read besides, as the end of a part is divided differently. */
const spareTokens = 64;

/** The tokens of the text's first chunks, as many of them as it has up to `chunks`. Throws a `LabFailure` where it has not one. */
export function readTokens(model: LoadedModel, path: string, chunks: number): Int32Array {
  const text = readFileSync(path);
  const wanted = chunks * chunkTokens;
  for (let bytes = wanted * usualBytesOfToken; ; bytes *= 2) {
    const part = text.subarray(0, wholeCharacters(text, bytes));
    const tokens = model.tokenize(part);
    const isAll = part.length === text.length;
    if (!isAll && tokens.length < wanted + spareTokens) continue;
    const whole = Math.min(chunks, Math.floor(tokens.length / chunkTokens));
    if (whole === 0) {
      throw new LabFailure({ kind: "text-too-short", tokens: tokens.length, neededTokens: chunkTokens });
    }
    return tokens.subarray(0, whole * chunkTokens);
  }
}

/** The end of the last whole character of UTF-8 within the first `bytes`. */
function wholeCharacters(text: Uint8Array, bytes: number): number {
  if (bytes >= text.length) return text.length;
  let end = bytes;
  while (end > 0 && ((text[end] as number) & 0xc0) === 0x80) end--;
  return end;
}
