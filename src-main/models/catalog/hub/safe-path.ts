const maxPathCharacters = 1024;
const maxSegments = 32;

/** Why a path from the network is not taken. */
export type PathProblem = "control-characters" | "leads-outside";

/**
 * What keeps a path from the network from being joined to a folder, on every platform; null for one that stays inside: relative,
 * with forward slashes, no `..`, drive, UNC, NUL or other control characters, no alternate stream. Reserved and overlong names
 * are not refused here; the code that stores the file maps them.
 */
export function pathProblem(path: string): PathProblem | null {
  if (path === "" || path.length > maxPathCharacters || /[\\:]/.test(path)) return "leads-outside";
  const segments = path.split("/");
  if (segments.length > maxSegments || segments.some((segment) => ["", ".", ".."].includes(segment))) {
    return "leads-outside";
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(path) ? "control-characters" : null;
}

export const isSafePath = (path: string): boolean => pathProblem(path) === null;
