import { readFile, readdir, stat } from "node:fs/promises";
import { isVolume, volumeOf } from "./volume.ts";

/** The volumes that there are now; a test replaces them by made-up drives. */
export interface Volumes {
  /** The folder at which the volume of a path begins. Throws Node's error where the path is not there. */
  of(path: string): Promise<string>;
  /** Whether a volume begins at this folder. */
  beginsAt(root: string): Promise<boolean>;
  /** What stays of the volume that begins here, wherever it is mounted; null where the system has nothing of that kind. */
  idOf(root: string): Promise<string | null>;
  /** Where volumes with files of a person may begin. */
  roots(): Promise<string[]>;
}

interface FileFacts {
  dev: bigint;
  rdev: bigint;
  ino: bigint;
  birthtimeNs: bigint;
}

/** What a system says of its volumes. */
export interface VolumeSystem {
  platform: NodeJS.Platform;
  stat(path: string): Promise<FileFacts>;
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<string>;
}

const thisSystem: VolumeSystem = {
  platform: process.platform,
  stat: (path) => stat(path, { bigint: true }),
  list: (folder) => readdir(folder),
  read: (path) => readFile(path, "utf8"),
};

const identifiers = "/dev/disk/by-uuid";
/** A root folder's number on the file systems of a Mac that keep when it was made. */
const macRoot = 2n;

export async function volumeId(root: string, system: VolumeSystem = thisSystem): Promise<string | null> {
  try {
    const { dev, ino, birthtimeNs } = await system.stat(root);
    if (system.platform === "linux") return await fileSystemUuid(dev, system);
    // Node's device number is the serial number that the volume was given when it was formatted.
    if (system.platform === "win32") return dev === 0n ? null : `serial:${dev.toString(16)}`;
    // No identifier without a native call; when a volume was formatted is kept to the nanosecond.
    if (system.platform === "darwin") return ino === macRoot && birthtimeNs > 0n ? `made:${birthtimeNs}` : null;
    return null;
  } catch {
    return null;
  }
}

export async function volumeRoots(system: VolumeSystem = thisSystem): Promise<string[]> {
  try {
    if (system.platform === "linux") return mountPoints(await system.read("/proc/self/mountinfo"));
    if (system.platform === "darwin") return (await system.list("/Volumes")).map((name) => `/Volumes/${name}`);
    if (system.platform === "win32") return [..."CDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => `${letter}:\\`);
    return [];
  } catch {
    return [];
  }
}

export const nodeVolumes: Volumes = {
  of: volumeOf,
  beginsAt: isVolume,
  idOf: (root) => volumeId(root),
  roots: () => volumeRoots(),
};

/** The links of this folder lead to the devices; a file system without a device is not found in it. */
async function fileSystemUuid(dev: bigint, system: VolumeSystem): Promise<string | null> {
  for (const name of await system.list(identifiers)) {
    const device = await system.stat(`${identifiers}/${name}`).catch(() => null);
    if (device?.rdev === dev) return `uuid:${name}`;
  }
  return null;
}

/** Of devices alone: the many others of a running system have no files of a person. */
function mountPoints(mountInfo: string): string[] {
  const points = mountInfo.split("\n").flatMap((line) => {
    const [mount = "", source = ""] = line.split(" - ");
    const point = mount.split(" ")[4];
    return point !== undefined && source.split(" ")[1]?.startsWith("/dev/") === true ? [unescaped(point)] : [];
  });
  return [...new Set(points)];
}

/** The kernel writes spaces and the like as octal numbers. */
function unescaped(point: string): string {
  return point.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
