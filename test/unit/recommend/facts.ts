import type { HardwareProfile } from "../../../src-main/contract/hardware.ts";
import type { ModelFacts } from "../../../src-main/contract/model.ts";
import { type ModelKind, type ModelShape, modelShapes, syntheticModel } from "../../fixtures/index.ts";

/** Every so-many-th layer sees the whole context; the others a window (llama.cpp's `set_swa_pattern`). */
const slidingPeriods: Readonly<Record<string, number>> = { gemma2: 2, gemma3: 6, "gpt-oss": 2 };

/** A model's facts by its published shape, with the tensors of a file with this label: what the header reader would give. */
export function factsOf(
  kind: ModelKind,
  label: string | null = "Q4_K_M",
  change: Partial<ModelShape> = {},
): ModelFacts {
  const shape: ModelShape = { ...modelShapes[kind], ...change };
  const content = syntheticModel(kind, { label: label ?? "F16", vocabulary: "none", shape: change });
  const tensors = content.tensors.map(({ name, type, shape: dimensions }) => ({ name, type, shape: [...dimensions] }));
  const repeat = <T>(value: T): T[] => Array.from({ length: shape.blocks }, () => value);
  const keyLength = shape.keyLength ?? (shape.heads > 0 ? shape.embedding / shape.heads : 0);
  const period = slidingPeriods[shape.architecture];
  const sees = (layer: number): boolean =>
    shape.attentionEvery === undefined || layer % shape.attentionEvery === shape.attentionEvery - 1;
  const elements = (dimensions: readonly number[]): number => dimensions.reduce((product, n) => product * n, 1);
  return {
    architecture: shape.architecture,
    name: shape.name,
    parameters: tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    blockCount: shape.blocks,
    trainedContextTokens: shape.contextTokens,
    embeddingLength: shape.embedding,
    vocabularySize: shape.vocabulary,
    feedForwardLengths: repeat(shape.experts?.feedForward ?? shape.feedForward),
    headCounts: repeat(shape.heads),
    kvHeadCounts: repeat(0).map((_, layer) => (sees(layer) ? shape.kvHeads : 0)),
    keyLength: shape.mla ? shape.mla.kvLoraRank + shape.mla.rope : keyLength,
    valueLength: shape.mla ? shape.mla.kvLoraRank : (shape.valueLength ?? keyLength),
    slidingWindowTokens: period === undefined ? null : (shape.slidingWindow ?? null),
    slidingPattern: period === undefined ? null : repeat(0).map((_, layer) => layer % period < period - 1),
    ropeDimensions: keyLength,
    experts: shape.experts ? { count: shape.experts.count, used: shape.experts.used } : null,
    mla: shape.mla ? { kvLoraRank: shape.mla.kvLoraRank, ropeDimensions: shape.mla.rope } : null,
    ssm: shape.ssm ?? null,
    tiedEmbeddings: shape.tied ?? false,
    fileType: null,
    tensors: label === null ? null : tensors,
    headerBytes: 0,
    chatTemplate: null,
    importanceMatrix: false,
    sizeLabel: null,
  };
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
