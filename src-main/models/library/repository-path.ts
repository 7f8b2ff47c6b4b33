import { relative, sep } from "node:path";

/** Folders that a download makes below the models folder: owner, name, commit. */
const ownFolders = 3;

/**
 * Where a downloaded file lies within its repository ("large/model-Q4_K_M.gguf"), by the layout that downloads make. Null for what
 * was imported: its folders are its owner's.
 */
export function repositoryPath(root: string | null, path: string): string | null {
  if (root === null) return null;
  const parts = relative(root, path).split(sep);
  return parts[0] === ".." || parts.length <= ownFolders ? null : parts.slice(ownFolders).join("/");
}
