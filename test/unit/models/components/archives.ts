import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

export interface Entry {
  path: string;
  content?: string | Buffer;
  /** As in the header: "0" for a file. */
  type?: string;
  /** What the header says, where it is not the content's. */
  sizeBytes?: number;
  /** Spoils the header's checksum. */
  damaged?: boolean;
}

/** A tar archive as npm packs it, or as an attacker would. */
export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(1024)]);
}

function blocks({ path, content = "", type = "0", sizeBytes, damaged = false }: Entry): Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path.slice(0, 100));
  header.write("0000644\0", 100);
  header.write(`${(sizeBytes ?? body.length).toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, damaged ? 1 : 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

/** The part of a pax header that names the next file. */
export function paxPath(path: string): Entry {
  const record = ` path=${path}\n`;
  let length = record.length + 1;
  while (String(length).length + record.length !== length) length = String(length).length + record.length;
  return { path: "PaxHeader", type: "x", content: `${length}${record}` };
}

export interface FakePackage {
  name: string;
  archive: Buffer;
  sizeBytes: number;
  unpackedBytes: number;
  sha256: string;
  integrity: string;
}

/** An npm package with a library of this many bytes in it. */
export function packageOf(name: string, version: string, bytes: number, entries: Entry[] = []): FakePackage {
  // What cannot be compressed, so that the archive is as large as it is meant to be.
  const library = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i += 32) createHash("sha256").update(`${name} ${i}`).digest().copy(library, i);
  const all: Entry[] = [
    {
      path: "package/package.json",
      content: JSON.stringify({ name, version, type: "module", exports: "./dist/index.js" }),
    },
    { path: "package/dist/index.js", content: `export const getBinsDir = () => ${JSON.stringify({ name, version })};` },
    { path: "package/bins/library.so", content: library },
    ...entries,
  ];
  return sealed(
    name,
    gzipSync(tar(all)),
    all.reduce((sum, { content = "" }) => sum + Buffer.byteLength(content), 0),
  );
}

/** Whatever archive, with its right hashes. */
export function sealed(name: string, archive: Buffer, unpackedBytes: number): FakePackage {
  return {
    name,
    archive,
    sizeBytes: archive.length,
    unpackedBytes,
    sha256: createHash("sha256").update(archive).digest("hex"),
    integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
  };
}
