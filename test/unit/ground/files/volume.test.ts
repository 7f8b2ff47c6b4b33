import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isVolume, volumeOf } from "../../../../src-main/ground/files/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-volume-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("finds where the volume of a path begins", async () => {
  const deep = join(folder, "a", "b");
  mkdirSync(deep, { recursive: true });
  const volume = await volumeOf(deep);
  expect(deep.startsWith(volume)).toBe(true);
  expect(statSync(volume).dev).toBe(statSync(deep).dev);
  if (dirname(volume) !== volume) expect(statSync(dirname(volume)).dev).not.toBe(statSync(deep).dev);
  expect(await volumeOf(volume)).toBe(volume);
  expect(await isVolume(volume)).toBe(true);
});

it("takes no folder within a volume for one, nor what is not there", async () => {
  expect(await isVolume(parse(folder).root)).toBe(true);
  expect(await isVolume(folder)).toBe(false);
  expect(await isVolume(join(folder, "nowhere"))).toBe(false);
  await expect(volumeOf(join(folder, "nowhere"))).rejects.toMatchObject({ code: "ENOENT" });
});

it.runIf(process.platform === "linux")("tells a volume that is mounted in another one from it", async () => {
  expect(await volumeOf("/proc/self")).toBe("/proc");
  expect(await isVolume("/proc")).toBe(true);
});
