/** Every folder above a file, with the rest of its path from there: a folder of the library may be any of them. */
export function waysTo(path: string): [folder: string, rest: string][] {
  const ways: [string, string][] = [];
  for (const { index } of path.matchAll(/[/\\]/g)) {
    const rest = path.slice(index + 1);
    // A volume's root keeps its separator ("/", "C:\"), other folders have none at their end.
    ways.push([path.slice(0, index + 1), rest]);
    if (index > 0) ways.push([path.slice(0, index), rest]);
  }
  return ways;
}
