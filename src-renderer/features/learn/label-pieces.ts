import type { WindowWords } from "../../../src-shared/words/index.ts";

export interface LabelReading {
  quant: string;
  /** Each with the key of what it says. */
  pieces: readonly (readonly [piece: string, meaning: keyof WindowWords["learn"]["pieces"]])[];
}

/** Labels taken apart, from the commonest on. */
export const labelReadings: readonly LabelReading[] = [
  {
    quant: "Q4_K_M",
    pieces: [
      ["Q", "quantised"],
      ["4", "fourBits"],
      ["K", "inBlocks"],
      ["M", "mediumMix"],
    ],
  },
  {
    quant: "Q8_0",
    pieces: [
      ["8", "eightBits"],
      ["0", "plainRounding"],
    ],
  },
  {
    quant: "IQ3_XXS",
    pieces: [
      ["I", "fromTable"],
      ["Q3", "threeBits"],
      ["XXS", "smallestMix"],
    ],
  },
  {
    quant: "UD-Q4_K_XL",
    pieces: [
      ["UD", "unslothRecipe"],
      ["XL", "largerMix"],
    ],
  },
  { quant: "F16, BF16", pieces: [["F16", "sixteenBits"]] },
];
