import { execFile } from "node:child_process";
import { readdir, readFile, statfs } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { ProgramMissing, type ProbeSystem } from "./probe-system.ts";

/** More than any probe's program prints. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** This computer. */
export function nodeProbeSystem(): ProbeSystem {
  return {
    platform: process.platform,
    arch: process.arch,
    env: process.env,
    run: (command, args, { timeoutMs }) =>
      new Promise((resolve, reject) => {
        const options = {
          timeout: timeoutMs,
          maxBuffer: MAX_OUTPUT_BYTES,
          windowsHide: true,
          killSignal: "SIGKILL" as const,
        };
        execFile(command, [...args], options, (error, stdout) => {
          if (error === null) resolve(stdout);
          else if (error.code === "ENOENT") reject(new ProgramMissing(command));
          else {
            const how =
              error.killed === true
                ? `did not answer in ${timeoutMs / 1000} s`
                : `failed (${error.code ?? error.signal ?? "unknown"})`;
            reject(Object.assign(new Error(`${command} ${how}`), { stdout }));
          }
        });
      }),
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
