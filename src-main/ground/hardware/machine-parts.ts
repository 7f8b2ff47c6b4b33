import type { CommonMachine, MachineForm, MachineInput } from "../../../src-shared/contract/index.ts";
import { GiB, MiB } from "../../../src-shared/figures/index.ts";
import { metalLimitBytes } from "../core/index.ts";
import { appleSets } from "./processor-sets.ts";

/** The parts of which the list of common computers is made: sizes as people know them, turned into a machine's input. */

const GB = 1e9;

type Group = CommonMachine["group"];
/** The kind of computer, its cores where they tell it apart, and its parts by name. */
export type MachineKind = CommonMachine["kind"]["figures"];

type GpuInput = NonNullable<MachineInput["gpus"]>[number];

export interface Processor {
  name: string;
  /** Of its fast cores. */
  cores: number;
  /** Of its memory, in 10^9 bytes a second. */
  bandwidthGB: number;
  /** As `processor-sets.ts` has them. */
  sets: string[];
}

/** What system, browser and a few programs hold: from 2.4 GiB where there are 4 to 10 where there are 128. */
function usedByOthersGiB(ramGiB: number): number {
  return 0.75 + 1.6 * Math.log2(ramGiB / 2);
}

/** A server without a desktop: the system, and some for each gigabyte that it manages. */
function usedByServerGiB(ramGiB: number): number {
  return Math.min(ramGiB / 4, 0.8 + ramGiB * 0.015);
}

export const kindOf = (form: MachineForm | null, ...parts: string[]): MachineKind => ({ form, cores: null, parts });
export const kindWithCores = (form: MachineForm, cores: number, ...parts: string[]): MachineKind => ({
  form,
  cores,
  parts,
});

export interface Computer {
  id: string;
  group: Group;
  kind: MachineKind;
  ramGiB: number;
  cpu: Processor;
  gpus?: GpuInput[];
  platform?: "win32" | "linux";
  arch?: "x64" | "arm64";
}

export function computer({ id, group, kind, ramGiB, cpu, gpus = [], platform, arch = "x64" }: Computer): CommonMachine {
  const used = group === "server" ? usedByServerGiB(ramGiB) : usedByOthersGiB(ramGiB);
  return {
    id,
    group,
    kind: { key: "common-machine", figures: kind },
    ramGiB,
    input: {
      platform: platform ?? (group === "server" ? "linux" : "win32"),
      arch,
      cpu: {
        name: cpu.name,
        physicalCores: cpu.cores,
        performanceCores: cpu.cores,
        usableCores: cpu.cores,
        instructionSets: [...cpu.sets],
      },
      memory: {
        totalBytes: ramGiB * GiB,
        freeBytes: Math.round((ramGiB - used) * GiB),
        bandwidthBytesPerSecond: cpu.bandwidthGB * GB,
        bandwidthBasis: "table",
      },
      gpus,
    },
  };
}

/** A card's memory that desktop and driver hold; in a laptop the processor's own graphics drive the screen. */
const heldMiB: Readonly<Record<Group, number>> = { desktop: 900, laptop: 250, apple: 0, server: 450 };

/** A card as its driver reports it, and its bandwidth in 10^9 bytes a second. */
export type Card = readonly [vendor: "nvidia" | "amd" | "intel", name: string, memoryMiB: number, bandwidthGB: number];

function cardInput([vendor, name, memoryMiB, bandwidthGB]: Card, group: Group): GpuInput {
  return {
    vendor,
    name,
    backend: vendor === "nvidia" ? "cuda" : "vulkan",
    dedicatedBytes: memoryMiB * MiB,
    freeBytes: (memoryMiB - heldMiB[group]) * MiB,
    unified: false,
    bandwidthBytesPerSecond: bandwidthGB * GB,
  };
}

/** "RTX 4060" of "NVIDIA GeForce RTX 4060 Laptop GPU". */
function shortName([, name]: Card): string {
  return name.replace(/^NVIDIA (?:GeForce )?|^AMD Radeon |^Intel /, "").replace(/ Laptop GPU$/, "");
}

/** A computer whose graphics are part of its processor: they share its memory, half of it unless `sharedGiB` says more. */
export function withGraphics(made: Computer, vendor: "amd" | "intel", name: string, sharedGiB?: number): CommonMachine {
  const bandwidthBytesPerSecond = made.cpu.bandwidthGB * GB;
  const shared = sharedGiB === undefined ? {} : { sharedBytes: sharedGiB * GiB };
  return computer({
    ...made,
    gpus: [{ vendor, name, backend: "vulkan", unified: true, bandwidthBytesPerSecond, ...shared }],
  });
}

export function laptopWithCard(id: string, ramGiB: number, cpu: Processor, card: Card): CommonMachine {
  const kind = kindOf("laptop", `${shortName(card)} ${gigabytes(card)}`);
  return computer({ id, group: "laptop", kind, ramGiB, cpu, gpus: [cardInput(card, "laptop")] });
}

export function desktopWithCard(id: string, ramGiB: number, cpu: Processor, card: Card): CommonMachine {
  const kind = kindOf("desktop", `${shortName(card)} ${gigabytes(card)}`);
  return computer({ id, group: "desktop", kind, ramGiB, cpu, gpus: [cardInput(card, "desktop")] });
}

export function server(
  id: string,
  kind: MachineKind,
  ramGiB: number,
  cpu: Processor,
  cards: Card[] = [],
): CommonMachine {
  return computer({ id, group: "server", kind, ramGiB, cpu, gpus: cards.map((card) => cardInput(card, "server")) });
}

function gigabytes([, , memoryMiB]: Card): string {
  return `${String(Math.round(memoryMiB / 1024))} GB`;
}

export function mac(
  chip: string,
  ramGiB: number,
  bandwidthGB: number,
  cores: number,
  performanceCores: number,
): CommonMachine {
  const kind = kindOf("mac", chip);
  const workingSetBytes = metalLimitBytes(ramGiB * GiB);
  const bandwidthBytesPerSecond = bandwidthGB * GB;
  const cpu = { name: `Apple ${chip}`, cores: performanceCores, bandwidthGB, sets: appleSets(chip) };
  const id = `mac-${chip.toLowerCase().replaceAll(" ", "-")}-${String(ramGiB)}`;
  const made = computer({ id, group: "apple", kind, ramGiB, cpu, arch: "arm64" });
  return {
    ...made,
    input: {
      ...made.input,
      platform: "darwin",
      cpu: { ...made.input.cpu, physicalCores: cores },
      gpus: [
        {
          vendor: "apple",
          name: `Apple ${chip}`,
          backend: "metal",
          unified: true,
          workingSetBytes,
          bandwidthBytesPerSecond,
        },
      ],
      appleSilicon: { chip, workingSetBytes },
    },
  };
}
