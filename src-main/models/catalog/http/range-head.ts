/** Longer heads are left to the parser, which has its own limit. */
const mostHeadBytes = 16 * 1024;

export interface RangeHead {
  /** Of the body. */
  lengthBytes: number;
  /** Where the body begins. */
  endByte: number;
  /** The same head, with a length of one byte. */
  forParser: Buffer;
}

/**
 * The head of an answer that begins with `chunk`, where it is whole and that of a plain range: 206, with one length, not chunked
 * and not compressed. Null for every other: whatever is odd about a head is for Node's parser to judge.
 */
export function readRangeHead(chunk: Uint8Array): RangeHead | null {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, mostHeadBytes)).toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = text.slice(0, end + 2);
  if (!/^HTTP\/1\.1 206[ \r]/.test(head) || /^(?:transfer|content)-encoding/im.test(head)) return null;
  const [found, ...more] = [...head.matchAll(/^content-length.*$/gim)];
  const digits = /^content-length:[ \t]*(\d{1,15})[ \t]*$/i.exec(found?.[0] ?? "");
  if (found === undefined || digits === null || more.length > 0) return null;
  const lengthBytes = Number(digits[1]);
  // One byte is what the parser is told anyway.
  if (lengthBytes < 2) return null;
  const forParser = `${head.slice(0, found.index)}Content-Length: 1${head.slice(found.index + found[0].length)}\r\n`;
  return { lengthBytes, endByte: end + 4, forParser: Buffer.from(forParser, "latin1") };
}
