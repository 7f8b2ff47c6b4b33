import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileBody } from "./bodies.ts";
import { type Repository, repository } from "./repository.ts";

const smallFileBytes = 1_000_000;

/** A folder on the disk as a repository; what is in it at the start is served. */
export function folderRepository(id: string, folder: string): Repository {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const body = fileBody(path);
      return {
        path: relative(folder, path).split(sep).join("/"),
        body,
        lfs: path.endsWith(".gguf") || body.sizeBytes > smallFileBytes,
      };
    });
  return repository({ id, files });
}
