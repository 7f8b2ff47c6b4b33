import type { ModelFacts, RepositorySummary } from "../../../../src-shared/contract/index.ts";
import { MiB } from "../../../../src-shared/figures/index.ts";
import type { Logger } from "../../../ground/core/index.ts";
import { readJsonFile } from "../../../ground/files/index.ts";
import { type BundledCatalogue, type BundledEntry, type ShapeHints, type SizeOf } from "./bundled-catalogue.ts";
import { ParsedCatalogue } from "./parsed-catalogue.ts";

const bounds = { bytes: 8 * MiB, depth: 16, values: 500_000 };

export interface BundledCatalogueOptions {
  /** Of the file that comes with the app. */
  path: string;
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

  shapeLike(model: ShapeHints): ModelFacts | null {
    return this.#catalogue().shapeLike(model);
  }

  #catalogue(): BundledCatalogue {
    return (this.#read ??= this.#open());
  }

  #open(): BundledCatalogue {
    const { path, sizeOf, endpoint, logger } = this.#options;
    const pageUrl = (repository: string): string => `${endpoint()}/${repository}`;
    try {
      return new ParsedCatalogue(readJsonFile(path, bounds), sizeOf, pageUrl);
    } catch (error) {
      logger.error("the bundled catalogue could not be read", { path, error: String(error) });
      return new ParsedCatalogue({ version: 1, models: [] }, sizeOf, pageUrl);
    }
  }
}
