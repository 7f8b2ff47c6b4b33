import { describe, expect, test, vi } from "vitest";
import type { GpuReason } from "../../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../../src-shared/figures/index.ts";
import type { EngineBuilds } from "../../../../src-main/ground/hardware/index.ts";
import { probeMachine } from "../../../../src-main/ground/hardware/probe-machine.ts";
import { ProgramFailed } from "../../../../src-main/ground/processes/index.ts";
import { type FakeComputer, fakeSystem, pciDisplay } from "./fake-system.ts";
import { nvidiaDesktop } from "./machines/linux.ts";
import { windowsDesktop } from "./machines/others.ts";

const saying = (output: string | Error, more: Partial<FakeComputer> = {}): FakeComputer => ({
  ...nvidiaDesktop,
  programs: { "nvidia-smi": output, lspci: "" },
  ...more,
});
const probe = (computer: FakeComputer) => probeMachine(fakeSystem(computer), "/models");
const gpusOf = async (output: string | Error, more: Partial<FakeComputer> = {}) =>
  (await probe(saying(output, more))).gpus;

describe("a word that is no number", () => {
  const unknown = { unified: false, dedicatedBytes: null, sharedBytes: null, freeBytes: null, backend: "cuda" };

  test.each(["[N/A]", "[Insufficient Permissions]", "[Unknown Error]", "[Not Supported]", "N/A", "ERR!"])(
    "%s is unknown memory, never the system's",
    async (word) => {
      const { gpus, problems } = await probe(saying(`NVIDIA A100-SXM4-40GB, ${word}, ${word}, 535.104.12\n`));
      expect(gpus).toMatchObject([{ name: "A100-SXM4-40GB", ...unknown }]);
      expect(problems).toMatchObject([
        { field: "gpus", key: "gpu-memory-not-told", figures: { gpu: "A100-SXM4-40GB", leftOut: true } },
      ]);
    },
  );

  test("what is known is kept: the total without the free, the free without the total", async () => {
    expect(await gpusOf("NVIDIA A100-SXM4-40GB, 40960, [N/A], 535.104.12\n")).toMatchObject([
      { dedicatedBytes: 40 * GiB, freeBytes: null, unified: false },
    ]);
    expect(await gpusOf("NVIDIA GeForce RTX 3090, [N/A], 20000, 535.104.12\n")).toMatchObject([
      { dedicatedBytes: null, freeBytes: 20_000 * MiB, unified: false },
    ]);
  });

  test.each(["0", "99999999999"])("%s MiB is no card's memory", async (total) => {
    expect(await gpusOf(`NVIDIA GeForce RTX 3090, ${total}, ${total}, 535.104.12\n`)).toMatchObject([
      { dedicatedBytes: null, unified: false },
    ]);
  });

  test("no more is free than there is", async () => {
    expect(await gpusOf("NVIDIA GeForce RTX 3090, 24576, 90000, 535.104.12\n")).toMatchObject([
      { dedicatedBytes: 24 * GiB, freeBytes: 24 * GiB },
    ]);
  });

  test("boards that share the system's memory are known by their names", async () => {
    const lines = ["NVIDIA GB10", "Orin (nvgpu)", "NVIDIA Thor"].map((name) => `${name}, [N/A], [N/A], 580.95.05`);
    const gpus = await gpusOf(lines.join("\n"), { arch: "arm64" });
    expect(gpus.map(({ unified, dedicatedBytes }) => [unified, dedicatedBytes])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(gpus[0]?.bandwidthBytesPerSecond).toBe(273e9);
  });
});

describe("a card that is cut into instances", () => {
  const listing = `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
  MIG 2g.10gb     Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
`;

  test("is planned as its first slice, which is all that a process sees", async () => {
    const system = fakeSystem(saying(""));
    system.run = (_, args) =>
      Promise.resolve(args[0] === "-L" ? listing : "NVIDIA A100-SXM4-40GB, 40960, [N/A], 535.104.12\n");
    const { gpus } = await probeMachine(system, "/models");
    expect(gpus).toMatchObject([{ name: "A100-SXM4-40GB MIG 3g.20gb", unified: false, freeBytes: null }]);
    expect(gpus[0]?.dedicatedBytes).toBe(19_456 * MiB);
  });
});

describe("what is printed", () => {
  test("counts whatever the program ends with", async () => {
    const error = new ProgramFailed(
      "nvidia-smi",
      { how: "14" },
      "Quadro P4000, 8105, 7404, 470.82.01\nWARNING: infoROM is corrupted at gpu 0000:B3:00.0\n",
    );
    const { gpus, problems } = await probe(saying(error));
    expect(gpus).toMatchObject([{ name: "Quadro P4000", dedicatedBytes: 8105 * MiB, freeBytes: 7404 * MiB }]);
    expect(problems).toEqual([]);
  });

  test.each([
    "WARNING: infoROM is corrupted at gpu 0000:B3:00.0",
    "Note: the driver, which is old, works, for now",
    "name, memory.total [MiB], memory.free [MiB], driver_version, more",
    "",
    ", 8105, 7404, 470.82.01",
  ])("is no card where it is a line of another kind: %j", async (line) => {
    const gpus = await gpusOf(`${line}\r\nQuadro P4000, 8105 MiB, 7404 MiB, 470.82.01\r\n${line}\r\n`);
    expect(gpus).toMatchObject([{ name: "Quadro P4000", dedicatedBytes: 8105 * MiB, driver: "470.82.01" }]);
  });

  test("is shown without what would steer a terminal or turn the text around", async () => {
    const [gpu] = await gpusOf("NVIDIA \u001b[31mRTX\u202e 4090\u0007\u0000, 24564, 24000, 550.1\n");
    expect(gpu?.name).toBe("[31mRTX 4090");
    const [long] = await gpusOf(`${"x".repeat(5000)}, 24564, 24000, 550.1\n`);
    expect(long?.name.length).toBe(120);
  });
});

describe("what a card can compute", () => {
  test.each([
    ["8.9", "8.9"],
    ["12.0", "12.0"],
    ["[N/A]", undefined],
    ["8.9 or so", undefined],
  ])("%s is told as %s", async (word, told) => {
    const [gpu] = await gpusOf(`NVIDIA GeForce RTX 4090, 24564, 24000, 550.1, ${word}\n`);
    expect(gpu).toMatchObject({ name: "GeForce RTX 4090", driver: "550.1" });
    expect(gpu?.computeCapability).toBe(told);
  });

  test("a driver that does not know the question is asked without it", async () => {
    const refusal = 'Field "compute_cap" is not a valid field to query.\n';
    for (const answer of [refusal, new ProgramFailed("nvidia-smi", { how: "2" }, refusal)]) {
      const system = fakeSystem(saying(""));
      system.run = (_, args) => {
        if (!args.some((arg) => arg.includes("compute_cap")))
          return Promise.resolve("Quadro P4000, 8105, 7404, 470.82.01\n");
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      };
      const { gpus, problems } = await probeMachine(system, "/models");
      expect(gpus).toMatchObject([{ name: "Quadro P4000", driver: "470.82.01", dedicatedBytes: 8105 * MiB }]);
      expect(gpus[0]).not.toHaveProperty("computeCapability");
      expect(problems).toEqual([]);
    }
  });
});

describe("time", () => {
  test("its own limit holds for everyone who waits for it", async () => {
    vi.useFakeTimers();
    try {
      const slow = fakeSystem(saying(""));
      slow.run = (command, _, { timeoutMs }) =>
        new Promise((resolve) => {
          expect(command.includes("smi") ? timeoutMs : 10_000).toBe(10_000);
          setTimeout(() => {
            resolve(command.includes("smi") ? "NVIDIA GeForce RTX 4090, 24564, 24000, 550.1\n" : "");
          }, 9500);
        });
      const probing = probeMachine(slow, "/models");
      await vi.advanceTimersByTimeAsync(9600);
      expect((await probing).gpus).toMatchObject([{ name: "GeForce RTX 4090", freeBytes: 24_000 * MiB }]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("where it is looked for", () => {
  test.each<[string, FakeComputer]>([
    ["Linux", saying("NVIDIA GeForce RTX 4090, 24564, 24000, 550.1\n")],
    ["Windows", windowsDesktop],
  ])("%s: by its full path, never in the current folder", async (_, computer) => {
    const system = fakeSystem(computer);
    await probeMachine(system, "/models");
    const called = system.called.filter((command) => command.includes("smi"));
    expect(called.length).toBeGreaterThan(0);
    for (const command of called) expect(command).toMatch(/^(?:\/|[A-Z]:\\)/);
    expect(system.called.filter((command) => /powershell/i.test(command)).every((path) => /^[A-Z]:\\/.test(path))).toBe(
      true,
    );
  });

  test.each([
    ["/usr/lib/wsl/lib/nvidia-smi", {}],
    ["D:\\Win\\System32\\nvidia-smi.exe", { platform: "win32", env: { SystemRoot: "D:\\Win" } }],
    [
      "E:\\Programs\\NVIDIA Corporation\\NVSMI\\nvidia-smi.exe",
      { platform: "win32", env: { ProgramFiles: "E:\\Programs" } },
    ],
    [
      "C:\\Windows\\System32\\DriverStore\\FileRepository\\nv_dispi.inf_amd64_0a1b\\nvidia-smi.exe",
      {
        platform: "win32",
        folders: {
          "C:\\Windows\\System32\\DriverStore\\FileRepository": ["c_display.inf_1", "nv_dispi.inf_amd64_0a1b"],
        },
      },
    ],
  ] as [string, Partial<FakeComputer>][])("%s", async (path, more) => {
    const { gpus } = await probe({
      ...nvidiaDesktop,
      ...more,
      programs: { [path]: "NVIDIA GeForce RTX 4090, 24564, 24000, 550.1\n" },
    });
    expect(gpus).toMatchObject([{ name: "GeForce RTX 4090", backend: "cuda" }]);
  });

  test("in a container that has the card's devices and no /proc of the driver", async () => {
    const files = { ...pciDisplay("0000:01:00.0", "0x10de", "0x2684") };
    const { gpus } = await probe({
      platform: "linux",
      arch: "x64",
      files,
      folders: { "/dev": ["null", "nvidia0", "nvidiactl"] },
      programs: { "nvidia-smi": "NVIDIA GeForce RTX 4090, 24564, 24000, 550.1\n" },
    });
    expect(gpus).toMatchObject([{ freeBytes: 24_000 * MiB }]);
  });
});

describe("through what the engine reaches the card", () => {
  const card = "NVIDIA GeForce RTX 4090, 24564, 24000, 550.1\n";
  const icd = { folders: { "/usr/share/vulkan/icd.d": ["nvidia_icd.json"] } };
  const noCuda: GpuReason = { key: "cuda-part-missing", figures: {} };

  const noLoader: GpuReason = { key: "vulkan-part-missing", figures: {} };

  const way = async (more: Partial<FakeComputer>, builds: EngineBuilds) => {
    const { gpus, problems } = await probeMachine(fakeSystem(saying(card, more)), "/models", builds);
    return { backend: gpus[0]?.backend, reasons: gpus[0]?.backendReasons, problems };
  };

  test("CUDA as the engine's parts are to the cards that the driver tells of", async () => {
    const asked: unknown[] = [];
    const old: GpuReason = { key: "card-too-old", figures: { version: 13, needed: "7.5", own: "6.1" } };
    const cudaFor = (cards: readonly unknown[]) => (asked.push(cards), [old]);
    const card = "NVIDIA GeForce GTX 1080, 8192, 8000, 580.95.05, 6.1\n";
    const system = fakeSystem(saying(card, icd));
    const { gpus } = await probeMachine(system, "/models", { cuda: null, vulkan: null, cudaFor });
    expect(asked).toMatchObject([[{ driver: "580.95.05", computeCapability: "6.1" }]]);
    expect(gpus).toMatchObject([{ backend: "vulkan", backendReasons: [old], computeCapability: "6.1" }]);
  });

  test("CUDA where its part is", async () => {
    expect(await way(icd, { cuda: null, vulkan: null })).toMatchObject({ backend: "cuda", problems: [] });
  });

  test("else Vulkan, and the reason", async () => {
    expect(await way(icd, { cuda: [noCuda], vulkan: null })).toEqual({
      backend: "vulkan",
      reasons: [noCuda],
      problems: [],
    });
  });

  test("else nothing, with both reasons", async () => {
    const neither = await way({}, { cuda: [noCuda], vulkan: null });
    expect(neither.backend).toBeNull();
    expect(neither.reasons).toEqual([noCuda, { key: "nvidia-vulkan-driver-missing", figures: {} }]);
    expect(neither.problems).toEqual([{ field: "gpus", key: "gpu-not-usable", figures: { reasons: neither.reasons } }]);
    expect((await way(icd, { cuda: [noCuda], vulkan: [noLoader] })).reasons).toEqual([noCuda, noLoader]);
  });

  test("a driver that computes on the processor, or is another maker's, is none for it", async () => {
    for (const name of ["lvp_icd.x86_64.json", "radeon_icd.x86_64.json", "virtio_icd.json", "README"]) {
      const folders = { "/usr/share/vulkan/icd.d": [name] };
      expect(await way({ folders }, { cuda: [noCuda], vulkan: null })).toMatchObject({ backend: null });
    }
    const folders = { "/etc/vulkan/icd.d": ["a_new_driver.json"] };
    expect(await way({ folders }, { cuda: [noCuda], vulkan: null })).toMatchObject({ backend: "vulkan" });
  });
});
