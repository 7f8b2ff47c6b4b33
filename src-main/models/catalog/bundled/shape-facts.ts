import { z } from "zod";
import type { ModelFacts } from "../../../../src-shared/contract/index.ts";

const positive = z.number().int().positive();

/** A model's shape as its publisher's configuration gives it. Lengths are elements; `headLength` is one head's. */
export const bundledShapeSchema = z.object({
  architecture: z.string().max(60),
  blockCount: positive.max(4096),
  embeddingLength: positive,
  headCount: positive,
  kvHeadCount: positive,
  headLength: positive,
  /** Of one expert where there are experts. */
  feedForwardLength: positive,
  vocabularySize: positive,
  trainedContextTokens: positive,
  tiedEmbeddings: z.boolean(),
  slidingWindowTokens: positive.optional(),
  /** Every so-many-th layer attends to everything; the others slide. */
  slidingEvery: positive.optional(),
  experts: z.object({ count: positive, used: positive }).optional(),
});
export type BundledShape = z.infer<typeof bundledShapeSchema>;

/** `resources/catalogue/shapes.json`: by base model. */
export const shapesSchema = z.object({
  version: z.literal(1),
  shapes: z.record(z.string().min(1).max(200), bundledShapeSchema),
});

/** The facts that a header would give, as far as a configuration gives them. */
export function shapeFacts(name: string, shape: BundledShape): ModelFacts {
  const perLayer = <T>(value: T): T[] => Array.from({ length: shape.blockCount }, () => value);
  const every = shape.slidingEvery;
  return {
    architecture: shape.architecture,
    name,
    parameters: parameterCount(shape),
    blockCount: shape.blockCount,
    trainedContextTokens: shape.trainedContextTokens,
    embeddingLength: shape.embeddingLength,
    vocabularySize: shape.vocabularySize,
    feedForwardLengths: perLayer(shape.feedForwardLength),
    headCounts: perLayer(shape.headCount),
    kvHeadCounts: perLayer(shape.kvHeadCount),
    keyLength: shape.headLength,
    valueLength: shape.headLength,
    slidingWindowTokens: shape.slidingWindowTokens ?? null,
    slidingPattern:
      shape.slidingWindowTokens === undefined
        ? null
        : perLayer(0).map((_, layer) => every === undefined || (layer + 1) % every !== 0),
    ropeDimensions: shape.headLength,
    experts: shape.experts ?? null,
    mla: null,
    ssm: null,
    tiedEmbeddings: shape.tiedEmbeddings,
    fileType: null,
    tensors: null,
    headerBytes: null,
    chatTemplate: null,
    importanceMatrix: false,
    sizeLabel: null,
  };
}

/** Embeddings, attention and feed-forward (gate, up, down) matrices and norms; biases are too small to matter. */
function parameterCount(shape: BundledShape): number {
  const { embeddingLength, headLength } = shape;
  const query = embeddingLength * shape.headCount * headLength;
  const keyAndValue = 2 * embeddingLength * shape.kvHeadCount * headLength;
  const experts = shape.experts?.count ?? 1;
  const feedForward = 3 * embeddingLength * shape.feedForwardLength * experts;
  const router = shape.experts ? embeddingLength * experts : 0;
  const layer = 2 * query + keyAndValue + feedForward + router + 2 * embeddingLength;
  const embeddings = shape.vocabularySize * embeddingLength * (shape.tiedEmbeddings ? 1 : 2);
  return embeddings + shape.blockCount * layer + embeddingLength;
}
