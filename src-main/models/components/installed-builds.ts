import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { KiB } from "../../../src-shared/figures/index.ts";
import { AppError, appError, systemCode } from "../../ground/core/index.ts";
import { isDiskFull, readJsonFile, syncFolder } from "../../ground/files/index.ts";
import type { ComponentPackage } from "./manifest.ts";
import { unpackPackage } from "./unpack-package.ts";

const packageSchema = z.object({ name: z.string(), version: z.string() });
const packageBounds = { bytes: 64 * KiB, depth: 8, values: 1000 };
/** What begins so was on its way in or out when the application ended. */
const passing = ".";

/**
 * The folder of builds that were fetched: `VERSION/node_modules/@scope/name`, so that Node finds them as it finds any package. A
 * version's folder comes and goes by one renaming each, so that nothing is ever half there.
 */
export class InstalledBuilds {
  readonly #folder: string;
  readonly #version: string;

  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.#version = version;
  }

  /** Whether all of them are there, of this version. */
  has(packages: readonly ComponentPackage[]): boolean {
    return packages.every(({ name }) => existsSync(join(this.#home, "node_modules", name, "package.json")));
  }

  /** Unpacks archives beside what is there and puts the whole in its place. Throws `checksum-mismatch`, `disk-full` or `disk-failed`. */
  async install(archives: readonly { path: string; of: ComponentPackage }[], signal?: AbortSignal): Promise<void> {
    await this.tidy();
    const fresh = join(this.#folder, `${passing}in-${randomBytes(6).toString("hex")}`);
    try {
      for (const { path, of } of archives) {
        const target = join(fresh, "node_modules", of.name);
        await mkdir(target, { recursive: true });
        await unpackPackage(path, target, of, signal);
        this.#check(target, of);
      }
      await syncFolders(fresh);
      await this.#replace(fresh);
    } catch (thrown) {
      await rm(fresh, { recursive: true, force: true });
      throw toDiskError(thrown);
    }
  }

  /** Throws `busy` while a program still has it open. */
  async remove(): Promise<void> {
    await this.#moveAway();
    await this.tidy();
  }

  /** Deletes what an end in the middle left, and builds of other versions, which no engine here can load. */
  async tidy(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (name !== this.#version)
        await rm(join(this.#folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  get #home(): string {
    return join(this.#folder, this.#version);
  }

  #check(folder: string, { name }: ComponentPackage): void {
    const found = readPackage(join(folder, "package.json"));
    if (found?.name !== name || found.version !== this.#version) {
      throw appError("checksum-mismatch", "other-package", { name });
    }
  }

  async #replace(fresh: string): Promise<void> {
    await this.#moveAway();
    await rename(fresh, this.#home);
    await syncFolder(this.#folder);
    await this.tidy();
  }

  async #moveAway(): Promise<void> {
    if (!existsSync(this.#home)) return;
    try {
      await rename(this.#home, join(this.#folder, `${passing}out-${randomBytes(6).toString("hex")}`));
    } catch (thrown) {
      throw appError("busy", "component-in-use", {}, { cause: thrown });
    }
  }
}

function readPackage(path: string): z.infer<typeof packageSchema> | null {
  try {
    return packageSchema.parse(readJsonFile(path, packageBounds));
  } catch {
    return null;
  }
}

function toDiskError(thrown: unknown): unknown {
  const code = systemCode(thrown);
  if (thrown instanceof AppError || !/^E[A-Z]+$/.test(code)) return thrown;
  const options = { cause: thrown };
  return isDiskFull(thrown)
    ? appError("disk-full", "component", {}, options)
    : appError("disk-failed", "component", { reason: code }, options);
}

/** New names survive a power cut only when their folder was brought to the disk as well. */
async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if ((await stat(path)).isDirectory()) await syncFolders(path);
  }
  await syncFolder(folder);
}
