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
  const program = (source: string, built: string): string =>
    fromSources ? join(root, "src-main", source) : join(dirname(file), built);
  return {
    node: process.execPath,
    engineWorker: program("answers/engine/worker/main.ts", "engine-worker.js"),
    estimateWorker: program("answers/engine/worker/estimate-main.ts", "estimate-worker.js"),
    labWorker: program("models/lab/worker/main.ts", "lab-worker.js"),
    labTexts: join(root, "resources", "lab"),
    databaseWorker: program("composition/database-worker.ts", "database-worker.js"),
    chatImporter: program("composition/chat-importer.ts", "chat-importer.js"),
    resources: join(root, "resources"),
  };
}
