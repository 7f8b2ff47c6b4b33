import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { ServicePaths } from "./services.ts";

/**
 * The paths when Node runs us: the sources of a clone (src-main/doors/cli/run.ts), or the command line of a build
 * (out/main/cli.js).
 */
export function developmentPaths(moduleUrl: string): ServicePaths {
  const file = fileURLToPath(moduleUrl);
  const fromSources = file.endsWith(".ts");
  const root = join(dirname(file), fromSources ? "../../.." : "../..");
  const worker = (source: string, built: string): string =>
    fromSources ? join(root, "src-main/answers/engine/worker", source) : join(dirname(file), built);
  return {
    node: process.execPath,
    engineWorker: worker("main.ts", "engine-worker.js"),
    estimateWorker: worker("estimate-main.ts", "estimate-worker.js"),
    resources: join(root, "resources"),
  };
}
