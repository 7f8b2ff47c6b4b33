import type { Gpu } from "../../../../src-shared/contract/index.ts";

/**
 * Distinguishes graphics that are part of a processor from cards. The PCI device id decides where it is known, since
 * names differ between systems and versions of their lists; the names are those of pci.ids, of Windows' drivers and of
 * Vulkan's.
 */

/**
 * AMD's processors' own graphics, by code name (with or without the number of the die) or by the number of their graphics
 * (Vega 8, 680M, 8060S). "Radeon Graphics" without a number is what AMD calls the small ones.
 */
const amdCodeNames =
  /\b(?:Llano|Trinity|Richland|Kaveri|Godavari|Kabini|Temash|Mullins|Beema|Carrizo|Bristol ?Ridge|Stoney|Wani|Raven(?: ?Ridge)?|Picasso|Dali|Renoir|Lucienne|Cezanne|Barcelo|Van ?Gogh|Sephiroth|Rembrandt|Mendocino|Raphael|Dragon ?Range|Phoenix|Hawk ?Point|Granite ?Ridge|Strix(?: ?Halo)?|Krackan|Gorgon(?: ?Point)?|Fire ?Range|Cyan ?Skillfish)(?: ?\d)?\b/i;
const amdModels =
  /\bVega (?:3|5|6|7|8|9|10|11)\b|\b[678]\d0M\b|\b80\d\dS\b|\bCustom GPU 0\d{3}\b|Radeon(?:\(TM\))? Graphics\b|\bR[2-7] Graphics\b/i;

/** Intel's cards; all else of Intel's is part of a processor ("Arc Graphics" without a number, "Arc 140V" and "Arc B390" too). */
const intelCards =
  /\bDG[12]\b|\bArc(?:\(TM\))?(?: Pro)? (?:A\d{2,3}M?|B(?!3[79]0)\d{2,3})\b|\bBattlemage\b|\bIris(?:\(R\))? Xe MAX\b|\bServer GPU\b|\bData Center GPU\b|\bMax 1\d{3}\b|\bPonte Vecchio\b/i;

/** NVIDIA's boards whose GPU has no dedicated memory. GH200 and GB200 have, beside the processor's. */
const nvidiaShared = /\b(?:GB10|Tegra|Jetson|Orin|Xavier|Thor|nvgpu)\b/i;

/** Cards by name, where a file says that they share the system's memory. */
const nvidiaCards = /\b(?:GTX|RTX|Quadro|Tesla|TITAN|GRID)\b|\b[AHLBPTV]\d{1,3}[A-Z]?\b|\bG[HB][23]00\b/i;
const amdCards =
  /\bRX ?\d{3,4}|\bInstinct\b|\bMI\d{2,3}\w?\b|\bRadeon (?:VII|Pro (?:W|VII|WX))|\bNavi ?\d{2}\b|\bVega (?:20|56|64)\b/i;

const isIntegratedAmd = (name: string): boolean => amdCodeNames.test(name) || amdModels.test(name);
export const isIntegratedIntel = (name: string): boolean => !intelCards.test(name);
export const sharesMemoryNvidia = (name: string): boolean => nvidiaShared.test(name);

/** "0x15bf", "15BF" or "VEN_1002&DEV_15BF"; null for anything else. */
export function deviceNumber(text: string): number | null {
  const digits = /(?:^|DEV_|0x)([0-9a-f]{4})\b/i.exec(text.trim())?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

type Range = readonly [from: number, to: number];
const within = (id: number, ranges: readonly Range[]): boolean => ranges.some(([from, to]) => id >= from && id <= to);

/** amdgpu's and radeon's tables: AMD numbers processors from 0x1300 on (and 0x96 to 0x99 in older ones), cards from 0x6600 and 0x7300 on. */
const amdProcessorIds: readonly Range[] = [[0x1100, 0x1fff], [0x9600, 0x97ff], [0x9800, 0x99ff]]; // prettier-ignore
const amdCardIds: readonly Range[] = [[0x6600, 0x6fff], [0x7300, 0x75ff]]; // prettier-ignore
/** xe's and i915's tables: DG1, Alchemist, Ponte Vecchio, Battlemage. All others of Intel's are in processors. */
const intelCardIds: readonly Range[] = [[0x4905, 0x4909], [0x5690, 0x56ff], [0x0bd0, 0x0be5], [0x0b69, 0x0b6e], [0xe200, 0xe2ff]]; // prettier-ignore

/**
 * Whether a GPU is part of the processor, by its PCI device id; null where the id does not decide. Intel's new
 * processors get new ranges every year, so only a card's id proves anything.
 */
export function isIntegratedById(vendor: Gpu["vendor"], id: number | null): boolean | null {
  if (id === null) return null;
  if (vendor === "amd") return within(id, amdProcessorIds) ? true : within(id, amdCardIds) ? false : null;
  if (vendor === "intel") return within(id, intelCardIds) ? false : null;
  return null;
}

/** Whether a GPU shares the system's memory, by its name alone; null where the name does not decide. */
export function sharesByName(vendor: Gpu["vendor"], name: string): boolean | null {
  switch (vendor) {
    case "apple":
      return true;
    case "nvidia":
      return sharesMemoryNvidia(name) ? true : nvidiaCards.test(name) ? false : null;
    case "amd":
      // The card first: "Vega 10 [Radeon RX Vega 56/64]" is one, and "Vega 10" alone is not.
      return amdCards.test(name) ? false : isIntegratedAmd(name) ? true : null;
    case "intel":
      return intelCards.test(name) ? false : /\b(?:UHD|HD|Iris)\b/i.test(name) ? true : null;
    case "other":
      return null;
  }
}
