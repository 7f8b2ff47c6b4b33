import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";

/** The part of the file that names one of its entries. */
interface Entry {
  name: Buffer;
  crc: number;
  sizeBytes: number;
  offset: number;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end64: 0x06064b50, locator: 0x07064b50, end: 0x06054b50 };
const localBytes = 30;
/** ZIP 4.5 knows sizes of 64 bits. */
const version = 45;
const namesAreUtf8 = 1 << 11;
/** 1 January 1980: when a part was made is nobody's business. */
const dosDate = 0x21;
/** "It is said in 64 bits, further on." */
const elsewhere32 = 0xffffffff;
const elsewhere16 = 0xffff;
const crcOffset = 14;

/**
 * Writes a ZIP file whose entries are as long in it as they are. Every size is in 64 bits, so that one form serves the smallest and the largest
 * file. Throws what the file system and a source throw.
 */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #entries: Entry[] = [];
  #at = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The entry's content is read once. */
  async add(
    name: string,
    source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<{ sizeBytes: number; sha256: string }> {
    const entry: Entry = { name: Buffer.from(name), crc: 0, sizeBytes: 0, offset: this.#at };
    const hash = createHash("sha256");
    await this.#write(localHeader(entry));
    for await (const chunk of source) {
      entry.crc = crc32(chunk, entry.crc);
      hash.update(chunk);
      entry.sizeBytes += chunk.byteLength;
      await this.#write(chunk);
    }
    // Known only now.
    const header = localHeader(entry);
    await writeWhole(this.#file, header.subarray(crcOffset), entry.offset + crcOffset);
    this.#entries.push(entry);
    return { sizeBytes: entry.sizeBytes, sha256: hash.digest("hex") };
  }

  /** Writes what makes it a file. Returns its size. */
  async finish(): Promise<number> {
    const directory = this.#at;
    for (const entry of this.#entries) await this.#write(centralHeader(entry));
    await this.#write(end(this.#entries.length, directory, this.#at));
    return this.#at;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.#file, bytes, this.#at);
    this.#at += bytes.byteLength;
  }
}

/** The system may take less than it was given. */
async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

function localHeader({ name, crc, sizeBytes }: Entry): Buffer {
  const sizes = extra([sizeBytes, sizeBytes]);
  const header = Buffer.alloc(localBytes);
  header.writeUInt32LE(signatures.local, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(namesAreUtf8, 6);
  header.writeUInt16LE(dosDate, 12);
  header.writeUInt32LE(crc, crcOffset);
  header.writeUInt32LE(elsewhere32, 18);
  header.writeUInt32LE(elsewhere32, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(sizes.length, 28);
  return Buffer.concat([header, name, sizes]);
}

function centralHeader({ name, crc, sizeBytes, offset }: Entry): Buffer {
  const sizes = extra([sizeBytes, sizeBytes, offset]);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(signatures.central, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(namesAreUtf8, 8);
  header.writeUInt16LE(dosDate, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(elsewhere32, 20);
  header.writeUInt32LE(elsewhere32, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(sizes.length, 30);
  header.writeUInt32LE(elsewhere32, 42);
  return Buffer.concat([header, name, sizes]);
}

/** The field in which sizes of 64 bits are. */
function extra(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, i) => field.writeBigUInt64LE(BigInt(value), 4 + i * 8));
  return field;
}

function end(entries: number, directory: number, at: number): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(signatures.end64, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(version, 12);
  end64.writeUInt16LE(version, 14);
  end64.writeBigUInt64LE(BigInt(entries), 24);
  end64.writeBigUInt64LE(BigInt(entries), 32);
  end64.writeBigUInt64LE(BigInt(at - directory), 40);
  end64.writeBigUInt64LE(BigInt(directory), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(signatures.locator, 0);
  locator.writeBigUInt64LE(BigInt(at), 8);
  locator.writeUInt32LE(1, 16);
  const end32 = Buffer.alloc(22);
  end32.writeUInt32LE(signatures.end, 0);
  end32.writeUInt16LE(elsewhere16, 8);
  end32.writeUInt16LE(elsewhere16, 10);
  end32.writeUInt32LE(elsewhere32, 12);
  end32.writeUInt32LE(elsewhere32, 16);
  return Buffer.concat([end64, locator, end32]);
}
