import type { LlamaModel, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../../../src-shared/contract/index.ts";

/**
 * Null without any. Of each text the tokens at the beginning of a line and those after a blank, which differ. A number goes to the library
 * as a logit: what it makes of a negative share of probability is not a number.
 */
export async function tokenBiases(model: LlamaModel, biases: Sampling["tokenBias"]): Promise<TokenBias | null> {
  if (biases.length === 0) return null;
  const { TokenBias: Biases } = await import("node-llama-cpp");
  const all = Biases.for(model);
  for (const { text, bias } of biases) {
    for (const form of [text, ` ${text}`]) all.set(form, bias === null ? "never" : { logit: bias });
  }
  return all;
}
