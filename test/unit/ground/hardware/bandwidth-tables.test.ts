import { describe, expect, it } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { gpuBandwidth } from "../../../../src-main/ground/hardware/bandwidth-tables.ts";

describe("a card's bandwidth", () => {
  const navi31 = "Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]";

  it.each([
    [navi31, 23.98, 960],
    [navi31, 19.98, 800],
    [navi31, 15.98, 576],
    [navi31, null, 576],
    ["Navi 32 [Radeon RX 7700 XT / 7800 XT]", 15.98, 624],
    ["Navi 32 [Radeon RX 7700 XT / 7800 XT]", 11.98, 432],
    ["Navi 22 [Radeon RX 6700/6700 XT/6750 XT / 6800M/6850M XT]", 11.98, 384],
    ["Radeon RX 7900 XTX", null, 960],
  ])("%s with %s GiB: %s GB/s", (name, gibibytes, expected) => {
    expect(gpuBandwidth(name, gibibytes === null ? null : gibibytes * GiB)).toBe(expected * 1e9);
  });

  it.each([
    ["NVIDIA GeForce RTX 3050 6GB Laptop GPU", 144],
    ["NVIDIA GeForce RTX 3050 4GB Laptop GPU", 192],
    ["NVIDIA GeForce RTX 3050 Ti Laptop GPU", 192],
    ["NVIDIA GeForce RTX 3050 6GB", 168],
    ["NVIDIA GeForce RTX 3050", 224],
    ["NVIDIA GeForce RTX 4070 Laptop GPU", 256],
    ["NVIDIA GeForce RTX 4070 Ti SUPER", 672],
  ])("%s: %s GB/s", (name, expected) => {
    expect(gpuBandwidth(name)).toBe(expected * 1e9);
  });

  it("of a card that nobody listed is not known", () => {
    expect(gpuBandwidth("Ellesmere [Radeon RX 470/480/570/580]")).toBeNull();
    expect(gpuBandwidth("")).toBeNull();
  });
});
