import type { Readable } from "node:stream";
import {
  type GgufContent,
  type GgufValue,
  type ModelKind,
  type ModelShape,
  type SyntheticOptions,
  type WriterTensor,
  ggufFileBytes,
  ggufHeaderBytes,
  syntheticModel,
} from "../fixtures/index.ts";
import { type Body, seededBody } from "./bodies.ts";

/** Makes a body only when it is requested: headers with a full vocabulary take a while. */
export function lazyBody(make: () => Body): Body {
  let made: Body | undefined;
  const body = (): Body => (made ??= make());
  return {
    get key() {
      return body().key;
    },
    get sizeBytes() {
      return body().sizeBytes;
    },
    sha256: () => body().sha256(),
    read: (start, end): Readable => body().read(start, end),
  };
}

/** A GGUF file with a real header whose weights are pseudo-random bytes. */
export function ggufBody(seed: string, content: () => GgufContent): Body {
  return lazyBody(() => {
    const made = content();
    const header = Buffer.from(ggufHeaderBytes(made));
    return seededBody(seed, header.length + dataBytes(made), header);
  });
}

/** Of the tensors alone; making a whole header to measure the file would take as long again. */
function dataBytes({ tensors, alignment = 32 }: GgufContent): number {
  const bare = { metadata: {}, tensors, alignment };
  return ggufFileBytes(bare) - ggufHeaderBytes(bare).length;
}

export function modelBody(kind: ModelKind, options: SyntheticOptions): Body {
  return ggufBody(`${kind} ${options.label ?? ""}`, () => syntheticModel(kind, options));
}

/** A llama of a few MB, for tests that transfer whole files. */
export const smallShape: Partial<ModelShape> = {
  name: "Small sample",
  blocks: 4,
  embedding: 256,
  heads: 4,
  kvHeads: 2,
  feedForward: 768,
  vocabulary: 2048,
  contextTokens: 4096,
};

export function smallModel(label: string, options: Omit<SyntheticOptions, "label" | "shape"> = {}): () => GgufContent {
  return () => syntheticModel("smollm2-135m", { label, shape: smallShape, ...options });
}

/** The same model cut into shards as `llama-gguf-split` does: metadata in the first, tensors over all. */
export function shardBodies(seed: string, content: () => GgufContent, count: number): Body[] {
  let cut: GgufContent[] | undefined;
  const shards = (): GgufContent[] => (cut ??= splitContent(content(), count));
  return Array.from({ length: count }, (_, index) =>
    ggufBody(`${seed} ${index + 1} of ${count}`, () => shards()[index]!),
  );
}

function splitContent(content: GgufContent, count: number): GgufContent[] {
  const groups = Array.from({ length: count }, (): WriterTensor[] => []);
  const perShard = ggufFileBytes(content) / count;
  let bytes = 0;
  for (const tensor of content.tensors) {
    groups[Math.min(count - 1, Math.floor(bytes / perShard))]!.push(tensor);
    bytes += ggufFileBytes({ metadata: {}, tensors: [tensor] });
  }
  return groups.map((tensors, index) => {
    const split: Record<string, GgufValue> = {
      "split.no": { type: "uint16", value: index },
      "split.count": { type: "uint16", value: count },
      "split.tensors.count": { type: "int32", value: content.tensors.length },
    };
    return {
      metadata: index === 0 ? { ...(content.metadata as Record<string, GgufValue>), ...split } : split,
      tensors,
    };
  });
}
