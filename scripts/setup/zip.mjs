import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
const maximumCommentBytes = 0xffff;
const stored = 0;
const deflated = 8;
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

/**
 * Unpacks the files of a zip for which `place` gives a path inside `folder` (null leaves a file out). Streams, so that an
 * archive of any size costs little memory. Neither zip64 nor encryption nor links: our two archives have none.
 */
export async function unzip(archive, folder, place) {
  const file = await open(archive, "r");
  try {
    for (const entry of await readDirectory(file)) {
      const path = entry.name.endsWith("/") ? null : place(entry.name);
      if (path === null) continue;
      if (path.split(/[\\/]/).includes("..")) throw new Error(`${archive}: ${entry.name} leads out of its folder`);
      await unpackEntry(archive, file, entry, join(folder, path));
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(file) {
  const { size } = await file.stat();
  const tail = await readAt(
    file,
    Math.max(0, size - endBytes - maximumCommentBytes),
    Math.min(size, endBytes + maximumCommentBytes),
  );
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new Error("not a zip file, or cut short");
  const count = tail.readUInt16LE(end + 10);
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error("damaged zip directory");
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString("utf8", at + entryBytes, at + entryBytes + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    });
    at += entryBytes + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function unpackEntry(archive, file, entry, target) {
  if ((entry.mode & fileTypeMask) === symbolicLink) throw new Error(`${entry.name} is a link`);
  if (entry.method !== stored && entry.method !== deflated) throw new Error(`${entry.name}: unknown compression`);
  await mkdir(dirname(target), { recursive: true });
  const header = await readAt(file, entry.offset, localBytes);
  const start = entry.offset + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  const output = createWriteStream(target);
  if (entry.packedBytes === 0) {
    await new Promise((resolve, reject) => output.on("error", reject).end(resolve));
  } else {
    const input = createReadStream(archive, { start, end: start + entry.packedBytes - 1 });
    await (entry.method === deflated ? pipeline(input, createInflateRaw(), output) : pipeline(input, output));
  }
  // Only the execute bits matter here, and Windows has none.
  if (entry.mode & 0o111) await chmod(target, 0o755);
}

async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new Error("the zip file is cut short");
  return buffer;
}
