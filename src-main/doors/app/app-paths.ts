import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { app } from "electron";
import type { ServicePaths } from "../../composition/index.ts";

/**
 * Paths of the engine's Node, its worker and the resources. A real Node cannot read inside an asar, so in a package
 * whatever the engine needs is unpacked beside it.
 */
export function findAppPaths(): ServicePaths & { icon: string | null } {
  const root = app.getAppPath();
  const unpacked = root.endsWith("app.asar") ? `${root}.unpacked` : root;
  const icon = join(root, "resources", "icons", "512.png");
  return {
    node: join(unpacked, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node"),
    engineWorker: join(unpacked, "out", "main", "engine-worker.js"),
    estimateWorker: join(unpacked, "out", "main", "estimate-worker.js"),
    labWorker: join(unpacked, "out", "main", "lab-worker.js"),
    labTexts: join(unpacked, "resources", "lab"),
    databaseWorker: join(unpacked, "out", "main", "database-worker.js"),
    chatImporter: join(unpacked, "out", "main", "chat-importer.js"),
    resources: join(root, "resources"),
    // A package has its own and no other.
    catalogue: app.isPackaged ? undefined : process.env["BITLOFT_CATALOGUE"],
    icon: existsSync(icon) ? icon : null,
  };
}
