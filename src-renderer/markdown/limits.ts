/**
 * Model output is untrusted and may be endless or hostile. Everything that is parsed has a bound here; what exceeds one
 * is shown as plain text, never dropped and never waited for.
 */

/** A block of prose is cut where it has one of these: it is parsed and drawn in one piece. */
export const MAX_BLOCK_CHARS = 4_000;
export const MAX_BLOCK_LINES = 120;
/** Characters that may open or close something inside of a line. */
export const MAX_BLOCK_MARKS = 500;
/** A list that is longer may be cut between two of its items, which shows no seam: the item that grows is parsed again. */
export const LONG_LIST_CHARS = 1_500;
/** A line without an end is cut into pieces of this length. */
export const MAX_LINE_CHARS = 4_000;
/** Containers (quotes, list items) opened on one line; the parser recurses over them. */
export const MAX_CONTAINER_DEPTH = 24;
/** Marks of a block that is parsed at all: runs of them are matched in quadratic time. */
export const MAX_INLINE_MARKS = 1_200;
/** Of these, brackets: links are looked for from each one back to the last that may open. */
export const MAX_BRACKETS = 400;
/** Cells of one table, as wide as its widest row: rows that are shorter are filled up. */
export const MAX_TABLE_CELLS = 2_000;
/** Elements and texts of one parsed block. */
export const MAX_TREE_NODES = 4_000;
/** Words that stand out, of one parsed block; links and images count twice. What `MAX_BLOCK_MARKS` lets in over several lines is within. */
export const MAX_INLINE_WEIGHT = 270;
/** Link and footnote definitions of one answer that other blocks may refer to. */
export const MAX_DEFINITIONS = 100;
export const MAX_DEFINITION_CHARS = 400;
/** One formula. */
export const MAX_TEX_CHARS = 4_000;
export const MAX_FORMULA_LINES = 60;
/** Elements and texts that a formula becomes, and how deep they nest: the browser's own layout of it takes time as well. */
export const MAX_MATH_NODES = 2_000;
export const MAX_MATH_DEPTH = 60;
/** Formulas of one block; the others show their source. */
export const MAX_BLOCK_FORMULAS = 60;
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
/** Blocks of an answer; what follows is one piece of plain text. */
export const MAX_BLOCKS = 20_000;

/**
 * A block within all of these is parsed at once, between two frames: ordinary prose is on the screen with the frame that
 * its words came in. `npm run bench -- markdown` says how long the worst of them takes.
 */
export const MAX_PROMPT_CHARS = 1_500;
export const MAX_PROMPT_LINES = 40;
export const MAX_PROMPT_MARKS = 80;
/** Of one frame, spent on cutting, parsing and drawing answers. */
export const FRAME_BUDGET_MS = 8;
/** Characters that one frame puts on the page: laying them out is the browser's, after our time, and takes the longer of the two. */
export const FRAME_BUDGET_CHARS = 12_000;
/** A job that takes longer than this ends with its worker: its text is shown as it is. */
export const JOB_BUDGET_MS = 1_500;
/** Workers that may die without having done a job; then everything that needs one is shown as it is. */
export const MAX_FAILED_STARTS = 3;

/** What is drawn and taken off the page in one piece. */
export const MAX_CHUNK_BLOCKS = 12;
export const MAX_CHUNK_LINES = 40;
export const MAX_CHUNK_WEIGHT = 200;
/** Plain text and code are drawn in pieces as well, cut between lines where they have any. */
export const MAX_PIECE_CHARS = 2_000;
export const MAX_PIECE_LINES = 50;
/** Pieces of one page of plain text or code: 8,000 lines. The rest is shown at the press of a button. */
export const MAX_PAGE_PIECES = 160;
/** Chunks of one page of an answer. */
export const MAX_PAGE_CHUNKS = 160;
/** How far from the screen something is drawn before it is seen, in pixels. */
export const NEAR_PX = 1_200;
/** Elements, by estimate, that stay on the page though they are far from the screen: for searching and for a screen reader. */
export const MAX_KEPT_WEIGHT = 6_000;
/** So much text weighs as one element more: all that is kept is laid out again when the window's width changes. */
export const CHARS_OF_ELEMENT = 20;
