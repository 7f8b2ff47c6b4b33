/** A template comes out of a file from the network: every dimension of it has a limit. Real ones are 0.3 to 20 kB. */
export const templateLimits = {
  characters: 256 * 1024,
  /** On top of the conversation's own text. */
  outputCharacters: 1024 * 1024,
  rangeItems: 10_000,
  /** Parsing and rendering together; real ones take a few milliseconds. */
  ms: 2000,
} as const;
