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
  const worker = (source: string, built: string): string =>
    file.endsWith(".ts") ? join(root, "src-main", "engine", "worker", source) : join(dirname(file), built);
  return {
    node: process.execPath,
    engineWorker: worker("main.ts", "engine-worker.js"),
    estimateWorker: worker("estimate-main.ts", "estimate-worker.js"),
    resources: join(root, "resources"),
  };
}
