/** A template comes out of a file from the network: every dimension of it has a limit. Real ones are 0.3 to 20 kB. */
export const templateLimits = {
  characters: 256 * 1024,
  /** Parsing, or rendering in every shape that is tried; real ones take a few milliseconds. */
  ms: 900,
  /** Nodes evaluated and the like: on the slowest computers this ends sooner than the clock says. */
  steps: 2_000_000,
  /** Per message, on top: a conversation of thousands is not its template's fault. */
  stepsPerMessage: 4000,
  /** Of text and lists made, whether still held or not. A character takes two bytes at most. */
  madeCharacters: 16 * 1024 * 1024,
  /** For each character of the conversation, on top. */
  madePerCharacter: 60,
} as const;

/** For finding out what a template understands, in a process that has other things to do. */
export const probeLimits = { ms: 600, steps: 400_000, characters: 4 * 1024 * 1024 } as const;
