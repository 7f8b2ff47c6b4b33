import type { PositionDivergence } from "./divergence.ts";
import { type PredictedToken, likeliest } from "./partings.ts";

/**
 * A row of log-probabilities in 16 bits each, in llama.cpp's form (tools/perplexity, `log_softmax`): a scale and a least value as 32-bit
 * floats, then a step for each token. What is more than 16 below the likeliest is cut off there.
 */
const headBytes = 8;
const range = 16;
const mostSteps = 65_535;

export const rowBytes = (vocabulary: number): number => headBytes + 2 * (vocabulary + (vocabulary % 2));

/** Writes a row of logits to `into`, which has `rowBytes` bytes. */
export function packRow(logits: Float32Array, into: DataView<ArrayBuffer>): void {
  let most = -Infinity;
  let least = Infinity;
  for (const value of logits) {
    if (value > most) most = value;
    if (value < least) least = value;
  }
  least = Math.max(least, most - range);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - most);
  const scale = (most - least) / mostSteps;
  into.setFloat32(0, scale, true);
  into.setFloat32(4, least - most - Math.log(sum), true);
  const packed = new Uint16Array(into.buffer, into.byteOffset + headBytes, logits.length);
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let i = 0; i < logits.length; i++)
    packed[i] = Math.max(0, Math.round(((logits[i] as number) - least) * inverse));
}

/** As `positionDivergence`, with the reference's row as `packRow` wrote it: within 1e-4 of it. */
export function packedDivergence(row: DataView<ArrayBuffer>, variant: Float32Array, next: number): PositionDivergence {
  const scale = row.getFloat32(0, true);
  const least = row.getFloat32(4, true);
  const packed = new Uint16Array(row.buffer, row.byteOffset + headBytes, variant.length);
  let topReference = 0;
  let topVariant = 0;
  let mostReference = packed[0] as number;
  let mostVariant = variant[0] as number;
  for (let i = 1; i < variant.length; i++) {
    if ((packed[i] as number) > mostReference) {
      mostReference = packed[i] as number;
      topReference = i;
    }
    if ((variant[i] as number) > mostVariant) {
      mostVariant = variant[i] as number;
      topVariant = i;
    }
  }
  let sum = 0;
  for (const value of variant) sum += Math.exp(value - mostVariant);
  const lnVariant = mostVariant + Math.log(sum);
  let klDivergence = 0;
  for (let i = 0; i < variant.length; i++) {
    const lnReference = scale * (packed[i] as number) + least;
    if (lnReference > -range)
      klDivergence += Math.exp(lnReference) * (lnReference - (variant[i] as number) + lnVariant);
  }
  return {
    klDivergence,
    sameTopWord: topReference === topVariant,
    referenceSurprise: -(scale * (packed[next] as number) + least),
    variantSurprise: lnVariant - (variant[next] as number),
  };
}

/** The likeliest words of a row that `packRow` wrote. */
export function likeliestOfPacked(row: DataView<ArrayBuffer>, vocabulary: number): PredictedToken[] {
  const scale = row.getFloat32(0, true);
  const least = row.getFloat32(4, true);
  const packed = new Uint16Array(row.buffer, row.byteOffset + headBytes, vocabulary);
  return likeliest(vocabulary, (token) => scale * (packed[token] as number) + least);
}
