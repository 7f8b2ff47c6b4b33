import { z } from "zod";
import type {
  ModelFacts,
  RepositoryDetail,
  RepositorySummary,
  RepositoryVariant,
} from "../../../../src-shared/contract/index.ts";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import { readLabel } from "../labels/index.ts";
import { bundledShapeSchema, shapeFacts } from "./shape-facts.ts";

/** Well-known repositories that can be browsed and ranked without the Hub. */
export interface BundledCatalogue {
  /** Those that have every word of the text in their name, owner, base model or note; all of them for an empty text. */
  search(text: string): RepositorySummary[];
  get(repository: string): BundledEntry | null;
  /**
   * The shape of a bundled model that agrees with what the Hub tells of another in architecture, size and context: most
   * fine-tunes keep their base's. Null where none agrees.
   */
  shapeLike(model: ShapeHints): ModelFacts | null;
  /** `SizeOf`, as it was given. */
  sizeOf: SizeOf;
}

export interface ShapeHints {
  architecture: string | null;
  parameters: number | null;
  trainedContextTokens: number | null;
}

export interface BundledEntry {
  detail: RepositoryDetail;
  /** From the published configuration: no tensors, no header. */
  facts: ModelFacts;
}

/** Bytes of a variant's file by our own size model; null for a label that it does not know. */
export type SizeOf = (facts: ModelFacts, label: string, modifiers: readonly string[]) => number | null;

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

/** Takes the parsed text of `resources/catalogue.json`. `pageUrl` says where a repository's page is. */
export function createBundledCatalogue(
  json: unknown,
  sizeOf: SizeOf,
  pageUrl: (repository: string) => string,
): BundledCatalogue {
  const models = new Map(bundledFileSchema.parse(json).models.map((model) => [model.repository.toLowerCase(), model]));
  const facts = new Map<BundledModel, ModelFacts>();
  const factsOf = (model: BundledModel): ModelFacts => {
    const known = facts.get(model) ?? shapeFacts(model.name, model.shape);
    facts.set(model, known);
    return known;
  };

  return {
    search(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      return [...models.values()]
        .filter((model) => {
          const said = [model.repository, model.name, model.baseModel, model.note].join(" ").toLowerCase();
          return words.every((word) => said.includes(word));
        })
        .map((model) => summary(model, factsOf(model)));
    },
    get(repository) {
      const model = models.get(repository.toLowerCase());
      return model
        ? { detail: detail(model, factsOf(model), sizeOf, pageUrl(model.repository)), facts: factsOf(model) }
        : null;
    },
    shapeLike({ architecture, parameters, trainedContextTokens }) {
      if (architecture === null || parameters === null || trainedContextTokens === null) return null;
      for (const model of models.values()) {
        const { shape } = model;
        if (shape.architecture !== architecture || shape.trainedContextTokens !== trainedContextTokens) continue;
        const facts = factsOf(model);
        if (Math.abs(parameters / facts.parameters - 1) <= sameSizeShare) return facts;
      }
      return null;
    },
    sizeOf,
  };
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
