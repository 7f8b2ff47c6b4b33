import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { VariantFile } from "../../../src-shared/contract/index.ts";
import { appError } from "../../ground/core/index.ts";
import { foldPath } from "../../ground/files/index.ts";
import type { JournalFile } from "./journal.ts";
import { modelPath } from "./model-path.ts";

export interface PlanRequest {
  /** The models folder, absolute. */
  root: string;
  repository: string;
  commit: string;
  files: readonly VariantFile[];
  /** Makes the partial files' names this download's own. */
  id: string;
  /** Final paths that other downloads are going to write. */
  claimed: readonly string[];
}

/** Folders tried before giving up: names that collide are rare, and colliding twice is an accident. */
const maxAttempts = 50;

/**
 * Where each file goes. All of a variant go to the same folder, so that shards find one another; when a name there would collide
 * with another one on a file system that ignores case, to the next folder. Throws `invalid-input`.
 */
export async function planFiles(request: PlanRequest): Promise<JournalFile[]> {
  const { root, repository, commit, files, id } = request;
  const claimed = new Set(request.claimed.map(foldPath));
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const paths = distinct(files.map((file) => modelPath(root, repository, commit, file.path, attempt)));
    if (paths.some((path) => claimed.has(foldPath(path))) || (await collides(paths))) continue;
    return files.map((file, index) => {
      const finalPath = paths[index] as string;
      return {
        remotePath: file.path,
        finalPath,
        partPath: `${finalPath}.${id.slice(0, 8)}.part`,
        sizeBytes: file.sizeBytes,
        sha256: file.sha256,
        etag: null,
        installed: false,
        ranges: [],
      };
    });
  }
  throw appError("invalid-input", "no-free-name");
}

/** Two files of one variant whose names became the same: the later one is numbered. */
function distinct(paths: string[]): string[] {
  const seen = new Set<string>();
  return paths.map((path) => {
    let own = path;
    for (let count = 2; seen.has(foldPath(own)); count++) own = path.replace(/(\.[^./\\]*)?$/, `~${count}$1`);
    seen.add(foldPath(own));
    return own;
  });
}

/**
 * Whether a folder holds a name that differs in case only. The very same name is not a collision: it may be the file
 * itself.
 */
async function collides(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const names = await readdir(dirname(path)).catch(() => []);
    const name = basename(path);
    if (names.some((other) => other !== name && foldPath(other) === foldPath(name))) return true;
  }
  return false;
}
