/** A piece of a label and what it says, in words that need no other word explained first. */
export interface LabelPiece {
  piece: string;
  meaning: string;
}

export interface LabelReading {
  label: string;
  pieces: readonly LabelPiece[];
}

/** Labels taken apart, from the commonest on. */
export const labelReadings: readonly LabelReading[] = [
  {
    label: "Q4_K_M",
    pieces: [
      { piece: "Q", meaning: "quantised: the numbers were rounded to fewer bits" },
      { piece: "4", meaning: "about four bits for each number, instead of sixteen" },
      { piece: "K", meaning: "numbers are rounded in small blocks, each with a scale of its own, which loses less" },
      { piece: "M", meaning: "the medium mix: the parts that matter most keep more bits. S is smaller, L larger" },
    ],
  },
  {
    label: "Q8_0",
    pieces: [
      { piece: "8", meaning: "eight bits: half the size, and nobody can tell the answers apart" },
      { piece: "0", meaning: "the plain way of rounding, one scale for each block" },
    ],
  },
  {
    label: "IQ3_XXS",
    pieces: [
      { piece: "I", meaning: "numbers are looked up in a table of good patterns: smaller, and slower on a processor" },
      { piece: "Q3", meaning: "about three bits for each number" },
      { piece: "XXS", meaning: "the smallest mix of its kind, after XS, S and M" },
    ],
  },
  {
    label: "UD-Q4_K_XL",
    pieces: [
      { piece: "UD", meaning: "Unsloth's own recipe for which parts keep more bits" },
      { piece: "XL", meaning: "a mix with still more bits where they matter" },
    ],
  },
  {
    label: "F16, BF16",
    pieces: [{ piece: "F16", meaning: "sixteen bits, not rounded at all: the model as its makers publish it" }],
  },
];
