const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** What comes out of a JSON document: a value with its text, null in place of one that is too long; or what stands before a list. */
export interface Piece {
  /** `whole`: the document itself. `item`: of its list. `head`: an object's members besides its list, so far. */
  kind: "whole" | "item" | "head";
  text: string | null;
}

/**
 * Takes a JSON document apart while it is read, without more of it in memory than one value: the items of an array, or of the array
 * that an object has as `conversations`. Another value comes out whole. What is not JSON comes out as well, for the parser to refuse.
 */
export class JsonSplitter {
  readonly #mostBytes: number;
  readonly #pieces: Piece[] = [];
  /** Of the value that is being collected; null while it is too long. */
  #held: Buffer[] | null = [];
  #heldBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** At what depth items stand; null where there is no list (yet). */
  #listDepth: number | null = null;
  #top: "array" | "object" | "other" | null = null;
  /** The last string at the first depth, as an object's key would be. */
  #key: number[] | null = null;
  #lastKey = "";
  #afterColon = false;
  #hasItem = false;
  #isOver = false;
  #head: string | null = null;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whether it ended as JSON ends. */
  get isWhole(): boolean {
    return this.#depth === 0 && !this.#isInString && (this.#top === "other" || this.#isOver);
  }

  /** What has become complete with these bytes. */
  push(chunk: Buffer): Piece[] {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) this.#endString();
        else if (this.#key === null) {
          // Most bytes are inside of strings: on to the next that means something.
          at = nextMark(chunk, at) - 1;
        } else if (this.#key.length < 32) this.#key.push(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      this.#top ??= byte === openBracket ? "array" : byte === openBrace ? "object" : "other";
      if (byte === quote) {
        this.#isInString = true;
        this.#hasItem = true;
        if (this.#depth === 1 && this.#top === "object" && this.#listDepth === null) this.#key = [];
      } else if (byte === openBrace || byte === openBracket) {
        from = this.#open(byte, chunk, from, at);
      } else if (byte === closeBrace || byte === closeBracket) {
        from = this.#close(chunk, from, at);
      } else if (byte === comma) {
        if (this.#depth === this.#listDepth) {
          this.#take(chunk.subarray(from, at), "item");
          from = at + 1;
        }
        if (this.#depth === 1) this.#afterColon = false;
      } else if (byte === colon) {
        if (this.#depth === 1) this.#afterColon = true;
      } else this.#hasItem = true;
    }
    this.#hold(chunk.subarray(from));
    return this.#pieces.splice(0);
  }

  /** What is left. */
  end(): Piece[] {
    if (this.#listDepth === null && !this.#isOver) this.#take(Buffer.alloc(0), "whole");
    else if (!this.isWhole && this.#hasItem) this.#take(Buffer.alloc(0), "item");
    return this.#pieces.splice(0);
  }

  #open(byte: number, chunk: Buffer, from: number, at: number): number {
    this.#hasItem = true;
    this.#depth++;
    if (this.#listDepth !== null) return from;
    const isTopList = this.#depth === 1 && byte === openBracket;
    const isMember = this.#depth === 2 && this.#top === "object" && byte === openBracket && this.#afterColon;
    if (!isTopList && !(isMember && this.#lastKey === "conversations")) return from;
    this.#listDepth = this.#depth;
    if (isMember) {
      this.#hold(chunk.subarray(from, at));
      this.#head = this.#held === null ? null : Buffer.concat(this.#held).toString("utf8");
      this.#pieces.push({ kind: "head", text: this.#head === null ? null : `${this.#head}null}` });
    }
    this.#drop();
    this.#hasItem = false;
    return at + 1;
  }

  #close(chunk: Buffer, from: number, at: number): number {
    if (this.#depth === this.#listDepth) {
      if (this.#hasItem) this.#take(chunk.subarray(from, at), "item");
      else this.#drop();
      this.#listDepth = Number.MAX_SAFE_INTEGER;
      from = at + 1;
    }
    if (--this.#depth > 0) return from;
    this.#depth = Math.max(0, this.#depth);
    if (this.#listDepth === null) {
      this.#take(chunk.subarray(from, at + 1), "whole");
      from = at + 1;
    }
    this.#isOver = true;
    return from;
  }

  #endString(): void {
    this.#isInString = false;
    if (this.#key === null) return;
    this.#lastKey = Buffer.from(this.#key).toString("utf8");
    this.#key = null;
  }

  #hold(bytes: Buffer): void {
    // After the list there is nothing that is of use.
    if (this.#listDepth === Number.MAX_SAFE_INTEGER) return;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#mostBytes) this.#held = null;
    // The reader uses its buffer again.
    else if (bytes.length > 0) this.#held?.push(Buffer.from(bytes));
  }

  #take(rest: Buffer, kind: Piece["kind"]): void {
    this.#hold(rest);
    const text = this.#held === null ? null : Buffer.concat(this.#held).toString("utf8");
    this.#drop();
    this.#hasItem = false;
    if (text?.trim() !== "") this.#pieces.push({ kind, text });
  }

  #drop(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }
}

/** The next quote or backslash from here on; the end where there is none. */
function nextMark(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at++) if (chunk[at] === quote || chunk[at] === backslash) return at;
  return chunk.length;
}
