/**
 * Model output is untrusted and may be endless or hostile. Everything that is parsed has a bound here; what exceeds one
 * is shown as plain text, never dropped and never waited for.
 */

/** A block of prose is cut here, so that one parse stays within a frame or two. */
export const MAX_BLOCK_CHARS = 8_000;
/** A list that is longer may be cut between two of its items, which shows no seam: the item that grows is parsed anew. */
export const LONG_LIST_CHARS = 1_500;
/** A line without an end is cut into pieces of this length. */
export const MAX_LINE_CHARS = 4_000;
/** Containers (quotes, list items) opened on one line; the parser recurses over them. */
export const MAX_CONTAINER_DEPTH = 24;
/** Characters that can open or close inline markup in one block: attention runs are matched in quadratic time. */
export const MAX_INLINE_MARKERS = 3_000;
/** Of these, brackets: links are looked for from each one back to the last that may open. */
export const MAX_BRACKETS = 600;
/** Link and footnote definitions of one answer that other blocks may refer to. */
export const MAX_DEFINITIONS = 100;
export const MAX_DEFINITION_CHARS = 400;
/** One formula. */
export const MAX_TEX_CHARS = 4_000;
/** Code that is longer stays uncoloured. */
export const MAX_HIGHLIGHT_CHARS = 20_000;
/** Coloured again on every frame while it grows; longer code waits for its end. */
export const MAX_LIVE_HIGHLIGHT_CHARS = 4_000;
/** Parsed blocks kept for branches and conversations that are opened again. */
export const MAX_CACHED_BLOCKS = 400;
/** Addresses longer than the contract's `openLink` takes are shown as text. */
export const MAX_LINK_CHARS = 4_000;
/** Depth of a parsed tree; rendering recurses over it. */
export const MAX_TREE_DEPTH = 100;
/** Blocks of a section, and sections of an answer; what follows is one piece of plain text. */
export const MAX_BLOCKS = 2_000;
export const MAX_SECTIONS = 40;
/** Parsing stops for a frame after this long; what is left shows as plain text until its turn comes. */
export const PARSE_BUDGET_MS = 24;
