import type { MachineInput } from "../../../src-main/contract/index.ts";

const GiB = 1024 ** 3;
const GB = 1e9;

export interface CommonMachine {
  /** The computer, without its memory. */
  kind: string;
  ramGiB: number;
  input: MachineInput & { name: string };
}

const plain = (kind: string, ramGiB: number, bandwidthGB: number, cores: number): CommonMachine => ({
  kind,
  ramGiB,
  input: {
    name: `${kind}, ${ramGiB} GB`,
    arch: "x64",
    cpu: {
      physicalCores: cores,
      performanceCores: cores,
      usableCores: cores,
      instructionSets: ["avx2", "fma", "f16c"],
    },
    memory: { totalBytes: ramGiB * GiB, bandwidthBytesPerSecond: bandwidthGB * GB, bandwidthBasis: "table" },
    gpus: [],
  },
});

const nvidia = (card: string, vramGiB: number, cardGB: number, ramGiB: number, kind = "Desktop"): CommonMachine => {
  const base = plain(`${kind}, ${card} ${vramGiB} GB`, ramGiB, 51.2, 8);
  return {
    ...base,
    input: {
      ...base.input,
      gpus: [
        {
          vendor: "nvidia",
          name: card,
          backend: "cuda",
          dedicatedBytes: vramGiB * GiB,
          unified: false,
          bandwidthBytesPerSecond: cardGB * GB,
        },
      ],
    },
  };
};

const apple = (chip: string, ramGiB: number, bandwidthGB: number, performanceCores: number): CommonMachine => {
  const kind = `Mac, ${chip}`;
  return {
    kind,
    ramGiB,
    input: {
      name: `${kind}, ${ramGiB} GB`,
      platform: "darwin",
      arch: "arm64",
      cpu: { performanceCores, usableCores: performanceCores, instructionSets: ["neon", "dotprod", "i8mm"] },
      memory: { totalBytes: ramGiB * GiB, bandwidthBytesPerSecond: bandwidthGB * GB, bandwidthBasis: "table" },
      gpus: [
        {
          vendor: "apple",
          name: `Apple ${chip}`,
          backend: "metal",
          unified: true,
          bandwidthBytesPerSecond: bandwidthGB * GB,
        },
      ],
      appleSilicon: { chip },
    },
  };
};

/**
 * Computers that people ask about. Memory bandwidths are the makers' published figures (dual-channel DDR4-3200 is
 * 51.2 GB/s, LPDDR5-6400 102.4 GB/s); what is left out, the recommendation fills in as for any typed machine.
 */
export const commonMachines: readonly CommonMachine[] = [
  plain("Laptop", 8, 51.2, 4),
  plain("Laptop", 16, 51.2, 4),
  plain("Laptop, LPDDR5", 32, 102.4, 6),
  plain("Desktop, no graphics card", 64, 51.2, 8),
  nvidia("RTX 4050", 6, 192, 16, "Laptop"),
  nvidia("RTX 3060", 12, 360, 16),
  nvidia("RTX 4060", 8, 272, 32),
  nvidia("RTX 4070", 12, 504.2, 32),
  nvidia("RTX 3090", 24, 936.2, 64),
  nvidia("RTX 4090", 24, 1008, 64),
  nvidia("RTX 5090", 32, 1792, 64),
  apple("M1", 8, 68.25, 4),
  apple("M2", 16, 100, 4),
  apple("M3 Pro", 18, 150, 6),
  apple("M4", 24, 120, 4),
  apple("M4 Max", 64, 546, 12),
];

/** A machine as typed into the dialog: sizes in GiB, as memory is sold. */
export interface TypedMachine {
  ramGiB: number;
  /** 0: none. */
  gpuGiB: number;
  unified: boolean;
}

export function typedMachine({ ramGiB, gpuGiB, unified }: TypedMachine): MachineInput {
  const memory = { totalBytes: Math.round(ramGiB * GiB) };
  if (unified) {
    const gpu = { vendor: "apple" as const, name: "Unified memory", backend: "metal" as const, unified: true };
    return { name: `${ramGiB} GB unified`, platform: "darwin", arch: "arm64", memory, gpus: [gpu] };
  }
  if (gpuGiB <= 0) return { name: `${ramGiB} GB`, memory, gpus: [] };
  const gpu = {
    vendor: "nvidia" as const,
    name: `${gpuGiB} GB graphics card`,
    backend: "cuda" as const,
    unified: false,
    dedicatedBytes: Math.round(gpuGiB * GiB),
  };
  return { name: `${ramGiB} GB + ${gpuGiB} GB GPU`, memory, gpus: [gpu] };
}

/** The dialog's fields for a machine that was chosen before. */
export function typedFrom(machine: MachineInput): TypedMachine {
  const gpu = machine.gpus?.[0];
  return {
    ramGiB: Math.round((machine.memory.totalBytes / GiB) * 10) / 10,
    gpuGiB: gpu?.dedicatedBytes ? Math.round((gpu.dedicatedBytes / GiB) * 10) / 10 : 0,
    unified: gpu?.unified ?? false,
  };
}
