import { readdir, readFile, statfs } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { runProgram } from "../processes/index.ts";
import type { ProbeSystem } from "./probe-system.ts";

/** This computer. */
export function nodeProbeSystem(): ProbeSystem {
  return {
    platform: process.platform,
    arch: process.arch,
    env: process.env,
    run: runProgram,
    readText: (path) => readFile(path, "utf8").catch(() => null),
    list: (folder) => readdir(folder).catch(() => []),
    availableParallelism,
    totalMemoryBytes: totalmem,
    freeMemoryBytes: freemem,
    diskSpace: diskSpaceOf,
    systemInformation: () => import("systeminformation"),
  };
}

/** The folder may not exist yet: then its nearest parent that does. */
async function diskSpaceOf(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { bavail, blocks, bsize } = await statfs(at);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}
