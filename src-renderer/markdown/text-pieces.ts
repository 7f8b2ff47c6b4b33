import { MAX_PIECE_CHARS, MAX_PIECE_LINES } from "./limits.ts";

/** A part of a long plain text, without the line end that it is cut at. */
export interface Piece {
  text: string;
  /** Where it begins in the whole text. */
  from: number;
  lines: number;
  /** It is cut inside of a line, which is longer than a piece. */
  wraps: boolean;
}

/** Cuts a growing text into pieces, between lines where it has any. What is finished keeps its identity. */
export class TextPieces {
  #text = "";
  #pieces: Piece[] = [];

  update(text: string): readonly Piece[] {
    if (!text.startsWith(this.#text)) this.#pieces = [];
    // The last one may have more to come.
    const last = this.#pieces.pop();
    let from = last?.from ?? 0;
    while (from < text.length || this.#pieces.length === 0) {
      const piece = pieceAt(text, from);
      this.#pieces.push(piece);
      from += piece.text.length + (text.charAt(from + piece.text.length) === "\n" ? 1 : 0);
      if (piece.text === "" && from >= text.length) break;
    }
    this.#text = text;
    return this.#pieces.slice();
  }
}

function pieceAt(text: string, from: number): Piece {
  let end = from;
  let lines = 0;
  while (lines < MAX_PIECE_LINES) {
    const newline = text.indexOf("\n", end === from && lines === 0 ? from : end + 1);
    const next = newline === -1 ? text.length : newline;
    if (next - from > MAX_PIECE_CHARS) break;
    end = next;
    lines += 1;
    if (newline === -1) break;
  }
  if (lines > 0) return { text: text.slice(from, end), from, lines, wraps: false };
  const cut = cutInLine(text, from);
  return { text: text.slice(from, cut), from, lines: 1, wraps: true };
}

/** After a space where there is one near, and never between the halves of a character. */
function cutInLine(text: string, from: number): number {
  const most = from + MAX_PIECE_CHARS;
  const space = text.lastIndexOf(" ", most - 1);
  if (space > from + MAX_PIECE_CHARS / 2) return space + 1;
  const last = text.charCodeAt(most - 1);
  return last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
}
