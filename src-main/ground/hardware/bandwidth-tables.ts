import { GiB } from "../../../src-shared/figures/index.ts";

/** Memory bandwidth in GB/s (10^9 bytes) as the makers publish it, first match wins. A name that is not here has none. */
type Table = readonly (readonly [RegExp, number])[];

const GB = 1e9;

/** Mobile chips share names with faster desktop ones, so "Laptop" and "Mobile" come first. */
const gpus: Table = [
  // NVIDIA laptops
  [/\b5090 (?:Laptop|Mobile)/, 896],
  [/\b5080 (?:Laptop|Mobile)/, 896],
  [/\b5070 Ti (?:Laptop|Mobile)/, 672],
  [/\b5070 (?:Laptop|Mobile)/, 384],
  [/\b5060 (?:Laptop|Mobile)/, 384],
  [/\b4090 (?:Laptop|Mobile)/, 576],
  [/\b4080 (?:Laptop|Mobile)/, 432],
  [/\b4070 (?:Laptop|Mobile)/, 256],
  [/\b4060 (?:Laptop|Mobile)/, 256],
  [/\b4050 (?:Laptop|Mobile)/, 192],
  [/\b3080 Ti (?:Laptop|Mobile)/, 512],
  [/\b3080 (?:Laptop|Mobile)/, 448],
  [/\b3070 (?:Ti )?(?:Laptop|Mobile)/, 448],
  [/\b3060 (?:Laptop|Mobile)/, 336],
  [/\b3050 6GB Laptop/, 144],
  [/\b3050(?: Ti)? (?:4GB )?(?:Laptop|Mobile)/, 192],
  [/\b2060 (?:Laptop|Mobile)/, 264],
  // NVIDIA desktops
  [/RTX PRO 6000/, 1792],
  [/\b5090\b/, 1792],
  [/\b5080\b/, 960],
  [/\b5070 Ti\b/, 896],
  [/\b5070\b/, 672],
  [/\b5060(?: Ti)?\b/, 448],
  [/\b4090\b/, 1008],
  [/\b4080 SUPER\b/i, 736],
  [/\b4080\b/, 717],
  [/\b4070 Ti SUPER\b/i, 672],
  [/\b4070 (?:Ti|SUPER)\b/i, 504],
  [/\b4070\b/, 504],
  [/\b4060 Ti\b/, 288],
  [/\b4060\b/, 272],
  [/\b3090 Ti\b/, 1008],
  [/\b3090\b/, 936],
  [/\b3080 Ti\b/, 912],
  [/\b3080\b/, 760],
  [/\b3070 Ti\b/, 608],
  [/\b3070\b/, 448],
  [/\b3060 Ti\b/, 448],
  [/\b3060\b/, 360],
  [/\b3050 6GB/, 168],
  [/\b3050\b/, 224],
  [/\b2080 Ti\b/, 616],
  [/\b2080 SUPER\b/i, 496],
  [/\b20(?:80|70)\b/, 448],
  [/\b2060\b/, 336],
  [/\b1660 (?:Ti|SUPER)\b/i, 288],
  [/\b1650\b/, 128],
  [/\b1080 Ti\b/, 484],
  [/\b1080\b/, 320],
  [/\b1070\b/, 256],
  [/\b1060\b/, 192],
  // NVIDIA servers and workstations
  [/\bB200\b/, 8000],
  [/\bH200\b/, 4800],
  [/\bH100\b.*(?:HBM3|SXM)/, 3350],
  [/\bH100\b/, 2000],
  [/\bA100\b.*80GB/, 1935],
  [/\bA100\b/, 1555],
  [/\bL40S?\b/, 864],
  [/\bL4\b/, 300],
  [/\bA40\b/, 696],
  [/\bA10G?\b/, 600],
  [/\bRTX 6000 Ada\b/, 960],
  [/\bRTX A6000\b/, 768],
  [/\bV100\b/, 900],
  [/\bP40\b/, 347],
  [/\bT4\b/, 320],
  [/\bGB10\b/, 273],
  // AMD
  [/\b9070(?: XT)?\b/, 640],
  [/\b9060 XT\b/, 320],
  [/\b7900 XTX\b/, 960],
  [/\b7900 XT\b/, 800],
  [/\b7900 GRE\b/, 576],
  [/\b7800 XT\b/, 624],
  [/\b7700 XT\b/, 432],
  [/\b7600 XT\b/, 288],
  [/\b7600\b/, 288],
  [/\b69[05]0 XT\b|\b6800(?: XT)?\b/, 512],
  [/\b6750 XT\b/, 432],
  [/\b6700 XT\b/, 384],
  [/\b6600(?: XT)?\b/, 224],
  [/\bMI300X\b/, 5300],
  [/\bStrix Halo\b|\b80[56]0S\b/, 256],
  // Intel
  [/\bArc.* ?B580\b/, 456],
  [/\bArc.* ?B570\b/, 380],
  [/\bArc.* ?A770\b/, 560],
  [/\bArc.* ?A750\b/, 512],
  [/\bArc.* ?A380\b/, 186],
];

const appleChips: Readonly<Record<string, number>> = {
  M1: 68,
  "M1 Pro": 200,
  "M1 Max": 400,
  "M1 Ultra": 800,
  M2: 100,
  "M2 Pro": 200,
  "M2 Max": 400,
  "M2 Ultra": 800,
  M3: 100,
  "M3 Pro": 150,
  "M3 Max": 400,
  "M3 Ultra": 800,
  M4: 120,
  "M4 Pro": 273,
  "M4 Max": 546,
  M5: 153,
  "M5 Pro": 307,
  "M5 Max": 614,
};

/** Gigabytes of the cards that share a chip and so a name on Linux. */
const memories: Table = [
  [/\b7900 XTX\b/, 24],
  [/\b7900 XT\b/, 20],
  [/\b7900 GRE\b/, 16],
  [/\b7800 XT\b/, 16],
  [/\b7700 XT\b/, 12],
];

const lookUp = (table: Table, name: string): number | null =>
  table.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/**
 * Bytes per second; null for a GPU that is not in the table. A name from Linux may stand for several cards, as "Radeon
 * RX 7900 XT/7900 XTX/7900 GRE" does: then the amount of memory decides, otherwise the slowest is assumed.
 */
export function gpuBandwidth(name: string, dedicatedBytes: number | null = null): number | null {
  const cards = name.split("/").flatMap((card) => {
    const bandwidth = lookUp(gpus, card);
    return bandwidth === null ? [] : [{ bandwidth, gigabytes: lookUp(memories, card) }];
  });
  const own = cards.filter(({ gigabytes }) => gigabytes === Math.round((dedicatedBytes ?? 0) / GiB));
  const likely = own.length > 0 ? own : cards;
  return likely.length === 0 ? null : Math.min(...likely.map(({ bandwidth }) => bandwidth)) * GB;
}

/** "M2 Pro" or "Apple M2 Pro"; bytes per second. */
export function appleBandwidth(chip: string): number | null {
  const found = appleChips[chip.replace(/^Apple\s+/i, "").trim()];
  return found === undefined ? null : found * GB;
}

/** A channel of memory moves 8 bytes a transfer. */
const CHANNEL_BYTES = 8;
/** What programs get of the theoretical figure: 60 to 80 % by measurements. */
const PRACTICAL_SHARE = 0.7;

/** Bytes per second that a processor gets from memory of a speed, in million transfers a second. */
export function computedBandwidth(megaTransfers: number, channels: number): number {
  return Math.round(megaTransfers * 1e6 * CHANNEL_BYTES * channels * PRACTICAL_SHARE);
}
