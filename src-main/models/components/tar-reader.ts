import type { ArchiveFault } from "../../../src-shared/contract/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";

/** A file of an archive: its path as the archive has it, checked by `safeEntryPath`. */
export interface TarFile {
  path: string;
  sizeBytes: number;
}

/** Where an archive's files go. `write` may take its time. */
export interface TarSink {
  begin(file: TarFile): Promise<void>;
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

export interface TarLimits {
  files: number;
  totalBytes: number;
}

const blockBytes = 512;
/** Longer paths than npm packs need; a pax header holds no more than this. */
const maxPathCharacters = 240;
const maxPaxBytes = 64 * 1024;

const damaged = (fault: ArchiveFault, name = ""): AppError => appError("checksum-mismatch", "archive", { fault, name });

/**
 * Reads a tar archive as it comes, in the forms that npm packs (ustar, and pax for long paths): plain files alone.
 * Links, devices and paths that lead outside are refused with `checksum-mismatch`: the archive that the hash stands for
 * has none.
 */
export class TarReader {
  readonly #sink: TarSink;
  readonly #limits: TarLimits;
  readonly #seen = new Set<string>();
  #block = Buffer.alloc(0);
  #totalBytes = 0;
  /** Of the file, or of the pax header, that is being read; then the filling up to a whole block. */
  #leftBytes = 0;
  #padBytes = 0;
  #state: "header" | "file" | "pax" | "skip" | "over" = "header";
  #pax: Buffer[] = [];
  #longPath: string | null = null;

  constructor(sink: TarSink, limits: TarLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  async push(chunk: Buffer): Promise<void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "over") return;
      if (this.#state !== "header" && this.#leftBytes > 0) {
        const part = chunk.subarray(at, at + this.#leftBytes);
        at += part.length;
        this.#leftBytes -= part.length;
        if (this.#state === "file") await this.#sink.write(part);
        else if (this.#state === "pax") this.#pax.push(Buffer.from(part));
        if (this.#leftBytes === 0) await this.#finish();
      } else if (this.#padBytes > 0) {
        const part = Math.min(this.#padBytes, chunk.length - at);
        at += part;
        this.#padBytes -= part;
      } else {
        const part = chunk.subarray(at, at + blockBytes - this.#block.length);
        at += part.length;
        this.#block = Buffer.concat([this.#block, part]);
        if (this.#block.length === blockBytes) await this.#header();
      }
    }
  }

  /** To be called when all has come. */
  close(): void {
    const whole =
      this.#state === "over" || (this.#state === "header" && this.#block.length === 0 && this.#padBytes === 0);
    if (!whole) throw damaged("cut-short");
  }

  async #header(): Promise<void> {
    const block = this.#block;
    this.#block = Buffer.alloc(0);
    if (block.every((byte) => byte === 0)) {
      this.#state = "over";
      return;
    }
    if (!hasRightChecksum(block)) throw damaged("damaged-header");
    const type = String.fromCharCode(block[156] ?? 0);
    const sizeBytes = octal(block.subarray(124, 136));
    this.#leftBytes = sizeBytes;
    this.#padBytes = (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
    switch (type) {
      case "0":
      case "\0":
        await this.#beginFile(block, sizeBytes);
        break;
      case "x":
        if (sizeBytes > maxPaxBytes) throw damaged("long-header");
        this.#pax = [];
        this.#state = "pax";
        break;
      case "g":
      case "5":
        if (sizeBytes > maxPaxBytes) throw damaged("long-header");
        this.#state = "skip";
        break;
      default:
        throw damaged("other-entry", JSON.stringify(type));
    }
    if (sizeBytes === 0) await this.#finish();
  }

  async #beginFile(block: Buffer, sizeBytes: number): Promise<void> {
    const prefix = text(block.subarray(345, 500));
    const short = text(block.subarray(0, 100));
    const path = safeEntryPath(this.#longPath ?? (prefix === "" ? short : `${prefix}/${short}`));
    this.#longPath = null;
    const folded = path.normalize("NFC").toLowerCase();
    if (this.#seen.has(folded)) throw damaged("file-twice");
    this.#seen.add(folded);
    this.#totalBytes += sizeBytes;
    if (this.#seen.size > this.#limits.files) throw damaged("too-many-files");
    if (this.#totalBytes > this.#limits.totalBytes) throw damaged("too-large");
    this.#state = "file";
    await this.#sink.begin({ path, sizeBytes });
  }

  async #finish(): Promise<void> {
    if (this.#state === "file") await this.#sink.end();
    if (this.#state === "pax") this.#longPath = paxPath(Buffer.concat(this.#pax).toString("utf8"));
    if (this.#state !== "over") this.#state = "header";
  }
}

/** What Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A relative path of harmless names; throws `checksum-mismatch` for any other. */
export function safeEntryPath(path: string): string {
  const parts = path.split("/");
  const harmless =
    path.length <= maxPathCharacters &&
    parts.every((part) => /^[\w@+~ .-]+$/.test(part) && !/^\.+$|[. ]$/.test(part) && !reserved.test(part));
  if (!harmless) throw damaged("unsafe-name", JSON.stringify(path.slice(0, maxPathCharacters)));
  return path;
}

/** "23 path=package/a/long/name\n". */
function paxPath(records: string): string | null {
  return /^\d+ path=(.+)$/m.exec(records)?.[1] ?? null;
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? field.length : end);
}

function octal(field: Buffer): number {
  const digits = text(field).trim();
  const value = /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
  if (!Number.isSafeInteger(value)) throw damaged("unreadable-size");
  return value;
}

/** The sum of the header's bytes, with its own field taken for spaces. */
function hasRightChecksum(block: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < blockBytes; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] ?? 0);
  return sum === octal(block.subarray(148, 156));
}
