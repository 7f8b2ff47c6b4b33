import { z } from "zod";
import type {
  ModelFacts,
  RepositoryDetail,
  RepositorySummary,
  RepositoryVariant,
} from "../../../../src-shared/contract/index.ts";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import { readLabel } from "../labels/index.ts";
import type { BundledCatalogue, BundledEntry, ShapeHints, SizeOf } from "./bundled-catalogue.ts";
import { bundledShapeSchema, shapeFacts } from "./shape-facts.ts";

/** A fine-tune may add a few tokens to the vocabulary; the next model of a family is further away than this. */
const sameSizeShare = 0.01;

const bundledModelSchema = z.object({
  repository: z.string().max(200),
  name: z.string().max(200),
  baseModel: z.string().max(200).nullable(),
  license: z.string().max(100).nullable(),
  note: z.string().max(500).nullable(),
  labels: z.array(z.string().max(60)).max(100),
  shape: bundledShapeSchema,
});
const bundledFileSchema = z.object({ version: z.literal(1), models: z.array(bundledModelSchema).max(2000) });
type BundledModel = z.infer<typeof bundledModelSchema>;

/** The catalogue in the parsed text of `resources/catalogue.json`. */
export class ParsedCatalogue implements BundledCatalogue {
  readonly sizeOf: SizeOf;
  readonly #models: ReadonlyMap<string, BundledModel>;
  readonly #pageUrl: (repository: string) => string;
  readonly #facts = new Map<BundledModel, ModelFacts>();

  /** `pageUrl` says where a repository's page is. Throws what zod throws. */
  constructor(json: unknown, sizeOf: SizeOf, pageUrl: (repository: string) => string) {
    const { models } = bundledFileSchema.parse(json);
    this.#models = new Map(models.map((model) => [model.repository.toLowerCase(), model]));
    this.sizeOf = sizeOf;
    this.#pageUrl = pageUrl;
  }

  search(text: string): RepositorySummary[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return [...this.#models.values()]
      .filter((model) => {
        const said = [model.repository, model.name, model.baseModel, model.note].join(" ").toLowerCase();
        return words.every((word) => said.includes(word));
      })
      .map((model) => summary(model, this.#factsOf(model)));
  }

  get(repository: string): BundledEntry | null {
    const model = this.#models.get(repository.toLowerCase());
    if (model === undefined) return null;
    const facts = this.#factsOf(model);
    return { detail: detail(model, facts, this.sizeOf, this.#pageUrl(model.repository)), facts };
  }

  shapeLike({ architecture, parameters, trainedContextTokens }: ShapeHints): ModelFacts | null {
    if (architecture === null || parameters === null || trainedContextTokens === null) return null;
    for (const model of this.#models.values()) {
      const { shape } = model;
      if (shape.architecture !== architecture || shape.trainedContextTokens !== trainedContextTokens) continue;
      const facts = this.#factsOf(model);
      if (Math.abs(parameters / facts.parameters - 1) <= sameSizeShare) return facts;
    }
    return null;
  }

  #factsOf(model: BundledModel): ModelFacts {
    const known = this.#facts.get(model) ?? shapeFacts(model.name, model.shape);
    this.#facts.set(model, known);
    return known;
  }
}

function summary(model: BundledModel, facts: ModelFacts): RepositorySummary {
  const [owner = "", name = ""] = model.repository.split("/");
  return {
    repository: model.repository,
    name,
    owner,
    parameters: facts.parameters,
    architecture: facts.architecture,
    trainedContextTokens: facts.trainedContextTokens,
    downloads: null,
    likes: null,
    license: model.license,
    gated: "no",
    updatedAt: null,
    fit: null,
    bundled: true,
    model: null,
  };
}

function detail(model: BundledModel, facts: ModelFacts, sizeOf: SizeOf, pageUrl: string): RepositoryDetail {
  const variants = model.labels.flatMap((name): RepositoryVariant[] => {
    const reading = readLabel(`${model.name}-${name}.gguf`);
    const label = reading.label ?? name;
    const sizeBytes = sizeOf(facts, label, reading.modifiers);
    // What cannot be sized cannot be judged, and nothing here is made up.
    if (sizeBytes === null) return [];
    const { modifiers, runs, note } = reading;
    return [{ key: variantKey(modifiers, label), label, modifiers, files: [], sizeBytes, complete: true, runs, note }];
  });
  return {
    repository: model.repository,
    commit: null,
    description: model.note,
    baseModels: [],
    license: model.license,
    parameters: facts.parameters,
    gated: "no",
    tags: [],
    updatedAt: null,
    variants: variants.sort((a, b) => b.sizeBytes - a.sizeBytes),
    companions: [],
    unsupported: [],
    source: "bundled",
    pageUrl,
    notice: null,
  };
}
