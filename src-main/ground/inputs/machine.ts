import { z } from "zod";
import { type MachineInput, gpuBackends } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

const bytes = z.number().int().nonnegative();
const rate = z.number().positive();
/** What a person, a file or a driver calls a device: it is repeated in every row that shows this machine's plans. */
const deviceName = z.string().max(120);
const sentence = z.string().max(1000);
const count = z.number().int().positive().max(65_536);
/** More of each than any computer has. */
const maxGpus = 16;
const maxInstructionSets = 200;
const maxFindings = 200;

const gpuSchema = z.object({
  vendor: z.enum(["nvidia", "amd", "intel", "apple", "other"]),
  name: deviceName,
  backend: z.enum(gpuBackends).nullable(),
  backendReason: sentence,
  dedicatedBytes: bytes.nullable(),
  sharedBytes: bytes.nullable(),
  freeBytes: bytes.nullable(),
  unified: z.boolean(),
  workingSetBytes: bytes.nullable(),
  bandwidthBytesPerSecond: rate.nullable(),
  driver: deviceName.nullable(),
  computeCapability: z.string().regex(/^\d{1,2}\.\d{1,2}$/),
});

const cpuSchema = z.object({
  name: deviceName,
  physicalCores: count,
  logicalCores: count,
  performanceCores: count,
  usableCores: count,
  instructionSets: z.array(z.string().max(40)).max(maxInstructionSets),
});

const memorySchema = z.object({
  totalBytes: bytes.positive(),
  freeBytes: bytes,
  limitBytes: bytes.nullable(),
  bandwidthBytesPerSecond: rate.nullable(),
  bandwidthBasis: z.enum(["measured", "computed", "table"]).nullable(),
  bandwidthMeasuredAt: z.number().int().nonnegative(),
});

/** A machine typed in or read from a file. */
export const machineInputSchema = heldTo<MachineInput>()(
  z.object({
    name: z.string().max(200).optional(),
    platform: z.string().max(40).optional(),
    arch: z.string().max(40).optional(),
    cpu: cpuSchema.partial().optional(),
    memory: memorySchema.partial().required({ totalBytes: true }),
    gpus: z.array(gpuSchema.partial()).max(maxGpus).optional(),
    appleSilicon: z
      .object({ chip: z.string().max(100), workingSetBytes: bytes.optional() })
      .nullable()
      .optional(),
    disk: z.object({ freeBytes: bytes, totalBytes: bytes }).nullable().optional(),
    problems: z
      .array(z.object({ field: z.string().max(100), message: sentence }))
      .max(maxFindings)
      .optional(),
  }),
);
