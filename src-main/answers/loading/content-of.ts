import { stat } from "node:fs/promises";
import type { InstalledFile } from "../../models/library/index.ts";

/**
 * The same text only for files of the same bytes: by their SHA-256 where that is known, else by which files they are, and in both cases by when
 * they were last written. Undefined where one is not there.
 */
export async function contentOf(files: readonly Pick<InstalledFile, "path" | "sha256">[]): Promise<string | undefined> {
  const parts: string[] = [];
  for (const { path, sha256 } of files) {
    const found = await stat(path, { bigint: true }).catch(() => null);
    if (found === null) return undefined;
    const { dev, ino, size, mtimeNs } = found;
    parts.push([sha256 ?? `${dev}:${ino}`, size, mtimeNs].join(":"));
  }
  return parts.join(" ");
}
