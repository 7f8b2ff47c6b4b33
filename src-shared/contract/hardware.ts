import type { GpuBackend } from "./gpu-backends.ts";
import type { GpuReason, HardwareProblem, ProbeSource } from "./hardware-statements.ts";
import type { AnyOf } from "./left-out.ts";
import type { MachineStatement } from "./machine-statements.ts";

export interface Gpu {
  vendor: "nvidia" | "amd" | "intel" | "apple" | "other";
  name: string;
  /** What the engine can use it through; null when it cannot. */
  backend: GpuBackend | null;
  /** Why through this, or why not at all; left out where the engine was not asked. */
  backendReasons?: readonly GpuReason[] | undefined;
  /** Dedicated memory. Null when unknown or when it has none. */
  dedicatedBytes: number | null;
  /** System memory that it may borrow (integrated GPUs). */
  sharedBytes: number | null;
  freeBytes: number | null;
  /** Shares the system's memory: what it holds is gone for the CPU. */
  unified: boolean;
  /** Metal's recommendedMaxWorkingSetSize. */
  workingSetBytes: number | null;
  bandwidthBytesPerSecond: number | null;
  driver: string | null;
  /** NVIDIA's, as "8.9": what CUDA has code for. Left out where the driver does not say. */
  computeCapability?: string | undefined;
}

export interface Processor {
  name: string;
  physicalCores: number;
  logicalCores: number;
  performanceCores: number;
  /** Cores that the engine may really use: affinity and cgroup quota honoured, performance cores, one thread a core. */
  usableCores: number;
  /**
   * Lower case, as in "sse2", "avx2", "avx512f", "avx512_vnni", "fma", "f16c", "neon", "dotprod", "i8mm", "sve". Empty where they are
   * not known: an x64 processor that has nothing else has "sse2", and an arm64 one "neon".
   */
  instructionSets: string[];
}

export interface SystemMemory {
  totalBytes: number;
  /** What a new process could take now without swapping ("available", not "free"). */
  freeBytes: number;
  /** A cgroup's limit; null without one. */
  limitBytes: number | null;
  /** Measured where `bandwidthBasis` is "measured". */
  bandwidthBytesPerSecond: number | null;
  bandwidthBasis: "measured" | "computed" | "table" | null;
  /** Milliseconds since 1970; left out where it was not measured or the time was not kept. */
  bandwidthMeasuredAt?: number | undefined;
}

/** What the probes found. Absent is null, never 0. */
export interface HardwareProfile {
  name: string;
  platform: string;
  arch: string;
  cpu: Processor;
  memory: SystemMemory;
  gpus: Gpu[];
  appleSilicon: { chip: string; workingSetBytes: number } | null;
  /** The drive that holds the models. */
  disk: { freeBytes: number; totalBytes: number } | null;
  problems: (HardwareProblem & { field: string })[];
  /** Which probe found a part. Left out for machines that were not probed. */
  sources?: (ProbeSource & { field: string })[] | undefined;
}

/** A machine typed in or read from a file: everything but the memory's size may be left out, and messages about it use the file's own names. */
export type MachineInput = AnyOf<Pick<HardwareProfile, "name" | "platform" | "arch" | "disk">> & {
  problems?: { field: string; message: string }[] | undefined;
  cpu?: AnyOf<Processor> | undefined;
  memory: AnyOf<SystemMemory> & { totalBytes: number };
  gpus?: AnyOf<Omit<Gpu, "backendReasons"> & { backendReason: string }>[] | undefined;
  appleSilicon?: { chip: string; workingSetBytes?: number | undefined } | null | undefined;
};

/** What plans may use of one device now, and why not more. */
export interface DeviceLimit {
  name: string;
  kind: "cpu" | "gpu";
  /** After the overrides. */
  freeBytes: number;
  reserveBytes: number;
  budgetBytes: number;
  /** Takes its memory out of the system's. */
  shared: boolean;
}

/** A computer that many people have, to ask "what if" about. */
export interface CommonMachine {
  /** Short and typed by hand: `fit --machine mac-m2-16`. */
  id: string;
  group: "laptop" | "desktop" | "apple" | "server";
  /** The computer without its memory. */
  kind: MachineStatement<"common-machine">;
  ramGiB: number;
  input: MachineInput;
}
