/** The end of a folder's path, which distinguishes it: "…/data/models"; all of it where it is short. */
export function folderName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "");
  return parts.length <= 2 ? path : `…/${parts.slice(-2).join("/")}`;
}

/** Whether a file is in a folder or deeper. */
export function isWithin(folder: string, path: string): boolean {
  const separator = folder.includes("\\") ? "\\" : "/";
  return path.startsWith(folder.endsWith(separator) ? folder : `${folder}${separator}`);
}
