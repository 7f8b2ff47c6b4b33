import { dirname, join } from "node:path";
import process from "node:process";
import { existsSync } from "node:fs";
import { findPackage } from "./engine-version.ts";

/** What node-llama-cpp calls the systems. */
const systemNames: Readonly<Record<string, string>> = { linux: "linux", win32: "win", darwin: "mac" };

/**
 * The folder of the engine's shared libraries for the processor, as the worker at `workerPath` finds its own; null where there is none for
 * this system. On Apple silicon they are those of Metal's build, which serves the processor too.
 */
export function engineLibraries(workerPath: string): string | null {
  const system = `${systemNames[process.platform] ?? process.platform}-${process.arch}`;
  for (const build of [system, `${system}-metal`]) {
    const found = findPackage(dirname(workerPath), `@node-llama-cpp/${build}`);
    const folder = found === null ? null : join(found, "bins", build);
    if (folder !== null && existsSync(folder)) return folder;
  }
  return null;
}
