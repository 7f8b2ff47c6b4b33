import type { CommonMachine } from "../../../src-shared/contract/index.ts";
import {
  type Card,
  type MachineKind,
  type Processor,
  computer,
  desktopWithCard,
  kindOf,
  kindWithCores,
  laptopWithCard,
  mac,
  server,
  withGraphics,
} from "./machine-parts.ts";
import {
  alderLakeSets,
  avx2Sets,
  cascadeLakeSets,
  cortexA76Sets,
  iceLakeSets,
  oryonSets,
  zen4Sets,
  zen5Sets,
} from "./processor-sets.ts";

/**
 * Computers that many people have, to ask "what if" about. The basis of the figures:
 * - Memory of cards, MiB: what nvidia-smi and vulkaninfo report, which is less than the number on the box (a server's card
 *   keeps some for error correction).
 * - Bandwidth of cards, GB/s: the makers' data sheets. Laptop cards have narrower buses than desktop cards of the same name.
 * - Bandwidth of system memory, GB/s: transfers a second x width of the bus; DDR4-3200 in two channels 51.2, LPDDR5-6400 on
 *   128 bits 102.4, twelve channels of DDR5-4800 460.8. Programs get some 60 to 80 % of it, which the speed takes into account.
 * - Apple: Apple's specifications. Metal's limit is what `recommendedMaxWorkingSetSize` gave on Macs of that memory.
 * - Free memory: a computer in use, with a browser and a few programs open (`machine-parts.ts`).
 */

const processor = (name: string, cores: number, bandwidthGB: number, sets: string[]): Processor => ({
  name,
  cores,
  bandwidthGB,
  sets,
});

const i5six = processor("Intel Core i5-12400", 6, 51.2, alderLakeSets);
const ryzen5 = processor("AMD Ryzen 5 5600", 6, 51.2, avx2Sets);
const ryzen7 = processor("AMD Ryzen 7 5800X", 8, 51.2, avx2Sets);
const ryzen7ddr5 = processor("AMD Ryzen 7 7700", 8, 83.2, zen4Sets);
const ryzen9 = processor("AMD Ryzen 9 9950X", 16, 89.6, zen5Sets);
const mobileI7 = processor("Intel Core i7-13700H", 6, 76.8, alderLakeSets);
const mobileUltra = processor("Intel Core Ultra 9 275HX", 8, 89.6, alderLakeSets);
const raspberry = processor("Cortex-A76", 4, 17.1, cortexA76Sets);
const epyc = processor("AMD EPYC 9554", 64, 460.8, zen4Sets);
const twoEpyc = processor("2 x AMD EPYC 9554", 128, 921.6, zen4Sets);

const laptop = (id: string, kind: string | MachineKind, ramGiB: number, cpu: Processor) =>
  ({ id, group: "laptop", kind: typeof kind === "string" ? kindOf("laptop", kind) : kind, ramGiB, cpu }) as const;
const desktop = (id: string, kind: MachineKind, ramGiB: number, cpu: Processor) =>
  ({ id, group: "desktop", kind, ramGiB, cpu }) as const;
const geforce = (name: string, memoryMiB: number, bandwidthGB: number): Card =>
  ["nvidia", `NVIDIA GeForce ${name}`, memoryMiB, bandwidthGB]; // prettier-ignore
const radeon = (name: string, memoryMiB: number, bandwidthGB: number): Card =>
  ["amd", `AMD Radeon ${name}`, memoryMiB, bandwidthGB]; // prettier-ignore

const rtx3090 = geforce("RTX 3090", 24_576, 936);
const h100: Card = ["nvidia", "NVIDIA H100 80GB HBM3", 81_559, 3350];

