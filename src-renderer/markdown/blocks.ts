/** What an answer is cut into, before any of it is parsed. */

/** What other blocks may refer to: `[label]: address` and `[^note]: text`, as they stand in the answer. */
export interface Definition {
  /** With its brackets, in lower case. */
  reference: string;
  line: string;
}

export interface MarkdownBlock {
  kind: "markdown";
  text: string;
  /** The number with which its list goes on; null where it begins with its own. */
  start: number | null;
  /** The head of its table is that of the block before, and not to be shown again. */
  headless: boolean;
  defines: readonly Definition[];
}
export type RawBlock =
  | MarkdownBlock
  | { kind: "code"; text: string; language: string; closed: boolean }
  | { kind: "math"; text: string; closed: boolean }
  | { kind: "plain"; text: string };
