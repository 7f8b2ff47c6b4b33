import { isAbsolute, relative, sep } from "node:path";

/** Whether `target` is inside `root`, without resolving links. Both absolute. */
export function isInside(root: string, target: string): boolean {
  const way = relative(root, target);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
