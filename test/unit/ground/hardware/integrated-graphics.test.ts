import { describe, expect, test } from "vitest";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { sharesByName } from "../../../../src-main/ground/hardware/gpu/gpu-kind.ts";
import { sayAll } from "../../../../src-shared/words/index.ts";
import { probeMachine } from "../../../../src-main/ground/hardware/probe-machine.ts";
import { type FakeComputer, fakeSystem, linuxCores, meminfo, pciDisplay } from "./fake-system.ts";
import { windowsAmd, windowsDesktop } from "./machines/others.ts";

const icd = { "/usr/share/vulkan/icd.d": ["radeon_icd.x86_64.json", "intel_icd.x86_64.json"] };
const base = {
  ...linuxCores({ model: "A processor", flags: "avx2", cores: 8 }),
  ...meminfo(29_000_000, 22_000_000),
};

interface Radeon {
  id: string;
  name?: string;
  ownGiB: number;
  borrowedGiB: number;
  beside?: Record<string, string>;
}

const radeon = ({ id, name, ownGiB, borrowedGiB, beside = {} }: Radeon): FakeComputer => ({
  platform: "linux",
  arch: "x64",
  files: {
    ...base,
    ...pciDisplay("0000:c1:00.0", "0x1002", id, {
      mem_info_vram_total: `${ownGiB * GiB}\n`,
      mem_info_vram_used: "300000000\n",
      mem_info_gtt_total: `${borrowedGiB * GiB}\n`,
      mem_info_gtt_used: "50000000\n",
    }),
    ...beside,
  },
  folders: icd,
  programs:
    name === undefined
      ? {}
      : { lspci: `0000:c1:00.0 "VGA compatible controller" "Advanced Micro Devices, Inc. [AMD/ATI]" "${name}" -rc1\n` },
});

const gpuOf = async (computer: FakeComputer) => (await probeMachine(fakeSystem(computer), "/models")).gpus[0];

describe("AMD on Linux", () => {
  test.each<[string, Radeon]>([
    ["780M with 4 GiB set aside", { id: "0x15bf", name: "Phoenix1", ownGiB: 4, borrowedGiB: 14 }],
    ["780M with 16 GiB set aside", { id: "0x15bf", name: "Phoenix1", ownGiB: 16, borrowedGiB: 7 }],
    ["780M without lspci", { id: "0x15bf", ownGiB: 8, borrowedGiB: 12 }],
    ["780M of a later list of ids", { id: "0x1900", name: "HawkPoint1", ownGiB: 8, borrowedGiB: 12 }],
    ["Phoenix2", { id: "0x15c8", name: "Phoenix2", ownGiB: 4, borrowedGiB: 12 }],
    ["Steam Deck", { id: "0x163f", name: "VanGogh [AMD Custom GPU 0405]", ownGiB: 4, borrowedGiB: 8 }],
    [
      "Strix Halo with 96 GiB set aside",
      { id: "0x1586", name: "Strix Halo [Radeon 8060S]", ownGiB: 96, borrowedGiB: 16 },
    ],
    ["Krackan", { id: "0x1114", name: "Krackan", ownGiB: 2, borrowedGiB: 14 }],
    ["Picasso", { id: "0x15d8", name: "Picasso/Raven 2 [Radeon Vega Series]", ownGiB: 2, borrowedGiB: 6 }],
    ["an id of none of the tables, by its name", { id: "0x2abc", name: "Phoenix9", ownGiB: 8, borrowedGiB: 12 }],
    ["an unnamed one with the usual small part", { id: "0x2abc", ownGiB: 0.5, borrowedGiB: 12 }],
    [
      "an unnamed one beside the processor's security engine",
      {
        id: "0x2abc",
        ownGiB: 8,
        borrowedGiB: 12,
        beside: pciDisplay("0000:c1:00.2", "0x1022", "0x17e0", { class: "0x108000\n" }),
      },
    ],
  ])("%s shares the system's memory", async (_, gpu) => {
    expect(await gpuOf(radeon(gpu))).toMatchObject({
      unified: true,
      dedicatedBytes: gpu.ownGiB * GiB,
      sharedBytes: gpu.borrowedGiB * GiB,
      backend: "vulkan",
    });
  });

  test.each<[string, Radeon]>([
    [
      "a card whose driver may borrow more than it has",
      { id: "0x73ff", name: "Navi 23 [Radeon RX 6600]", ownGiB: 8, borrowedGiB: 32 },
    ],
    ["a card without lspci", { id: "0x7550", ownGiB: 16, borrowedGiB: 16 }],
    [
      "a card whose chip is called like small graphics",
      { id: "0x687f", name: "Vega 10 XL/XT [Radeon RX Vega 56/64]", ownGiB: 8, borrowedGiB: 16 },
    ],
    ["a card with 1 GiB", { id: "0x699f", name: "Lexa PRO [Radeon 540/RX 550]", ownGiB: 1, borrowedGiB: 8 }],
    ["a new card, by its name", { id: "0x8123", name: "Navi 55 [Radeon RX 10700]", ownGiB: 24, borrowedGiB: 16 }],
  ])("%s has its own", async (_, gpu) => {
    expect(await gpuOf(radeon(gpu))).toMatchObject({
      unified: false,
      dedicatedBytes: gpu.ownGiB * GiB,
      sharedBytes: null,
    });
  });

  test("a card that was handed to a virtual machine is not planned with", async () => {
    const computer = radeon({ id: "0x73ff", ownGiB: 8, borrowedGiB: 16 });
    const uevent = { "/sys/bus/pci/devices/0000:c1:00.0/uevent": "DRIVER=vfio-pci\nPCI_CLASS=30000\n" };
    const gpu = await gpuOf({ ...computer, files: { ...computer.files, ...uevent } });
    expect(gpu).toMatchObject({ backend: null, backendReasons: [{ key: "reserved-for-virtual-machine" }] });
  });
});

