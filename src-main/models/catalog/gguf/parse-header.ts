import { appError, toAppError } from "../../../ground/core/index.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { FIRST_READ_BYTES, MAX_HEADER_BYTES, MAX_READ_BYTES } from "./gguf-limits.ts";
import type { GgufHeader } from "./types.ts";
import { readHeader } from "./header-grammar.ts";

export type HeaderProgress =
  | { status: "ok"; header: GgufHeader }
  /** Bytes from the start of the file without which it cannot go on. */
  | { status: "needs-more"; atLeastBytes: number };

export interface ParseOptions {
  /** What the file really has, where that is known: then a truncated or false header is detected immediately. */
  fileSizeBytes?: number | null;
}

/** Takes a header piece by piece, each byte once. Throws `AppError` (not-gguf, malformed-gguf, unsupported-model). */
export class GgufHeaderParser {
  readonly #cursor = new ByteCursor();
  readonly #steps: ReturnType<typeof readHeader>;
  readonly #end: number;
  #given = 0;
  #progress: HeaderProgress = { status: "needs-more", atLeastBytes: 4 };
  #failure: Error | null = null;

  constructor(options: ParseOptions = {}) {
    const fileSizeBytes = options.fileSizeBytes ?? null;
    this.#end = Math.min(fileSizeBytes ?? Infinity, MAX_HEADER_BYTES);
    this.#steps = readHeader(this.#cursor, fileSizeBytes);
  }

  /** Bytes given so far: where the next piece must begin. */
  get givenBytes(): number {
    return this.#given;
  }

  feed(piece: Uint8Array): HeaderProgress {
    if (this.#failure !== null) throw this.#failure;
    if (this.#progress.status === "ok") return this.#progress;
    this.#given += piece.length;
    this.#cursor.append(piece);
    try {
      this.#progress = this.#advance();
    } catch (error) {
      this.#failure = toAppError(error);
      throw this.#failure;
    }
    return this.#progress;
  }

  #advance(): HeaderProgress {
    const step = this.#steps.next();
    if (step.done === true) return { status: "ok", header: step.value };
    const atLeastBytes =
      this.#cursor.position + this.#cursor.available + Math.max(1, step.value - this.#cursor.available);
    if (atLeastBytes > this.#end) throw appError("malformed-gguf", "header-cut", { readBytes: this.givenBytes });
    return { status: "needs-more", atLeastBytes };
  }
}

/** Parses the first bytes of a file. For a buffer that grows by small steps, `GgufHeaderParser` saves reading it again. */
export function parseGgufHeader(bytes: Uint8Array, options: ParseOptions = {}): HeaderProgress {
  return new GgufHeaderParser(options).feed(bytes);
}

/** A file, or a remote one read by ranges. */
export interface ByteSource {
  /** Null where it is unknown. */
  fileSizeBytes: number | null;
  /** Up to `length` bytes from `offset` on; fewer only at the end of the file, none beyond it. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Reads a header from a source, in growing steps and never beyond `MAX_HEADER_BYTES`. */
export async function readGgufHeader(source: ByteSource): Promise<GgufHeader> {
  const parser = new GgufHeaderParser({ fileSizeBytes: source.fileSizeBytes });
  let least = 0;
  let wanted = FIRST_READ_BYTES;
  for (;;) {
    const length = Math.min(Math.max(wanted, least), MAX_HEADER_BYTES - parser.givenBytes);
    const piece = length > 0 ? await source.read(parser.givenBytes, length) : new Uint8Array(0);
    if (piece.length === 0) throw appError("malformed-gguf", "header-cut", { readBytes: parser.givenBytes });
    const progress = parser.feed(piece);
    if (progress.status === "ok") return progress.header;
    least = progress.atLeastBytes - parser.givenBytes;
    wanted = Math.min(wanted * 2, MAX_READ_BYTES);
  }
}
