import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { hashedStream } from "../../../../ground/files/index.ts";
import { contentPath } from "../../attachment-files.ts";
import { importLimits } from "../limits.ts";
import type { ReadAttachment } from "../types.ts";
import type { Entry } from "./archive.ts";
import type { ForeignPart } from "./foreign.ts";

type Kept = Pick<ReadAttachment, "sizeBytes" | "sha256">;

/** Takes attachments out of an archive into a folder, where each is named by its SHA-256. With none, content is only hashed. */
export class ContentStore {
  readonly #folder: string | null;
  readonly #byName = new Map<string, Entry>();
  #takenBytes = 0;

  constructor(folder: string | null, entries: readonly Entry[]) {
    this.#folder = folder;
    for (const entry of entries) {
      const file = entry.name.slice(entry.name.lastIndexOf("/") + 1);
      this.#byName.set(file, entry);
      // ChatGPT's: "file-abc-photo.png", "file_0123-sanitized.png".
      const id = /^file[-_][A-Za-z0-9]+/.exec(file)?.[0];
      if (id !== undefined && !this.#byName.has(id)) this.#byName.set(id, entry);
    }
  }

  /** Null where it is not in the archive, is too large, or cannot be read. */
  async keep(content: NonNullable<ForeignPart["content"]>): Promise<Kept | null> {
    if (Buffer.isBuffer(content)) return this.#isTooMuch(content.length) ? null : this.#keepBytes(content);
    const entry = this.#byName.get(content.named);
    if (entry === undefined || this.#isTooMuch(entry.sizeBytes)) return null;
    try {
      return await this.#keepEntry(entry);
    } catch {
      return null;
    }
  }

  #isTooMuch(sizeBytes: number): boolean {
    if (sizeBytes > importLimits.attachmentBytes || this.#takenBytes + sizeBytes > importLimits.attachmentsBytes)
      return true;
    this.#takenBytes += sizeBytes;
    return false;
  }

  async #keepBytes(bytes: Buffer): Promise<Kept> {
    const kept = { sha256: createHash("sha256").update(bytes).digest("hex"), sizeBytes: bytes.length };
    if (this.#folder === null) return kept;
    const beside = await this.#newFile(this.#folder);
    await writeFile(beside, bytes, { mode: 0o600 });
    await this.#place(this.#folder, beside, kept);
    return kept;
  }

  async #keepEntry(entry: Entry): Promise<Kept> {
    const { stream, sizeBytes, digest } = hashedStream(importLimits.attachmentBytes, () => new Error("too large"));
    if (this.#folder === null) {
      await pipeline(await entry.open(), stream, async function (source) {
        for await (const _chunk of source);
      });
      return { sha256: digest(), sizeBytes: sizeBytes() };
    }
    const beside = await this.#newFile(this.#folder);
    try {
      await pipeline(await entry.open(), stream, createWriteStream(beside, { mode: 0o600, flush: true }));
    } catch (thrown) {
      await rm(beside, { force: true });
      throw thrown;
    }
    const kept = { sha256: digest(), sizeBytes: sizeBytes() };
    await this.#place(this.#folder, beside, kept);
    return kept;
  }

  async #newFile(folder: string): Promise<string> {
    await mkdir(folder, { recursive: true });
    return join(folder, `${randomUUID()}.new`);
  }

  async #place(folder: string, beside: string, { sha256, sizeBytes }: Kept): Promise<void> {
    const path = contentPath(folder, sha256);
    if ((await stat(path).catch(() => null))?.size === sizeBytes) {
      await rm(beside, { force: true });
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    await rename(beside, path);
  }
}
