import type { LlamaModel, TokenBias } from "node-llama-cpp";
import type { Sampling } from "../../../../src-shared/contract/index.ts";

/**
 * Null without any. Of each text the tokens at the beginning of a line and those after a blank, which differ. A vocabulary of
 * SentencePiece's makes a token of its own of the blank before a text: that one is left alone, since every word would be held back or
 * called for with it. A number goes to the library as a logit: what it makes of a negative share of probability is not a number.
 */
export async function tokenBiases(model: LlamaModel, biases: Sampling["tokenBias"]): Promise<TokenBias | null> {
  if (biases.length === 0) return null;
  const { TokenBias: Biases } = await import("node-llama-cpp");
  const all = Biases.for(model);
  for (const { text, bias } of biases) {
    const forms = [
      model.tokenize(text),
      model.tokenize(text, false, "trimLeadingSpace"),
      model.tokenize(` ${text}`),
      model.tokenize(` ${text}`, false, "trimLeadingSpace"),
    ];
    // What is nothing but blanks is meant itself.
    const isMeant = (token: (typeof forms)[number][number]): boolean =>
      text.trim() === "" || model.detokenize([token]).trim() !== "";
    const tokens = [...new Set(forms.flat())].filter(isMeant);
    all.set(tokens, bias === null ? "never" : { logit: bias });
  }
  return all;
}
