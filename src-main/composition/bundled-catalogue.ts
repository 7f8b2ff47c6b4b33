import { type BundledCatalogue, createBundledCatalogue } from "../models/catalog/index.ts";
import { MiB } from "../../src-shared/figures/index.ts";
import type { Logger } from "../ground/core/index.ts";
import { computedVariantSize } from "../models/recommend/index.ts";
import { readJsonFile } from "../ground/files/index.ts";

const bounds = { bytes: 8 * MiB, depth: 16, values: 500_000 };

/**
 * The catalogue that comes with the app; its sizes are computed by our own size model. Read on first use: most starts do
 * not need it. A broken installation loses offline browsing, and nothing else.
 */
export function readBundledCatalogue(path: string, endpoint: () => string, logger: Logger): BundledCatalogue {
  let read: BundledCatalogue | undefined;
  const catalogue = (): BundledCatalogue => (read ??= open());

  function open(): BundledCatalogue {
    const pageUrl = (repository: string): string => `${endpoint()}/${repository}`;
    try {
      return createBundledCatalogue(readJsonFile(path, bounds), computedVariantSize, pageUrl);
    } catch (error) {
      logger.error("the bundled catalogue could not be read", { path, error: String(error) });
      return createBundledCatalogue({ version: 1, models: [] }, computedVariantSize, pageUrl);
    }
  }

  return {
    search: (text) => catalogue().search(text),
    get: (repository) => catalogue().get(repository),
    shapeLike: (model) => catalogue().shapeLike(model),
    sizeOf: computedVariantSize,
  };
}
