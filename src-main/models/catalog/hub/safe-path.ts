const maxPathCharacters = 1024;
const maxSegments = 32;

/**
 * Whether a path from the network stays inside the folder it is joined to, on every platform: relative, with forward
 * slashes, no `..`, drive, UNC, NUL or other control characters, no alternate stream. Reserved and overlong names
 * are not refused here; whoever stores the file maps them.
 */
export function isSafePath(path: string): boolean {
  if (path === "" || path.length > maxPathCharacters) return false;
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\:]/.test(path)) return false;
  const segments = path.split("/");
  return (
    segments.length <= maxSegments && segments.every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}
