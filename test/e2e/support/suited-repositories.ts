import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readLabel } from "../../../src-main/models/catalog/index.ts";
import { computedVariantSize } from "../../../src-main/models/recommend/index.ts";
import { catalogueFacts, catalogueModel, catalogueModels } from "../../fixtures/catalogue-model.ts";
import type { Body } from "../../hub/bodies.ts";
import { ggufBody } from "../../hub/model-bodies.ts";
import { type Repository, largeFile, repository } from "../../hub/repository.ts";

interface Row {
  baseModel: string;
  license?: string;
  repositories: { repository: string; labels: string[] }[];
}

const catalogue = new URL("../../../resources/catalogue/models.json", import.meta.url);

/**
 * What the catalogue suggests, each model in the repository that it takes first, with headers of its shape: for screens on which nothing is
 * downloaded whole.
 */
export function suitedRepositories(): Repository[] {
  const { models } = JSON.parse(readFileSync(catalogue, "utf8")) as { models: Row[] };
  return models.flatMap(({ baseModel, license, repositories: [first] }, at) => {
    if (first === undefined || !catalogueModels.includes(baseModel)) return [];
    const facts = catalogueFacts(baseModel);
    const { parameters, architecture, trainedContextTokens } = facts;
    const name = first.repository.split("/")[1]?.replace(/-GGUF$/i, "") ?? baseModel;
    return [
      repository({
        id: first.repository,
        baseModel,
        license: license ?? null,
        downloads: 900_000 - at * 3000,
        gguf: { total: parameters, architecture, context_length: trainedContextTokens ?? 0 },
        files: first.labels.map((fileLabel) => {
          const { label, modifiers } = readLabel(`model-${fileLabel}.gguf`);
          const content = ggufBody(`${baseModel} ${fileLabel}`, () => catalogueModel(baseModel, label ?? fileLabel));
          const sizeBytes = computedVariantSize(facts, label ?? fileLabel, modifiers);
          const key = `${first.repository} ${fileLabel}`;
          return largeFile(
            `${name}-${fileLabel}.gguf`,
            sizeBytes === null ? content : neverWhole(content, key, sizeBytes),
          );
        }),
      }),
    ];
  });
}

/** Making all headers takes minutes, and hashing what follows them an hour: only what is read is made. */
function neverWhole(body: Body, key: string, sizeBytes: number): Body {
  const sha256 = createHash("sha256").update(key).digest("hex");
  return { key, sizeBytes, sha256: () => Promise.resolve(sha256), read: (start, end) => body.read(start, end) };
}
