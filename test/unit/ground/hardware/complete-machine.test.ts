import { describe, expect, test } from "vitest";
import { saidMachine } from "../../../../src-main/doors/cli/said-machine.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { machineInputSchema } from "../../../../src-main/ground/inputs/index.ts";

const complete = (input: unknown) => {
  const profile = completeMachine(machineInputSchema.parse(input));
  expect(machineInputSchema.safeParse(saidMachine(profile)).error).toBeUndefined();
  return profile;
};

describe("completeMachine", () => {
  test("from nothing but the memory's size: careful in everything", () => {
    expect(complete({ memory: { totalBytes: 16 * GiB } })).toMatchObject({
      platform: "linux",
      arch: "x64",
      cpu: { physicalCores: 4, usableCores: 4, instructionSets: [] },
      memory: { freeBytes: 12 * GiB, limitBytes: null, bandwidthBytesPerSecond: null, bandwidthBasis: null },
      gpus: [],
      appleSilicon: null,
      disk: null,
      problems: [],
    });
  });

  test("keeps what is given, whole profiles among them", () => {
    const whole = complete({
      name: "Desktop, RTX 4070",
      platform: "win32",
      arch: "x64",
      cpu: {
        name: "Ryzen 7 5800X",
        physicalCores: 8,
        performanceCores: 8,
        usableCores: 8,
        instructionSets: ["avx2", "fma"],
      },
      memory: { totalBytes: 32 * GiB, freeBytes: 24 * GiB, limitBytes: null, bandwidthBytesPerSecond: 51_200_000_000 },
      gpus: [
        {
          vendor: "nvidia",
          name: "RTX 4070",
          backend: "cuda",
          dedicatedBytes: 12_878_610_432,
          freeBytes: 11_811_160_064,
          unified: false,
          workingSetBytes: null,
          bandwidthBytesPerSecond: 504e9,
        },
      ],
      appleSilicon: null,
      problems: [{ field: "gpus", message: "nvidia-smi did not answer in 3 s" }],
    });
    expect(whole).toMatchObject({
      name: "Desktop, RTX 4070",
      memory: { freeBytes: 24 * GiB, bandwidthBytesPerSecond: 51_200_000_000 },
      problems: [{ field: "gpus" }],
    });
    expect(complete(saidMachine(whole))).toEqual(whole);
  });

  test("a GPU by its name alone", () => {
    const { gpus } = complete({
      memory: { totalBytes: 32 * GiB },
      gpus: [
        { name: "GeForce RTX 4090", dedicatedBytes: 24 * GiB },
        { name: "Radeon RX 7900 XTX", dedicatedBytes: 24 * GiB },
      ],
    });
    expect(gpus[0]).toMatchObject({
      vendor: "nvidia",
      backend: "cuda",
      unified: false,
      freeBytes: Math.floor(24 * GiB * 0.9),
      bandwidthBytesPerSecond: 1008e9,
    });
    expect(gpus[1]).toMatchObject({ vendor: "amd", backend: "vulkan", bandwidthBytesPerSecond: 960e9 });
  });

  test("a card has no more free than it has", () => {
    const card = { name: "GeForce RTX 4070", dedicatedBytes: 12 * GiB, freeBytes: 120 * GiB };
    const { gpus } = complete({ memory: { totalBytes: 32 * GiB }, gpus: [card] });
    expect(gpus[0]?.freeBytes).toBe(12 * GiB);
  });

  test("Apple silicon by its chip alone", () => {
    expect(complete({ memory: { totalBytes: 16 * GiB }, appleSilicon: { chip: "M3" } })).toMatchObject({
      platform: "darwin",
      arch: "arm64",
      memory: { bandwidthBytesPerSecond: 100e9, bandwidthBasis: "table" },
      gpus: [{ vendor: "apple", backend: "metal", unified: true, workingSetBytes: Math.floor((16 * GiB * 2) / 3) }],
      appleSilicon: { chip: "M3", workingSetBytes: Math.floor((16 * GiB * 2) / 3) },
    });
  });

  test("a limit below the memory bounds what is free", () => {
    expect(complete({ memory: { totalBytes: 64 * GiB, limitBytes: 8 * GiB } }).memory.freeBytes).toBe(6 * GiB);
  });

  test("a GPU that the engine cannot use on that system", () => {
    const { gpus } = complete({
      platform: "linux",
      arch: "arm64",
      memory: { totalBytes: 128 * GiB },
      gpus: [{ vendor: "nvidia", name: "GB10" }],
    });
    expect(gpus[0]?.backend).toBeNull();
  });

  test("graphics of a processor that were taken for a card, in a file of an older version: as they are", () => {
    const gpu = (name: string, more: object) => ({
      vendor: "amd",
      name,
      backend: "vulkan",
      dedicatedBytes: 4 * GiB,
      ...more,
    });
    const memory = { totalBytes: 28 * GiB, freeBytes: 21 * GiB };
    const [taken] = complete({ memory, gpus: [gpu("AMD Phoenix1", { unified: false, freeBytes: 3 * GiB })] }).gpus;
    expect(taken).toMatchObject({ unified: true, sharedBytes: 14 * GiB, freeBytes: 17 * GiB });
    const right = { unified: true, sharedBytes: 14 * GiB, freeBytes: 17 * GiB };
    expect(complete({ memory, gpus: [gpu("AMD Phoenix", right)] }).gpus[0]).toEqual({ ...taken, name: "AMD Phoenix" });
  });

  test("a card of unknown memory that a file says to share the system's has its own, of unknown size", () => {
    const a100 = { vendor: "nvidia", name: "A100-SXM4-40GB", backend: "cuda", dedicatedBytes: null, unified: true };
    expect(complete({ memory: { totalBytes: 248 * GiB }, gpus: [a100] }).gpus).toMatchObject([
      { unified: false, dedicatedBytes: null, sharedBytes: null, freeBytes: null },
    ]);
  });

  test("names without what would steer a terminal, and of a length that a row can bear", () => {
    const machine = complete({
      name: "my\u001b[2Jbox\u202e",
      cpu: { name: "a\u0007b" },
      memory: { totalBytes: 16 * GiB },
      gpus: [{ name: "\u0000" }, { name: "RTX\n4090" }],
    });
    expect(machine).toMatchObject({
      name: "my [2Jbox",
      cpu: { name: "a b" },
      gpus: [{ name: "GPU" }, { name: "RTX 4090" }],
    });
  });

  test.each([
    ["a card's name", { gpus: [{ name: "x".repeat(121) }] }],
    ["a processor's name", { cpu: { name: "x".repeat(121) } }],
    ["a driver", { gpus: [{ driver: "x".repeat(121) }] }],
    ["the machine's name", { name: "x".repeat(201) }],
    ["the system", { platform: "x".repeat(41) }],
    ["instruction sets", { cpu: { instructionSets: Array.from({ length: 201 }, (_, i) => `set${i}`) } }],
    ["an instruction set", { cpu: { instructionSets: ["x".repeat(41)] } }],
    ["cores", { cpu: { physicalCores: 1e9 } }],
    ["cards", { gpus: Array.from({ length: 17 }, () => ({ name: "RTX 4090" })) }],
    ["problems", { problems: Array.from({ length: 201 }, () => ({ field: "gpus", message: "no" })) }],
    ["a problem", { problems: [{ field: "gpus", message: "x".repeat(1001) }] }],
  ])("has bounds: %s", (_, more) => {
    expect(machineInputSchema.safeParse({ memory: { totalBytes: 16 * GiB }, ...more }).success).toBe(false);
  });
});
