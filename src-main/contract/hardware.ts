import { z } from "zod";

const bytes = z.number().int().nonnegative();
const rate = z.number().positive();
/** What a person, a file or a driver calls a device: it is told again in every row that a machine's plans are shown in. */
const deviceName = z.string().max(120);
const sentence = z.string().max(1000);
const count = z.number().int().positive().max(65_536);
/** More of each than any computer has. */
const maxGpus = 64;
const maxInstructionSets = 200;
const maxFindings = 200;

export const gpuBackends = ["cuda", "vulkan", "metal"] as const;

export const gpuSchema = z.object({
  vendor: z.enum(["nvidia", "amd", "intel", "apple", "other"]),
  name: deviceName,
  /** What the engine can use it through; null when it cannot. */
  backend: z.enum(gpuBackends).nullable(),
  /** Why through this, or why not at all, in a sentence; left out where nobody asked the engine. */
  backendReason: sentence.optional(),
  /** Memory of its own. Null when unknown or when it has none. */
  dedicatedBytes: bytes.nullable(),
  /** System memory that it may borrow (integrated GPUs). */
  sharedBytes: bytes.nullable(),
  freeBytes: bytes.nullable(),
  /** Shares the system's memory: what it holds is gone for the CPU. */
  unified: z.boolean(),
  /** Metal's recommendedMaxWorkingSetSize. */
  workingSetBytes: bytes.nullable(),
  bandwidthBytesPerSecond: rate.nullable(),
  driver: deviceName.nullable(),
  /** NVIDIA's, as "8.9": what CUDA has code for. Left out where the driver does not tell. */
  computeCapability: z
    .string()
    .regex(/^\d{1,2}\.\d{1,2}$/)
    .optional(),
});

/** What the probes found. Absent is null, never 0. */
export const hardwareProfileSchema = z.object({
  name: sentence,
  platform: z.string().max(40),
  arch: z.string().max(40),
  cpu: z.object({
    name: deviceName,
    physicalCores: count,
    logicalCores: count,
    performanceCores: count,
    /** Cores that the engine may really use: affinity and cgroup quota honoured, performance cores, one thread a core. */
    usableCores: count,
    /**
     * Lower case, as in "sse2", "avx2", "avx512f", "avx512_vnni", "fma", "f16c", "neon", "dotprod", "i8mm", "sve". Empty where they are
     * not known: an x64 processor that has nothing else has "sse2", and an arm64 one "neon".
     */
    instructionSets: z.array(z.string().max(40)).max(maxInstructionSets),
  }),
  memory: z.object({
    totalBytes: bytes.positive(),
    /** What a new process could take now without swapping ("available", not "free"). */
    freeBytes: bytes,
    /** A cgroup's limit; null without one. */
    limitBytes: bytes.nullable(),
    /** Measured where `bandwidthBasis` is "measured". */
    bandwidthBytesPerSecond: rate.nullable(),
    bandwidthBasis: z.enum(["measured", "computed", "table"]).nullable(),
    /** Milliseconds since 1970; left out where it was not measured or nobody kept the time. */
    bandwidthMeasuredAt: z.number().int().nonnegative().optional(),
  }),
  gpus: z.array(gpuSchema).max(maxGpus),
  appleSilicon: z.object({ chip: z.string().max(100), workingSetBytes: bytes }).nullable(),
  /** The drive that holds the models. */
  disk: z.object({ freeBytes: bytes, totalBytes: bytes }).nullable(),
  problems: z.array(z.object({ field: z.string().max(100), message: sentence })).max(maxFindings),
  /** Which probe told a part, in words: "from nvidia-smi". Left out for machines that nobody probed. */
  sources: z
    .array(z.object({ field: z.string().max(100), source: sentence }))
    .max(maxFindings)
    .optional(),
});

/** A machine typed in or read from a file: everything but the memory's size may be left out. */
export const machineInputSchema = z.object({
  name: z.string().max(200).optional(),
  platform: hardwareProfileSchema.shape.platform.optional(),
  arch: hardwareProfileSchema.shape.arch.optional(),
  cpu: hardwareProfileSchema.shape.cpu.partial().optional(),
  memory: hardwareProfileSchema.shape.memory.partial().required({ totalBytes: true }),
  gpus: z.array(gpuSchema.partial()).max(16).optional(),
  appleSilicon: z
    .object({ chip: z.string().max(100), workingSetBytes: bytes.optional() })
    .nullable()
    .optional(),
  disk: hardwareProfileSchema.shape.disk.optional(),
  problems: hardwareProfileSchema.shape.problems.optional(),
});

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
  /** The computer without its memory, as "Mac, M2 Pro". */
  kind: string;
  ramGiB: number;
  input: MachineInput & { name: string };
}

export type GpuBackend = (typeof gpuBackends)[number];
export type Gpu = z.infer<typeof gpuSchema>;
export type HardwareProfile = z.infer<typeof hardwareProfileSchema>;
export type MachineInput = z.infer<typeof machineInputSchema>;
