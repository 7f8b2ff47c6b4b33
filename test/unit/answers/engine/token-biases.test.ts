import type { LlamaModel, Token } from "node-llama-cpp";
import { expect, it } from "vitest";
import { tokenBiases } from "../../../../src-main/answers/engine/worker/token-biases.ts";

/** A vocabulary as SentencePiece's: a blank is put before a text, a word with one is a token, and so is a blank alone. */
const pieces = [" ", " fox", "fox", " a", "é"];
const model = {
  tokenize: (text: string, _special?: boolean, trim?: string): Token[] => {
    const tokens: number[] = [];
    let rest = trim === "trimLeadingSpace" ? text : ` ${text}`;
    while (rest !== "") {
      // The longest piece, but of several blanks the first alone.
      const found = pieces
        .map((piece, at) => ({ piece, at }))
        .filter(({ piece }) => rest.startsWith(piece))
        .sort((a, b) => b.piece.length - a.piece.length)[0];
      if (found === undefined) throw new Error(rest);
      tokens.push(found.at);
      rest = rest.slice(found.piece.length);
    }
    return tokens as Token[];
  },
  detokenize: (tokens: readonly Token[]): string => tokens.map((token) => pieces[token] ?? "").join(""),
  isEogToken: () => false,
} as unknown as LlamaModel;

/** By the pieces. */
async function biased(text: string): Promise<Record<string, number>> {
  const all = await tokenBiases(model, [{ text, bias: -3 }]);
  const { _biases } = all as unknown as { _biases: Map<number, number> };
  return Object.fromEntries<number>([..._biases].map(([token, bias]) => [pieces[token] ?? "", bias]));
}

it("is of the text at a line's beginning and after a blank, and of no blank", async () => {
  expect(await biased("fox")).toEqual({ fox: -3, " fox": -3 });
  expect(await biased("é")).toEqual({ é: -3 });
});

it("is of a blank where that is the text", async () => {
  expect(await biased(" ")).toEqual({ " ": -3 });
});

it("is none without any", async () => {
  expect(await tokenBiases(model, [])).toBeNull();
});
