import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { appError, systemCode } from "../../ground/core/index.ts";
import { syncFolder } from "../../ground/files/index.ts";
import { isAlive } from "../../ground/processes/index.ts";

/** A file that is being made: it has its name only once it is whole. */
export class PartialFile {
  readonly path: string;
  readonly #output: string;

  private constructor(output: string) {
    this.#output = output;
    this.path = join(dirname(output), `${basename(output)}.${process.pid}-${randomUUID().slice(0, 8)}.part`);
  }

  /** Makes the folder, and deletes what processes that are gone left half made. Throws `invalid-input` where the file is there already. */
  static async begin(output: string): Promise<PartialFile> {
    try {
      await mkdir(dirname(output), { recursive: true });
      await removeLeftovers(output);
    } catch (thrown) {
      throw appError("disk-failed", "lab", { reason: systemCode(thrown) }, { cause: thrown });
    }
    await requireAbsent(output);
    return new PartialFile(output);
  }

  /** Brings it to the disk and gives it its name. Throws `invalid-input` where another has it by now. */
  async finish(): Promise<void> {
    const file = await open(this.path, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await requireAbsent(this.#output);
    await rename(this.path, this.#output);
    await syncFolder(dirname(this.#output));
  }

  /** Deletes it, where it is still there. */
  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function requireAbsent(output: string): Promise<void> {
  const there = await stat(output).catch(() => null);
  if (there?.isDirectory() === true) throw appError("invalid-input", "is-folder", { path: output });
  if (there !== null) throw appError("invalid-input", "made-file-exists", { path: output });
}

async function removeLeftovers(output: string): Promise<void> {
  for (const name of await readdir(dirname(output))) {
    const [, of, pid] = /^(.*)\.(\d+)-[0-9a-f]{8}\.part$/.exec(name) ?? [];
    if (of === basename(output) && !isAlive(Number(pid))) await rm(join(dirname(output), name), { force: true });
  }
}