const windowOf = (bytes: number): Record<string, string> => ({
  resource: `0x0000000000000000 0x${(bytes - 1).toString(16)} 0x000000000014220c\n`,
});

describe("Intel on Linux", () => {
  const intel = (address: string, id: string, extra: Record<string, string>, name?: string): FakeComputer => ({
    platform: "linux",
    arch: "x64",
    files: { ...base, ...pciDisplay(address, "0x8086", id, extra) },
    folders: icd,
    programs:
      name === undefined ? {} : { lspci: `${address} "VGA compatible controller" "Intel Corporation" "${name}"\n` },
  });

  test.each<[string, FakeComputer]>([
    [
      "Lunar Lake",
      intel("0000:00:02.0", "0x64a0", windowOf(256 * 1024 ** 2), "Lunar Lake [Intel Arc Graphics 130V / 140V]"),
    ],
    ["Panther Lake, numbered like a card", intel("0000:00:02.0", "0xb080", {}, "Panther Lake [Intel Arc B390]")],
    ["a processor's with a large window", intel("0000:00:02.0", "0x7d55", windowOf(16 * GiB))],
    ["an unnamed one elsewhere in a virtual machine", intel("0000:06:10.0", "0xa7a0", windowOf(256 * 1024 ** 2))],
  ])("%s shares the system's memory", async (_, computer) => {
    expect(await gpuOf(computer)).toMatchObject({ unified: true, dedicatedBytes: null });
  });

  test.each<[string, FakeComputer, number | null]>([
    ["Arc A770, by its window", intel("0000:03:00.0", "0x56a0", windowOf(16 * GiB)), 16 * GiB],
    ["Arc A770 in a virtual machine's first place", intel("0000:00:02.0", "0x56a0", windowOf(16 * GiB)), 16 * GiB],
    [
      "Arc B580, small window, by its driver",
      intel("0000:03:00.0", "0xe20b", {
        ...windowOf(256 * 1024 ** 2),
        "tile0/physical_vram_size_bytes": `${12 * GiB}\n`,
      }),
      12 * GiB,
    ],
    [
      "Arc A380, by the older driver",
      intel("0000:03:00.0", "0x56a5", { "drm/card1/lmem_total_bytes": `${6 * GiB}\n` }),
      6 * GiB,
    ],
    ["Arc A580 that tells nothing", intel("0000:03:00.0", "0x56a2", windowOf(256 * 1024 ** 2), "DG2 [Arc A580]"), null],
  ])("%s has its own", async (_, computer, bytes) => {
    expect(await gpuOf(computer)).toMatchObject({ unified: false, dedicatedBytes: bytes, sharedBytes: null });
  });

  test("virtual functions of one GPU are that GPU", async () => {
    const one = intel("0000:00:02.0", "0x4680", {});
    const virtual = pciDisplay("0000:00:02.1", "0x8086", "0x4680", { "physfn/class": "0x030000\n" });
    const { gpus } = await probeMachine(fakeSystem({ ...one, files: { ...one.files, ...virtual } }), "/models");
    expect(gpus).toHaveLength(1);
  });
});

