import { describe, expect, it } from "vitest";
import { type VolumeSystem, nodeVolumes, volumeId, volumeRoots } from "../../../../src-main/ground/files/index.ts";

type Facts = Partial<Awaited<ReturnType<VolumeSystem["stat"]>>>;

function system(platform: NodeJS.Platform, files: Record<string, Facts | string | string[]> = {}): VolumeSystem {
  const at = <T>(path: string, is: (entry: unknown) => entry is T): Promise<T> => {
    const entry: unknown = files[path];
    return is(entry) ? Promise.resolve(entry) : Promise.reject(new Error(`ENOENT: ${path}`));
  };
  return {
    platform,
    stat: async (path) => ({
      ...{ dev: 0n, rdev: 0n, ino: 0n, birthtimeNs: 0n },
      ...(await at(path, (entry): entry is Facts => typeof entry === "object" && !Array.isArray(entry))),
    }),
    list: (path) => at(path, (entry): entry is string[] => Array.isArray(entry)),
    read: (path) => at(path, (entry): entry is string => typeof entry === "string"),
  };
}

describe("what stays of a volume", () => {
  const linux = {
    "/dev/disk/by-uuid": ["gone", "1234-ABCD", "0f9c"],
    "/dev/disk/by-uuid/1234-ABCD": { rdev: 8n },
    "/dev/disk/by-uuid/0f9c": { rdev: 9n },
    "/": { dev: 9n },
    "/media/USB": { dev: 8n },
    "/proc": { dev: 20n },
  };

  it("is its file system's UUID on Linux, by the device", async () => {
    expect(await volumeId("/media/USB", system("linux", linux))).toBe("uuid:1234-ABCD");
    expect(await volumeId("/", system("linux", linux))).toBe("uuid:0f9c");
  });

  it("is its serial number on Windows, and when it was made on a Mac", async () => {
    expect(await volumeId("E:\\", system("win32", { "E:\\": { dev: 0xabcdn } }))).toBe("serial:abcd");
    const mac = { "/Volumes/USB": { ino: 2n, birthtimeNs: 17n } };
    expect(await volumeId("/Volumes/USB", system("darwin", mac))).toBe("made:17");
  });

  it.each([
    ["a file system without a device", "/proc", system("linux", linux)],
    ["a Linux without the list of devices", "/", system("linux", { "/": { dev: 9n } })],
    ["a drive that is not there", "/media/none", system("linux", linux)],
    ["a drive without a number", "E:\\", system("win32", { "E:\\": {} })],
    ["a file system that keeps no time of making", "/Volumes/USB", system("darwin", { "/Volumes/USB": { ino: 2n } })],
    [
      "a folder within a volume",
      "/Volumes/USB/a",
      system("darwin", { "/Volumes/USB/a": { ino: 7n, birthtimeNs: 3n } }),
    ],
    ["another system", "/", system("freebsd", { "/": { dev: 9n } })],
  ])("is not known of %s", async (_, root, on) => {
    expect(await volumeId(root, on)).toBeNull();
  });
});

describe("where volumes begin", () => {
  it("is what Linux has mounted from devices, spaces and all, each once", async () => {
    const mountInfo = [
      "22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw",
      "24 22 0:22 / /proc rw,nosuid shared:13 - proc proc rw",
      "90 22 8:17 / /media/ada/My\\040drive rw,nosuid - vfat /dev/sdb1 rw",
      "91 22 8:17 / /media/ada/My\\040drive rw,nosuid master:2 - vfat /dev/sdb1 rw",
      "",
    ].join("\n");
    expect(await volumeRoots(system("linux", { "/proc/self/mountinfo": mountInfo }))).toEqual([
      "/",
      "/media/ada/My drive",
    ]);
  });

  it("is each letter on Windows and each folder of /Volumes on a Mac", async () => {
    expect(await volumeRoots(system("win32"))).toEqual(expect.arrayContaining(["C:\\", "D:\\", "Z:\\"]));
    expect(await volumeRoots(system("darwin", { "/Volumes": ["Macintosh HD", "USB"] }))).toEqual([
      "/Volumes/Macintosh HD",
      "/Volumes/USB",
    ]);
  });

  it("is nowhere where the system does not tell", async () => {
    expect(await volumeRoots(system("linux"))).toEqual([]);
    expect(await volumeRoots(system("aix"))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("is where this computer's own say", async () => {
    for (const root of await nodeVolumes.roots()) expect(root.startsWith("/")).toBe(true);
    expect(await nodeVolumes.idOf("/proc")).toBeNull();
    expect(await nodeVolumes.beginsAt("/proc")).toBe(true);
    expect(await nodeVolumes.of("/proc/self")).toBe("/proc");
  });
});
