import { modelFacts, parseGgufHeader } from "../../../../src-main/models/catalog/index.ts";
import type { HardwareProfile, ModelFacts } from "../../../../src-shared/contract/index.ts";
import { type ModelKind, type ModelShape, ggufHeaderBytes, syntheticModel } from "../../../fixtures/index.ts";

const known = new Map<string, ModelFacts>();

/** A model's facts, read from the header of a file with its published shape; without a label as the bundled catalogue has them. */
export function factsOf(kind: ModelKind, label: string | null = "Q4_K_M", shape: Partial<ModelShape> = {}): ModelFacts {
  const key = `${kind} ${label ?? "bundled"} ${JSON.stringify(shape)}`;
  let facts = known.get(key);
  if (facts === undefined) {
    const content = syntheticModel(kind, { label: label ?? "F16", vocabulary: "none", shape });
    const progress = parseGgufHeader(ggufHeaderBytes(content));
    if (progress.status !== "ok") throw new Error("the header is cut short");
    facts = modelFacts(progress.header);
    if (label === null) facts = { ...facts, tensors: null, headerBytes: null };
    known.set(key, facts);
  }
  return facts;
}

const GB = 1e9;

/** A machine with plenty of everything; the tests change what they are about. */
export function machineOf(change: {
  freeBytes?: number;
  totalBytes?: number;
  gpus?: Partial<HardwareProfile["gpus"][number]>[];
  cpu?: Partial<HardwareProfile["cpu"]>;
  memory?: Partial<HardwareProfile["memory"]>;
  arch?: string;
  appleSilicon?: HardwareProfile["appleSilicon"];
}): HardwareProfile {
  return {
    name: "Test computer",
    platform: "linux",
    arch: change.arch ?? "x64",
    cpu: {
      name: "CPU",
      physicalCores: 8,
      logicalCores: 16,
      performanceCores: 8,
      usableCores: 8,
      instructionSets: ["avx2", "fma", "f16c"],
      ...change.cpu,
    },
    memory: {
      totalBytes: change.totalBytes ?? 64 * GB,
      freeBytes: change.freeBytes ?? 48 * GB,
      limitBytes: null,
      bandwidthBytesPerSecond: 51.2e9,
      bandwidthBasis: "computed",
      ...change.memory,
    },
    gpus: (change.gpus ?? []).map((gpu) => ({
      vendor: "nvidia",
      name: "GPU",
      backend: "cuda",
      dedicatedBytes: 12 * GB,
      sharedBytes: null,
      freeBytes: 11 * GB,
      unified: false,
      workingSetBytes: null,
      bandwidthBytesPerSecond: 504e9,
      driver: null,
      ...gpu,
    })),
    appleSilicon: change.appleSilicon ?? null,
    disk: null,
    problems: [],
  };
}