describe("Windows", () => {
  const adapter = (name: string, device: string, bytes = "") => ({ name, bytes, device, driver: "31.0.1.2" });
  const listing = (
    model: string,
    vram: number,
    adapters: object[],
    vendor = "Advanced Micro Devices, Inc.",
  ): FakeComputer => ({
    ...windowsAmd,
    programs: { "powershell.exe": JSON.stringify({ adapters, features: [] }) },
    information: { ...windowsDesktop.information, graphics: { controllers: [{ vendor, model, vram, bus: "PCI" }] } },
  });

  test.each<[string, FakeComputer]>([
    ["Radeon 780M with 4 GB", listing("AMD Radeon 780M Graphics", 4096, [])],
    [
      "Radeon Graphics, by its device",
      listing("AMD Radeon(TM) 800S", 8192, [adapter("AMD Radeon(TM) 800S", "PCI\\VEN_1002&DEV_1586&REV_C1")]),
    ],
    ["Intel's", listing("Intel(R) Arc(TM) 140V GPU (16GB)", 128, [], "Intel Corporation")],
  ])("%s shares the system's memory", async (_, computer) => {
    expect(await gpuOf(computer)).toMatchObject({ unified: true, sharedBytes: 34_270_000_000 / 2 });
  });

  test("a card's size as the bytes that some drivers write", async () => {
    const card = adapter("AMD Radeon RX 6600", "PCI\\VEN_1002&DEV_73FF", "0 0 0 0 2 0 0 0");
    expect(await gpuOf(listing("AMD Radeon RX 6600", 4095, [card]))).toMatchObject({
      unified: false,
      dedicatedBytes: 8 * GiB,
    });
  });

  test("a size that WMI's 32 bits cut off is told as the least", async () => {
    const { gpus, problems } = await probeMachine(fakeSystem(listing("AMD Radeon RX 6600", 4095, [])), "/models");
    expect(gpus[0]).toMatchObject({ unified: false, dedicatedBytes: 4095 * 1024 ** 2 });
    expect(sayAll(problems)).toMatch(/at most 4 GB/);
  });

  test("the registry speaks where WMI does not, and nvidia-smi where neither does", async () => {
    const { graphics: _, ...information } = windowsDesktop.information as Record<string, unknown>;
    const card = adapter("AMD Radeon RX 7800 XT", "PCI\\VEN_1002&DEV_747E", "17163091968");
    const virtual = adapter("Parsec Virtual Display Adapter", "ROOT\\PARSEC");
    const silent: FakeComputer = {
      ...windowsDesktop,
      information,
      programs: { "powershell.exe": JSON.stringify({ adapters: [card, virtual, card], features: [] }) },
    };
    const { gpus, problems } = await probeMachine(fakeSystem(silent), "/models");
    expect(gpus).toMatchObject([{ name: "AMD Radeon RX 7800 XT", dedicatedBytes: 17_163_091_968, unified: false }]);
    expect(problems).toMatchObject([{ field: "gpus", key: "probe-failed", figures: { reason: "no graphics" } }]);
    const mute = { ...silent, programs: { "nvidia-smi.exe": "NVIDIA GeForce RTX 4070, 12282, 11264, 566.03\r\n" } };
    expect((await probeMachine(fakeSystem(mute), "/models")).gpus).toMatchObject([
      { name: "GeForce RTX 4070", backend: "cuda" },
    ]);
  });

  test("PowerShell that may not call into Windows, or talks around its answer, is still read", async () => {
    const answer = JSON.stringify({ adapters: { name: "AMD Radeon RX 6600", bytes: "8573157376" }, features: null });
    const computer = listing("AMD Radeon RX 6600", 4095, []);
    const programs = { "powershell.exe": `\ufeffWARNING: profile\r\n${answer}\r\nDone.` };
    expect(await gpuOf({ ...computer, programs })).toMatchObject({ dedicatedBytes: 8_573_157_376 });
  });
});

describe("a name alone", () => {
  test.each<[Parameters<typeof sharesByName>[0], string, boolean | null]>([
    ["amd", "AMD Phoenix1", true],
    ["amd", "AMD HawkPoint1", true],
    ["amd", "Radeon 890M", true],
    ["amd", "AMD Radeon(TM) Graphics", true],
    ["amd", "AMD Radeon RX Vega 11 Graphics", true],
    ["amd", "AMD Custom GPU 0932", true],
    ["amd", "AMD Radeon RX 6600M", false],
    ["amd", "AMD Radeon RX 7900M", false],
    ["amd", "AMD Instinct MI210", false],
    ["amd", "A new thing of AMD's", null],
    ["intel", "Intel Arc A770 Graphics", false],
    ["intel", "Intel Arc Pro B50 Graphics", false],
    ["intel", "Intel Iris Xe MAX Graphics", false],
    ["intel", "Intel Iris Xe Graphics", true],
    ["intel", "Intel UHD Graphics 620", true],
    ["intel", "Intel Arc 140V", null],
    ["nvidia", "A100-SXM4-40GB", false],
    ["nvidia", "GH200 480GB", false],
    ["nvidia", "GB10", true],
    ["nvidia", "Some NVIDIA board", null],
    ["apple", "Apple M3", true],
    ["other", "Matrox G200", null],
  ])("%s %s: %s", (vendor, name, shared) => {
    expect(sharesByName(vendor, name)).toBe(shared);
  });
});
