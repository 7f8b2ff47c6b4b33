import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readLabel } from "../../../src-main/models/catalog/index.ts";
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
    const { parameters, architecture, trainedContextTokens } = catalogueFacts(baseModel);
    const name = first.repository.split("/")[1]?.replace(/-GGUF$/i, "") ?? baseModel;
    return [
      repository({
        id: first.repository,
        baseModel,
        license: license ?? null,
        downloads: 900_000 - at * 3000,
        gguf: { total: parameters, architecture, context_length: trainedContextTokens ?? 0 },
        files: first.labels.map((label) => {
          const { label: plain } = readLabel(`model-${label}.gguf`);
          return largeFile(
            `${name}-${label}.gguf`,
            neverWhole(ggufBody(`${baseModel} ${label}`, () => catalogueModel(baseModel, plain ?? label))),
          );
        }),
      }),
    ];
  });
}

/** Hashing all of them takes an hour. */
function neverWhole(body: Body): Body {
  return {
    get key() {
      return body.key;
    },
    get sizeBytes() {
      return body.sizeBytes;
    },
    sha256: () => Promise.resolve(createHash("sha256").update(body.key).digest("hex")),
    read: (start, end) => body.read(start, end),
  };
}
