/** How a file system that ignores case, or composes accents, sees a path. */
export function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