/** Sixty of them, from a laptop with 4 GB to a server with eight H100. */
// prettier-ignore
export const commonMachines: readonly CommonMachine[] = [
  computer(laptop("laptop-4", kindWithCores("old-laptop", 2), 4, processor("Intel Core i5-6200U", 2, 17, avx2Sets))),
  withGraphics(laptop("laptop-8", kindWithCores("laptop", 4, "UHD 620"), 8, processor("Intel Core i5-8250U", 4, 38.4, avx2Sets)), "intel", "Intel UHD Graphics 620"),
  withGraphics(laptop("laptop-16", "Iris Xe", 16, processor("Intel Core i7-1165G7", 4, 51.2, iceLakeSets)), "intel", "Intel Iris Xe Graphics"),
  withGraphics(laptop("laptop-ryzen-16", "Ryzen 7 5700U", 16, processor("AMD Ryzen 7 5700U", 8, 51.2, avx2Sets)), "amd", "AMD Radeon Vega 8 Graphics"),
  withGraphics(laptop("laptop-780m-32", "Radeon 780M", 32, processor("AMD Ryzen 7 7840U", 8, 102.4, zen4Sets)), "amd", "AMD Radeon 780M Graphics"),
  withGraphics(laptop("laptop-890m-32", "Radeon 890M", 32, processor("AMD Ryzen AI 9 HX 370", 12, 120, zen5Sets)), "amd", "AMD Radeon 890M Graphics"),
  withGraphics(laptop("laptop-ultra5-16", kindOf("laptop", "Core Ultra 5", "Arc Graphics"), 16, processor("Intel Core Ultra 5 125H", 4, 89.6, alderLakeSets)), "intel", "Intel Arc Graphics"),
  withGraphics(laptop("laptop-lunar-32", kindOf("laptop", "Core Ultra 7", "Arc 140V"), 32, processor("Intel Core Ultra 7 258V", 8, 136.5, alderLakeSets)), "intel", "Intel Arc 140V Graphics"),
  computer({ ...laptop("snapdragon-16", "Snapdragon X Elite", 16, processor("Snapdragon X Elite", 12, 135, oryonSets)), arch: "arm64" }),
  withGraphics(laptop("strix-halo-64", "Strix Halo", 64, processor("AMD Ryzen AI Max 390", 12, 256, zen5Sets)), "amd", "AMD Radeon 8050S Graphics", 48),
  withGraphics(laptop("strix-halo-128", "Strix Halo", 128, processor("AMD Ryzen AI Max+ 395", 16, 256, zen5Sets)), "amd", "AMD Radeon 8060S Graphics", 96),
  laptopWithCard("laptop-rtx3050-16", 16, processor("AMD Ryzen 5 5600H", 6, 51.2, avx2Sets), geforce("RTX 3050 Laptop GPU", 4096, 192)),
  laptopWithCard("laptop-rtx4050-16", 16, mobileI7, geforce("RTX 4050 Laptop GPU", 6141, 192)),
  laptopWithCard("laptop-rtx4060-16", 16, mobileI7, geforce("RTX 4060 Laptop GPU", 8188, 256)),
  laptopWithCard("laptop-rtx4070-32", 32, mobileI7, geforce("RTX 4070 Laptop GPU", 8188, 256)),
  laptopWithCard("laptop-rtx5070ti-32", 32, mobileUltra, geforce("RTX 5070 Ti Laptop GPU", 12_227, 672)),
  laptopWithCard("laptop-rtx4090-32", 32, processor("Intel Core i9-13980HX", 8, 89.6, alderLakeSets), geforce("RTX 4090 Laptop GPU", 16_376, 576)),
  laptopWithCard("laptop-rtx5090-64", 64, mobileUltra, geforce("RTX 5090 Laptop GPU", 24_463, 896)),

  computer({ ...desktop("raspberry-pi5-8", kindOf(null, "Raspberry Pi 5"), 8, raspberry), platform: "linux", arch: "arm64" }),
  computer({ ...desktop("raspberry-pi5-16", kindOf(null, "Raspberry Pi 5"), 16, raspberry), platform: "linux", arch: "arm64" }),
  withGraphics(desktop("mini-n100-16", kindOf("mini-pc", "Intel N100"), 16, processor("Intel N100", 4, 38.4, alderLakeSets)), "intel", "Intel UHD Graphics"),
  withGraphics(desktop("desktop-16", kindWithCores("office-desktop", 6), 16, i5six), "intel", "Intel UHD Graphics 730"),
  computer(desktop("desktop-32", kindWithCores("desktop-without-card", 8), 32, ryzen7ddr5)),
  computer(desktop("desktop-128", kindWithCores("desktop-without-card", 16), 128, ryzen9)),
  desktopWithCard("gtx1060-16", 16, i5six, geforce("GTX 1060", 6144, 192)),
  desktopWithCard("gtx1650-16", 16, i5six, geforce("GTX 1650", 4096, 128)),
  desktopWithCard("rtx2060-16", 16, ryzen5, geforce("RTX 2060", 6144, 336)),
  desktopWithCard("rtx3060-32", 32, ryzen5, geforce("RTX 3060", 12_288, 360)),
  desktopWithCard("rtx3080-32", 32, ryzen7, geforce("RTX 3080", 10_240, 760)),
  desktopWithCard("rtx3090-64", 64, ryzen7, rtx3090),
  desktopWithCard("rtx4060-32", 32, ryzen5, geforce("RTX 4060", 8188, 272)),
  desktopWithCard("rtx4060ti-32", 32, ryzen7ddr5, geforce("RTX 4060 Ti", 16_380, 288)),
  desktopWithCard("rtx4070-32", 32, ryzen7, geforce("RTX 4070", 12_282, 504)),
  desktopWithCard("rtx4090-64", 64, ryzen7ddr5, geforce("RTX 4090", 24_564, 1008)),
  desktopWithCard("rtx5070-32", 32, ryzen7ddr5, geforce("RTX 5070", 12_227, 672)),
  desktopWithCard("rtx5090-64", 64, ryzen9, geforce("RTX 5090", 32_607, 1792)),
  desktopWithCard("rx7800xt-32", 32, ryzen7ddr5, radeon("RX 7800 XT", 16_368, 624)),
  desktopWithCard("rx7900xtx-64", 64, ryzen7ddr5, radeon("RX 7900 XTX", 24_560, 960)),
  desktopWithCard("rx9070xt-32", 32, ryzen7ddr5, radeon("RX 9070 XT", 16_304, 640)),
  desktopWithCard("arc-b580-32", 32, i5six, ["intel", "Intel Arc B580", 12_216, 456]),

  mac("M1", 8, 68.25, 8, 4),
  mac("M1", 16, 68.25, 8, 4),
  mac("M1 Max", 64, 400, 10, 8),
  mac("M2", 16, 100, 8, 4),
  mac("M2 Pro", 32, 200, 12, 8),
  mac("M3", 24, 100, 8, 4),
  mac("M3 Pro", 18, 150, 12, 6),
  mac("M3 Max", 128, 400, 16, 12),
  mac("M3 Ultra", 512, 819, 32, 24),
  mac("M4", 16, 120, 10, 4),
  mac("M4 Pro", 48, 273, 14, 10),
  mac("M4 Max", 64, 546, 16, 12),
  mac("M5", 24, 153, 10, 4),
  mac("M5 Max", 128, 614, 18, 6),

  server("vm-16", kindWithCores("cloud-machine", 2), 16, processor("Intel Xeon Platinum 8370C", 2, 40, iceLakeSets)),
  server("vm-64", kindWithCores("cloud-machine", 8), 64, processor("AMD EPYC 7763", 8, 80, avx2Sets)),
  server("server-t4-32", kindOf("cloud-machine", "T4"), 32, processor("Intel Xeon Platinum 8259CL", 4, 60, cascadeLakeSets), [["nvidia", "Tesla T4", 15_360, 320]]),
  server("server-2xrtx3090-128", kindOf("server", "2 x RTX 3090"), 128, processor("AMD Ryzen Threadripper 3960X", 24, 102.4, avx2Sets), [rtx3090, rtx3090]),
  server("server-h100-256", kindOf("server", "H100"), 256, epyc, [h100]),
  server("server-8xh100-2048", kindOf("server", "8 x H100"), 2048, twoEpyc, Array.from({ length: 8 }, () => h100)),
];
