import { describe, expect, it } from "vitest";
import type { ModelFacts, Plan } from "../../../../../src-shared/contract/index.ts";
import {
  type GgufHeader,
  ModelShapes,
  modelFacts,
  parseGgufHeader,
  shapeRowOf,
} from "../../../../../src-main/models/catalog/index.ts";
import {
  budgetsOf,
  computedVariantSize,
  estimateMemory,
  tensorSlots,
  variantWeights,
} from "../../../../../src-main/models/recommend/index.ts";
import {
  type GgufContent,
  type ModelKind,
  ggufHeaderBytes,
  modelShapes,
  syntheticModel,
} from "../../../../fixtures/index.ts";
import { machineOf } from "../../recommend/facts.ts";

const kinds = Object.keys(modelShapes) as ModelKind[];

function parsed(content: GgufContent): GgufHeader {
  const progress = parseGgufHeader(ggufHeaderBytes(content));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  return progress.header;
}

/** Of a quantised file. llama.cpp leaves some matrices as they were (`tensor_allows_quantization`), which the fixture does not. */
function headerOf(kind: ModelKind): GgufHeader {
  const content = syntheticModel(kind, { vocabulary: "none", chatTemplate: null });
  const left = new Map(
    tensorSlots(modelFacts(parsed(content)))
      .filter(({ quantizable }) => !quantizable)
      .map(({ name, headerType, rows }) => [name, headerType === "F32" || rows === 1 ? "F32" : "F16"]),
  );
  const tensors = content.tensors.map((tensor) => ({ ...tensor, type: left.get(tensor.name) ?? tensor.type }));
  return parsed({ ...content, tensors });
}

/** As the file holds it: written, and read again. */
function factsByRow(header: GgufHeader): ModelFacts {
  const shapes = { "maker/model": shapeRowOf(header, "test") };
  const facts = new ModelShapes(JSON.parse(JSON.stringify({ version: 1, shapes }))).factsOf("Maker/Model");
  if (facts === null) throw new Error("no row");
  return facts;
}

/** What a header says of its own file alone: its types, and what was written around the tensors. */
function ofTheModel({ tensors, fileType, headerBytes, importanceMatrix, ...facts }: ModelFacts): unknown {
  const slots = tensorSlots({ tensors, fileType, headerBytes, importanceMatrix, ...facts });
  return { ...facts, slots: slots.map(({ headerType: _, ...slot }) => slot) };
}

const plan: Plan = {
  contextTokens: 16_384,
  kvType: "q8_0",
  gpuLayers: 7,
  backend: "metal",
  flashAttention: true,
  mmap: true,
  batchTokens: 512,
  sequences: 1,
  cpuExpertLayers: 0,
  repack: true,
  threads: 1,
};
const machine = machineOf({ gpus: [{ backend: "metal" }] });
const budgets = budgetsOf(machine, 0);

describe.each(kinds)("a row made from a header of %s", (kind) => {
  const header = headerOf(kind);
  const real = modelFacts(header);
  const ours = factsByRow(header);

  it("gives the facts that the header gives", () => {
    expect(ofTheModel(ours)).toEqual(ofTheModel(real));
  });

  it.each(["Q8_0", "Q4_K_M", "IQ2_XS"])("gives the memory and the size of a file of %s", (label) => {
    const variant = { label, modifiers: [] };
    const memory = (facts: ModelFacts) =>
      estimateMemory({ facts, weights: variantWeights(facts, variant, null), machine, budgets }, plan);
    expect(memory(ours)).toEqual(memory(real));
    expect(computedVariantSize(ours, label)).toBe((computedVariantSize(real, label) ?? 0) - header.headerBytes);
  });
});
