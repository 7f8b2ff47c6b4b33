import type {
  ModelCard,
  ModelFacts,
  RepositoryDetail,
  RepositorySummary,
  RepositoryVariant,
} from "../../../../src-shared/contract/index.ts";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import { type Measured, capabilityOf, fullModel } from "../../capability/index.ts";
import { readLabel } from "../labels/index.ts";
import type { BundledCatalogue, BundledEntry, BundledModel, ShapeHints, SizeOf } from "./bundled-catalogue.ts";
import { type ModelRow, modelCard, modelRowsSchema } from "./model-rows.ts";
import { type Ratings, measuredOf, ratingsSchema } from "./ratings.ts";
import { ModelShapes, type ShapeOutline } from "../shapes/model-shapes.ts";

/** The parsed texts of the files in `resources/catalogue`; null for one that could not be read. */
export interface CatalogueFiles {
  models: unknown;
  ratings: unknown;
  shapes: unknown;
}

/** An uploader's repository of a row's model. */
interface Upload {
  row: ModelRow;
  repository: string;
  labels: readonly string[];
}

/** What is made of a row when it is first asked for. */
interface Known {
  outline: ShapeOutline | null;
  measured: Measured;
  card: ModelCard;
}

/** The catalogue that comes with the app, as its files say. */
export class ParsedCatalogue implements BundledCatalogue {
  readonly sizeOf: SizeOf;
  readonly #rows: readonly ModelRow[];
  readonly #uploads = new Map<string, Upload>();
  readonly #byBase = new Map<string, ModelRow>();
  readonly #ratings: Ratings | null;
  readonly #shapes: ModelShapes;
  readonly #pageUrl: (repository: string) => string;
  readonly #known = new Map<ModelRow, Known>();
  #chatModels: readonly BundledModel[] | undefined;

  /** `pageUrl` says where a repository's page is. Throws what zod throws. */
  constructor(files: CatalogueFiles, sizeOf: SizeOf, pageUrl: (repository: string) => string) {
    this.#rows = modelRowsSchema.parse(files.models).models;
    this.#ratings = files.ratings === null ? null : ratingsSchema.parse(files.ratings);
    this.#shapes = new ModelShapes(files.shapes ?? { version: 1, shapes: {} });
    for (const row of this.#rows) {
      this.#byBase.set(row.baseModel.toLowerCase(), row);
      for (const { repository, labels } of row.repositories) {
        this.#uploads.set(repository.toLowerCase(), { row, repository, labels });
      }
    }
    this.sizeOf = sizeOf;
    this.#pageUrl = pageUrl;
  }

  search(text: string): RepositorySummary[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#rows.flatMap((row) => {
      const upload = row.repositories.find(({ repository }) => {
        const said = [repository, row.name, row.baseModel, row.note, row.purpose, ...row.jobs].join(" ").toLowerCase();
        return words.every((word) => said.includes(word));
      });
      return upload === undefined ? [] : [this.#summary(row, upload.repository)];
    });
  }

  get(repository: string): BundledEntry | null {
    const upload = this.#uploads.get(repository.toLowerCase());
    return upload === undefined ? null : this.#entry(upload);
  }

  card(repository: string, baseModels: readonly string[] = []): ModelCard | null {
    const names = [repository, ...baseModels].map((name) => name.toLowerCase());
    const row =
      this.#uploads.get(names[0] ?? "")?.row ??
      names.map((name) => this.#byBase.get(name)).find((one) => one !== undefined);
    return row === undefined ? null : this.#of(row).card;
  }

  chatModels(): readonly BundledModel[] {
    return (this.#chatModels ??= this.#rows.flatMap((row): BundledModel[] => {
      const { card, measured, outline } = this.#of(row);
      const [upload] = row.repositories;
      if (upload === undefined || outline === null || card.purpose !== null || !card.runs) return [];
      let opened: BundledEntry | null | undefined;
      const open = (): BundledEntry | null => (opened ??= this.#entry({ row, ...upload }));
      const uploadersOf = (key: string): string[] =>
        row.repositories
          .filter(({ labels }) => labels.some((label) => named(label).key === key))
          .map(({ repository }) => repository);
      return [{ card, measured, parameters: outline.parameters, open, uploadersOf }];
    }));
  }

  ratedOn(): string | null {
    return this.#ratings?.arena.source.asOf ?? null;
  }

  shapeLike(hints: ShapeHints): ModelFacts | null {
    return this.#shapes.like(hints);
  }

  #of(row: ModelRow): Known {
    const before = this.#known.get(row);
    if (before !== undefined) return before;
    const outline = this.#shapes.outlineOf(row.baseModel);
    const measured = measuredOf(row, this.#ratings);
    const capability = capabilityOf(measured, null, null, fullModel);
    const known: Known = {
      outline,
      measured,
      card: modelCard(row, { capability, shapeCertain: outline?.certain === true }),
    };
    this.#known.set(row, known);
    return known;
  }

  #summary(row: ModelRow, repository: string): RepositorySummary {
    const { card, outline } = this.#of(row);
    const [owner = "", name = ""] = repository.split("/");
    return {
      repository,
      name,
      owner,
      parameters: outline?.parameters ?? row.parameters ?? null,
      architecture: outline?.architecture ?? row.architecture ?? null,
      trainedContextTokens: outline?.trainedContextTokens ?? null,
      downloads: null,
      likes: null,
      license: card.license,
      gated: "no",
      updatedAt: null,
      fit: null,
      bundled: true,
      model: card,
    };
  }

  #entry({ row, repository, labels }: Upload): BundledEntry | null {
    const facts = this.#shapes.factsOf(row.baseModel);
    if (facts === null) return null;
    const variants = labels.flatMap((label) => variantOf(label, facts, this.sizeOf));
    const detail: RepositoryDetail = {
      repository,
      commit: null,
      description: row.note ?? null,
      baseModels: [row.baseModel],
      license: row.license ?? null,
      parameters: facts.parameters,
      gated: "no",
      tags: [],
      updatedAt: null,
      variants: variants.sort((a, b) => b.sizeBytes - a.sizeBytes),
      companions: [],
      unsupported: [],
      source: "bundled",
      pageUrl: this.#pageUrl(repository),
      notice: null,
    };
    return { detail, facts };
  }
}

/** The variant that an uploader calls so. */
function named(name: string): Omit<RepositoryVariant, "files" | "sizeBytes" | "complete"> {
  const { label, modifiers, runs, note } = readLabel(`model-${name}.gguf`);
  const known = label ?? name;
  return { key: variantKey(modifiers, known), label: known, modifiers, runs, note };
}

function variantOf(name: string, facts: ModelFacts, sizeOf: SizeOf): RepositoryVariant[] {
  const variant = named(name);
  const sizeBytes = sizeOf(facts, variant.label, variant.modifiers);
  // What cannot be sized cannot be judged, and nothing here is made up.
  return sizeBytes === null ? [] : [{ ...variant, files: [], sizeBytes, complete: true }];
}
