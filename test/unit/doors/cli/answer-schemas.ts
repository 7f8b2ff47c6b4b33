import { z } from "zod";
import { capabilityBands, capabilityBases, modelJobs, suggestionRoles } from "../../../../src-shared/contract/index.ts";

/** What scripts may rely on; the objects may carry more. */
const bytes = z.number().int().nonnegative();
const range = z.tuple([z.number().positive(), z.number().positive()]).refine(([low, high]) => low <= high);

export const errorAnswer = z.object({
  error: z.object({ code: z.string().min(1), message: z.string().min(1), details: z.record(z.string(), z.unknown()) }),
});

export const labelsAnswer = z.strictObject({
  labels: z.array(
    z.object({
      name: z.string(),
      role: z.enum(["variant", "mmproj", "imatrix", "draft", "other"]),
      label: z.string().nullable(),
      modifiers: z.array(z.string()),
      shard: z.object({ index: z.number().int(), count: z.number().int().nullable() }).nullable(),
      runs: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
});

export const scanAnswer = z.object({
  found: z.array(
    z.object({
      program: z.string(),
      path: z.string(),
      name: z.string(),
      label: z.string().nullable(),
      sizeBytes: bytes.positive(),
      sha256: z.string().nullable(),
      inLibrary: z.boolean(),
      runs: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
});

export const machineAnswer = z.object({
  name: z.string(),
  platform: z.string(),
  arch: z.string(),
  cpu: z.object({
    name: z.string(),
    physicalCores: z.number().int().positive(),
    performanceCores: z.number().int().positive(),
    usableCores: z.number().int().positive(),
    instructionSets: z.array(z.string()),
  }),
  memory: z.object({
    totalBytes: bytes.positive(),
    freeBytes: bytes,
    limitBytes: bytes.nullable(),
    bandwidthBytesPerSecond: z.number().positive().nullable(),
  }),
  gpus: z.array(
    z.object({
      vendor: z.string(),
      name: z.string(),
      backend: z.string().nullable(),
      dedicatedBytes: bytes.nullable(),
      freeBytes: bytes.nullable(),
      unified: z.boolean(),
      workingSetBytes: bytes.nullable(),
      bandwidthBytesPerSecond: z.number().positive().nullable(),
    }),
  ),
  appleSilicon: z.object({ chip: z.string(), workingSetBytes: bytes }).nullable(),
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
});

export const memoryNeed = z
  .object({
    weightsBytes: bytes,
    kvBytes: bytes,
    computeBytes: bytes,
    stateBytes: bytes,
    overheadBytes: bytes,
    repackBytes: bytes,
    anonymousBytes: bytes,
    fileBackedBytes: bytes,
    loadOnlyBytes: bytes,
    devices: z
      .array(
        z.object({ name: z.string(), kind: z.enum(["cpu", "gpu"]), needBytes: bytes, budgetBytes: z.number().int() }),
      )
      .min(1),
  })
  .refine(
    ({ weightsBytes, kvBytes, computeBytes, stateBytes, overheadBytes, devices }) =>
      weightsBytes + kvBytes + computeBytes + stateBytes + overheadBytes ===
      devices.reduce((sum, { needBytes }) => sum + needBytes, 0),
    "the kinds and the devices are two views of one sum",
  )
  .refine(
    ({ anonymousBytes, fileBackedBytes, devices }) =>
      devices.find(({ kind }) => kind === "cpu")?.needBytes === anonymousBytes + fileBackedBytes,
    "on the CPU it is anonymous and file-backed memory",
  );

export const fitAnswer = z.object({
  model: z.object({
    repository: z.string().nullable(),
    commit: z.string().nullable(),
    architecture: z.string(),
    parameters: z.number().positive(),
    trainedContextTokens: z.number().int().nullable(),
  }),
  plan: z.object({ contextTokens: z.number().int(), kvType: z.string() }),
  recommended: z.string().nullable(),
  variants: z.array(
    z.object({
      label: z.string(),
      files: z.array(z.string()).min(1),
      sizeBytes: bytes,
      bitsPerWeight: z.number(),
      verdict: z.enum(["runs-well", "runs-slowly", "tight", "shorten-context", "partly-on-gpu", "does-not-fit"]),
      memory: memoryNeed.nullable(),
      gpuLayers: z.number().int().nonnegative(),
      speed: z
        .object({
          tokensPerSecond: range,
          promptTokensPerSecond: range,
          basis: z.enum(["table", "bandwidth", "ledger"]),
        })
        .nullable(),
      quality: z.object({ band: z.string(), basis: z.string() }),
      reasons: z.array(z.string()),
      wayOut: z.object({ text: z.string() }).nullable(),
    }),
  ),
});

export const installedAnswer = z.object({
  id: z.string().min(1),
  repository: z.string().nullable(),
  label: z.string(),
  path: z.string(),
  sizeBytes: bytes,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  state: z.enum(["ready", "missing", "away", "damaged", "unverified"]),
});

export const listAnswer = z.strictObject({ variants: z.array(installedAnswer) });

export const event = z.looseObject({ event: z.string() });

export const pulledAnswer = installedAnswer.extend({ event: z.literal("done") });

export const verifiedAnswer = z.object({
  event: z.literal("done"),
  results: z.array(z.object({ id: z.string(), ok: z.boolean(), sha256: z.string().nullable(), message: z.string() })),
});

export const chatAnswer = z.object({
  event: z.literal("done"),
  text: z.string(),
  thinking: z.string(),
  form: z
    .object({
      kind: z.enum(["choice", "schema"]),
      outcome: z.enum(["fits", "cut-short", "differs"]),
      at: z.string().nullable(),
    })
    .nullable(),
  fallbackForm: z.object({ name: z.string(), reason: z.string(), temporary: z.boolean() }).nullable(),
  tokens: z.number().int().positive(),
  tokensPerSecond: z.number().positive().nullable(),
  promptTokensPerSecond: z.number().positive().nullable(),
  firstTokenMs: z.number().positive().nullable(),
  predicted: memoryNeed,
  measured: z.object({
    anonymousBytes: bytes.nullable(),
    fileBackedBytes: bytes.nullable(),
    loadMs: z.number().positive(),
  }),
});

export const suggestAnswer = z.object({
  job: z.enum(modelJobs),
  ratedOn: z.iso.date().nullable(),
  suggestions: z
    .array(
      z.object({
        repository: z.string().regex(/^[^/]+\/[^/]+$/),
        key: z.string().min(1),
        role: z.enum(suggestionRoles),
        job: z.enum(modelJobs),
        band: z.enum(capabilityBands).nullable(),
        capability: z.object({ basis: z.enum(capabilityBases) }),
        reasons: z.array(z.string().min(1)),
        sizeBytes: bytes.positive(),
        contextTokens: z.number().int().positive(),
      }),
    )
    .max(3),
});
