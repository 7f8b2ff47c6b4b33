import { z } from "zod";
import { type ModelFacts, purposes } from "../../../src-shared/contract/index.ts";
import { heldTo, samplingChangesSchema } from "../../ground/schemas/index.ts";

const maxLayers = 4096;
const maxTensors = 65_536;
const count = z.number().nonnegative();
const text = z.string().max(1000);
const tensors = z
  .array(z.object({ name: text, type: z.string().max(40), shape: z.array(count).max(8) }))
  .max(maxTensors);
const perLayer = z.array(count).max(maxLayers);

/**
 * A model's facts as they come back from the cache: written by us, but on a disk that others write to. The type demands
 * a line here for every fact: one without would be dropped silently.
 */
export const modelFactsSchema = heldTo<ModelFacts>()(
  z.object({
    architecture: text,
    name: text.nullable(),
    parameters: count,
    blockCount: count.max(maxLayers),
    trainedContextTokens: count.nullable(),
    embeddingLength: count,
    vocabularySize: count,
    feedForwardLengths: perLayer,
    headCounts: perLayer,
    kvHeadCounts: perLayer,
    keyLength: count,
    valueLength: count,
    slidingKeyLength: count.exactOptional(),
    slidingValueLength: count.exactOptional(),
    slidingWindowTokens: count.nullable(),
    slidingPattern: z.array(z.boolean()).max(maxLayers).nullable(),
    ropeDimensions: count.nullable(),
    experts: z.object({ count, used: count }).nullable(),
    mla: z.object({ kvLoraRank: count, ropeDimensions: count }).nullable(),
    ssm: z.object({ convKernel: count, innerSize: count, stateSize: count, groupCount: count }).nullable(),
    recurrentLayers: z.array(z.boolean()).max(maxLayers).exactOptional(),
    layerStates: z
      .array(z.object({ convolution: count, recurrence: count }))
      .max(maxLayers)
      .exactOptional(),
    deepstackLayers: count.exactOptional(),
    compressedKeys: perLayer.exactOptional(),
    loops: count.exactOptional(),
    draftLayers: count.exactOptional(),
    tiedEmbeddings: z.boolean(),
    fileType: count.nullable(),
    tensors: tensors.nullable(),
    firstTensors: tensors.exactOptional(),
    headerBytes: count.nullable(),
    chatTemplate: z.string().max(1_000_000).nullable(),
    recommendedSampling: samplingChangesSchema.exactOptional(),
    importanceMatrix: z.boolean(),
    sizeLabel: text.nullable(),
    purpose: z.enum(purposes).exactOptional(),
    shapeMargin: z.number().nonnegative().exactOptional(),
  }),
);
