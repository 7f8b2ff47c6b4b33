import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { MiB } from "../../../../src-shared/figures/index.ts";

/** Behind what the engine wrote: the tokens, their number, the length of the engine's part, the checksum of all before it, and this. */
const mark = Buffer.from("BLKEPT01", "latin1");
const tailBytes = 4 + 8 + 4 + mark.length;
const tokenBytes = 4;
/** More than any context has. */
const maxTokens = 16 * MiB;
const pieceBytes = 4 * MiB;

/** Completes a file that the engine has written: what it holds, and a checksum, so that damage shows. Throws Node's error. */
export async function sealStateFile(path: string, tokens: readonly number[]): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const body = Buffer.alloc(tokens.length * tokenBytes + tailBytes);
    tokens.forEach((token, at) => body.writeUInt32LE(token, at * tokenBytes));
    const at = tokens.length * tokenBytes;
    body.writeUInt32LE(tokens.length, at);
    body.writeBigUInt64LE(BigInt(size), at + 4);
    body.writeUInt32LE(crc32(body.subarray(0, at + 12), await checksum(file, size)), at + 12);
    mark.copy(body, at + 16);
    await file.write(body, 0, body.length, size);
  } finally {
    await file.close();
  }
}

/** The tokens whose state is in a file; null where it is not there or not whole. Its content is not checked. */
export async function readStateTokens(path: string): Promise<{ tokens: Uint32Array; sizeBytes: number } | null> {
  return withFile(path, async (file) => {
    const { size } = await file.stat();
    const seal = await readSeal(file, size);
    if (seal === null) return null;
    const bytes = await readAt(file, seal.stateBytes, seal.count * tokenBytes);
    const tokens = Uint32Array.from({ length: seal.count }, (_, at) => bytes.readUInt32LE(at * tokenBytes));
    return { tokens, sizeBytes: size };
  });
}

/** Whether every byte is as it was when it was sealed; null where nobody wants to know any more before all is read. */
export async function isSound(path: string, stopped: () => boolean = () => false): Promise<boolean | null> {
  const sound = await withFile(path, async (file) => {
    const { size } = await file.stat();
    const seal = await readSeal(file, size);
    return seal !== null && (await checksum(file, size - mark.length - 4, stopped)) === seal.checksum;
  });
  return stopped() ? null : sound === true;
}

interface Seal {
  count: number;
  stateBytes: number;
  checksum: number;
}

async function readSeal(file: FileHandle, size: number): Promise<Seal | null> {
  if (size < tailBytes) return null;
  const tail = await readAt(file, size - tailBytes, tailBytes);
  if (!tail.subarray(16).equals(mark)) return null;
  const count = tail.readUInt32LE(0);
  const stateBytes = Number(tail.readBigUInt64LE(4));
  const isWhole = count <= maxTokens && stateBytes + count * tokenBytes + tailBytes === size;
  return isWhole ? { count, stateBytes, checksum: tail.readUInt32LE(12) } : null;
}

/** Of the first bytes, or of fewer after a stop. */
async function checksum(file: FileHandle, length: number, stopped: () => boolean = () => false): Promise<number> {
  const piece = Buffer.alloc(Math.min(pieceBytes, length));
  let sum = 0;
  for (let at = 0; at < length && !stopped();) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, length - at), at);
    if (bytesRead === 0) throw new Error("the file became shorter while it was read");
    sum = crc32(piece.subarray(0, bytesRead), sum);
    at += bytesRead;
  }
  return sum;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw new Error("the file became shorter while it was read");
  return bytes;
}

/** Null for a file that cannot be read: it is as good as none. */
async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T | null> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, "r");
    return await use(file);
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}
