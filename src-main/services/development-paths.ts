import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { ServicePaths } from "./services.ts";

/**
 * The paths when Node runs us: the sources of a clone (src-main/cli/run.ts), or the command line of a build
 * (out/main/cli.js). Two folders up is the root in the first case, and in the second as well.
 */
export function developmentPaths(moduleUrl: string): ServicePaths {
  const file = fileURLToPath(moduleUrl);
  const root = join(dirname(file), "..", "..");
  return {
    node: process.execPath,
    engineWorker: file.endsWith(".ts")
      ? join(root, "src-main", "engine", "worker", "main.ts")
      : join(dirname(file), "engine-worker.js"),
    resources: join(root, "resources"),
  };
}
