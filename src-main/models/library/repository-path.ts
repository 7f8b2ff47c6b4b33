import { relative, sep } from "node:path";
import type { PlaceRecord } from "./types.ts";

/** Folders that a download makes inside the models folder: owner, name, commit. */
const ownFolders = 3;

/**
 * Where a downloaded file is within its repository ("large/model-Q4_K_M.gguf"), by the layout that downloads make. Null
 * for what was imported: its folders are its owner's.
 */
export function repositoryPath({ folder, path, owner }: Pick<PlaceRecord, "folder" | "path" | "owner">): string | null {
  if (owner !== "bitloft") return null;
  const parts = relative(folder, path).split(sep);
  return parts.length <= ownFolders ? null : parts.slice(ownFolders).join("/");
}
