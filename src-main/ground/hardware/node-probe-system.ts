import { readdir, readFile } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { diskSpace } from "../files/index.ts";
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
    diskSpace,
    systemInformation: () => import("systeminformation"),
  };
}
