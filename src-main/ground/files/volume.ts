import { stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The folder at which the volume of a path begins: "/", "/media/disk", "D:\". By its path and not by its number, since
 * numbers change at every start. Throws Node's error where the path is not there.
 */
export async function volumeOf(path: string): Promise<string> {
  const device = await deviceOf(path);
  let at = path;
  while (dirname(at) !== at && (await deviceOf(dirname(at))) === device) at = dirname(at);
  return at;
}

/** Whether a volume begins at this folder now. A drive that was taken out leaves nothing, or an empty folder of the volume around it. */
export async function isVolume(path: string): Promise<boolean> {
  try {
    const device = await deviceOf(path);
    return dirname(path) === path || (await deviceOf(dirname(path))) !== device;
  } catch {
    return false;
  }
}

async function deviceOf(path: string): Promise<bigint> {
  return (await stat(path, { bigint: true })).dev;
}
