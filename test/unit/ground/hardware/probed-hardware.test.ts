import { describe, expect, test } from "vitest";
import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { ProbedHardware } from "../../../../src-main/ground/hardware/index.ts";
import { measureReadBandwidth } from "../../../../src-main/ground/hardware/measure-bandwidth.ts";
import { fakeSystem } from "./fake-system.ts";
import { nvidiaDesktop } from "./machines/linux.ts";

function setUp(measure: (threads: number) => Promise<number> = () => Promise.resolve(40e9)) {
  const system = fakeSystem(nvidiaDesktop);
  const seen: HardwareProfile[] = [];
  const hardware = new ProbedHardware({ logger: silentLogger, modelsFolder: () => "/models", system, measure });
  hardware.onChange((profile) => seen.push(profile));
  return { system, hardware, seen };
}

describe("ProbedHardware", () => {
  test("probes once for many who ask, and again when told to", async () => {
    const { system, hardware, seen } = setUp();
    const [one, other] = await Promise.all([hardware.get(), hardware.get()]);
    expect(one).toBe(other);
    expect(await hardware.get()).toBe(one);
    expect(system.started).toHaveLength(1);
    await hardware.refresh();
    expect(system.started).toHaveLength(2);
    expect(seen).toHaveLength(2);
  });

  test("tells nothing that was found out before it was asked to look again", async () => {
    const { system, hardware } = setUp();
    const early = hardware.get();
    const [one, other] = await Promise.all([hardware.refresh(), hardware.refresh()]);
    expect(one).toBe(other);
    expect(one).not.toBe(await early);
    expect(system.started).toHaveLength(2);
  });

  test("keeps a measured bandwidth over later probes", async () => {
    const threads: number[] = [];
    const { hardware, seen } = setUp((count) => {
      threads.push(count);
      return Promise.resolve(41e9);
    });
    const measured = { bandwidthBytesPerSecond: 41e9, bandwidthBasis: "measured" };
    expect((await hardware.measureBandwidth()).memory).toMatchObject(measured);
    expect((await hardware.refresh()).memory).toMatchObject(measured);
    expect(threads).toEqual([8]);
    expect(seen.at(-1)?.memory).toMatchObject(measured);
  });

  test("a measurement that fails changes nothing", async () => {
    const { hardware } = setUp(() => Promise.reject(new Error("no memory")));
    await expect(hardware.measureBandwidth()).rejects.toThrow("no memory");
    expect((await hardware.get()).memory.bandwidthBytesPerSecond).toBeNull();
  });
});

test("this computer's own memory can be measured", async () => {
  const bytesPerSecond = await measureReadBandwidth(1, 256 * 1024 ** 2);
  expect(bytesPerSecond).toBeGreaterThan(100e6);
  expect(bytesPerSecond).toBeLessThan(10e12);
});
