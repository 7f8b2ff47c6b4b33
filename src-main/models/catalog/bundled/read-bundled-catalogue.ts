import { join } from "node:path";
import type { ModelCard, ModelFacts, RepositorySummary } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import type { Logger } from "../../../ground/core/index.ts";
import { readJsonFile } from "../../../ground/files/index.ts";
import type { BundledCatalogue, BundledEntry, BundledModel, ShapeHints, SizeOf } from "./bundled-catalogue.ts";
import { ParsedCatalogue } from "./parsed-catalogue.ts";

const bounds = { bytes: 8 * MiB, depth: 16, values: 500_000 };

export interface BundledCatalogueOptions {
  /** Of the files that come with the app. */
  folder: string;
  sizeOf: SizeOf;
  /** The Hub's address, for the repositories' pages. */
  endpoint: () => string;
  logger: Logger;
}

/**
 * The catalogue that comes with the app. Read on first use: most starts do not need it. A broken installation loses offline
 * browsing, and nothing else.
 */
export function readBundledCatalogue(options: BundledCatalogueOptions): BundledCatalogue {
  return new CatalogueFile(options);
}

class CatalogueFile implements BundledCatalogue {
  readonly sizeOf: SizeOf;
  readonly #options: BundledCatalogueOptions;
  #read: BundledCatalogue | undefined;

  constructor(options: BundledCatalogueOptions) {
    this.#options = options;
    this.sizeOf = options.sizeOf;
  }

  search(text: string): RepositorySummary[] {
    return this.#catalogue().search(text);
  }

  get(repository: string): BundledEntry | null {
    return this.#catalogue().get(repository);
  }

  card(repository: string, baseModels: readonly string[] = []): ModelCard | null {
    return this.#catalogue().card(repository, baseModels);
  }

  chatModels(): readonly BundledModel[] {
    return this.#catalogue().chatModels();
  }

  ratedOn(): string | null {
    return this.#catalogue().ratedOn();
  }

  shapeLike(model: ShapeHints): ModelFacts | null {
    return this.#catalogue().shapeLike(model);
  }

  #catalogue(): BundledCatalogue {
    return (this.#read ??= this.#open());
  }

  #open(): BundledCatalogue {
    const { folder, sizeOf, endpoint, logger } = this.#options;
    const pageUrl = (repository: string): string => `${endpoint()}/${repository}`;
    const file = (name: string): unknown => readJsonFile(join(folder, name), bounds);
    try {
      const files = { models: file("models.json"), ratings: file("ratings.json"), shapes: file("shapes.json") };
      return new ParsedCatalogue(files, sizeOf, pageUrl);
    } catch (error) {
      logger.error("the bundled catalogue could not be read", { folder, error: String(error) });
      return new ParsedCatalogue({ models: { version: 1, models: [] }, ratings: null, shapes: null }, sizeOf, pageUrl);
    }
  }
}
