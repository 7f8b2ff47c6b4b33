import { copyFile, link, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "../core/index.ts";
import { syncFolder } from "../files/index.ts";

/** The steps that change something, one by one, so that a test can end the process at each. Throw what the file system throws. */
export interface SwapDisk {
  /** A second name for a file, or a copy where the file system knows no such thing. */
  keep(from: string, to: string): Promise<void>;
  /** In the place of what is there. */
  rename(from: string, to: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** With what is in it; nothing where it is not there. */
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

/** What Node calls it where a file cannot have two names: on another kind of file system, or once it has too many. */
const noSecondName = new Set(["EPERM", "EXDEV", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "EISDIR", "UNKNOWN"]);

export const swapDisk: SwapDisk = {
  async keep(from, to) {
    // What a person has put elsewhere and left a link to.
    const real = await realpath(from);
    try {
      await link(real, to);
    } catch (thrown) {
      if (!noSecondName.has(systemCode(thrown))) throw thrown;
      await copyWhole(real, to);
    }
  },
  async rename(from, to) {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    try {
      await rename(from, to);
    } catch (thrown) {
      // A folder of the data folder may be a link to another drive.
      if (systemCode(thrown) !== "EXDEV") throw thrown;
      await copyWhole(from, `${to}.new`);
      await rename(`${to}.new`, to);
      await rm(from);
    }
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  syncFolder,
};

async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
