import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { appError, systemCode } from "../../ground/core/index.ts";
import type { ComponentPackage } from "./manifest.ts";
import { type TarSink, TarReader } from "./tar-reader.ts";

const maxFiles = 500;
/** Of npm's archives: all is in one folder. */
const top = "package/";

/**
 * Unpacks an npm archive into a new folder, and synchronises it to the disk. The archive's SHA-512 is checked again in
 * the same pass: throws `checksum-mismatch` when it differs, and the caller deletes the folder.
 */
export async function unpackPackage(
  archive: string,
  folder: string,
  { integrity, unpackedBytes }: Pick<ComponentPackage, "integrity" | "unpackedBytes">,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash("sha512");
  const source = createReadStream(archive);
  const unzip = createGunzip();
  const sink = new FolderSink(folder);
  const reader = new TarReader(sink, { files: maxFiles, totalBytes: unpackedBytes });
  source.on("data", (chunk) => hash.update(chunk));
  source.once("error", (error) => unzip.destroy(error));
  source.pipe(unzip);
  try {
    for await (const chunk of unzip) {
      signal?.throwIfAborted();
      await reader.push(chunk as Buffer);
    }
    reader.close();
  } catch (thrown) {
    throw toArchiveError(thrown);
  } finally {
    source.destroy();
    unzip.destroy();
    await sink.close();
  }
  if (`sha512-${hash.digest("base64")}` !== integrity) {
    throw appError("checksum-mismatch", "archive-hash");
  }
}

/** zlib's own message is of no help. */
function toArchiveError(thrown: unknown): unknown {
  const code = systemCode(thrown);
  if (!code.startsWith("Z_")) return thrown;
  return appError("checksum-mismatch", "archive-not-unpacked", { reason: code }, { cause: thrown });
}

class FolderSink implements TarSink {
  readonly #folder: string;
  #file: FileHandle | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begin({ path }: { path: string }): Promise<void> {
    if (!path.startsWith(top)) {
      throw appError("checksum-mismatch", "no-npm-archive", { path });
    }
    const target = join(this.#folder, ...path.slice(top.length).split("/"));
    await mkdir(dirname(target), { recursive: true });
    // Never through something that is there already.
    this.#file = await open(target, "wx", 0o644);
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#file?.writeFile(bytes);
  }

  async end(): Promise<void> {
    await this.#file?.sync();
    await this.close();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}
