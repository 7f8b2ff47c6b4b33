import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../core/index.ts";
import { attachmentFolderPattern, attachmentsName, isPartName } from "./format.ts";

/** The files of attachments in a data folder, by their names in a backup: "attachments/0a/0a12…". What is called otherwise is none. */
export async function attachmentsIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const first of (await namesIn(join(folder, attachmentsName))).sort()) {
    if (!attachmentFolderPattern.test(first)) continue;
    for (const name of (await namesIn(join(folder, attachmentsName, first))).sort()) {
      const part = `${attachmentsName}/${first}/${name}`;
      if (isPartName(part) && (await lstat(join(folder, part))).isFile()) names.push(part);
    }
  }
  return names;
}

/** The folders in which parts of these names are, each after those in it: "attachments/0a", "attachments", "". */
export function foldersOf(names: readonly string[]): string[] {
  const folders = new Set<string>([""]);
  for (const name of names) {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
      folders.add(name.slice(0, end));
  }
  return [...folders].sort((one, other) => other.length - one.length);
}

/** None where there is no such folder. Throws what the file system throws. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(thrown))) return [];
    throw thrown;
  }
}

/** Null where there is no file. Throws what the file system throws. */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await ifThere(stat(path));
  return found?.isFile() === true ? found.size : null;
}

/** Null where there is nothing of that name. Throws what else the file system throws. */
export const ifThere = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((thrown: unknown) => {
    if (systemCode(thrown) === "ENOENT") return null;
    throw thrown;
  });

export const isThere = async (path: string): Promise<boolean> => (await ifThere(lstat(path))) !== null;
