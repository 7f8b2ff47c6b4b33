import { expect, it } from "vitest";
import { modelFacts, parseGgufHeader } from "../../../../src-main/models/catalog/index.ts";
import { modelFactsSchema } from "../../../../src-main/models/catalog/facts-schema.ts";
import { ggufHeaderBytes, modelKinds, syntheticModel } from "../../../fixtures/index.ts";

it.each(modelKinds)("facts of %s come back from the cache as they went in", (kind) => {
  const progress = parseGgufHeader(ggufHeaderBytes(syntheticModel(kind, { vocabulary: "none" })));
  if (progress.status !== "ok") throw new Error("the header is cut short");
  const facts = modelFacts(progress.header);
  expect(modelFactsSchema.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
});
