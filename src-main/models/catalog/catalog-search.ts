import type { ModelCard, RepositorySummary, SearchPage, SearchQuery } from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type Logger, keepLatest, toAppError } from "../../ground/core/index.ts";
import type { BundledCatalogue } from "./bundled/bundled-catalogue.ts";
import { foreignPage } from "./hub/hub-api.ts";
import type { HubClient, HubModel } from "./hub/types.ts";
import { isUnreachable } from "./is-unreachable.ts";
import { withinHubTime } from "./within-hub-time.ts";
import { quantizedFrom } from "./quantized-from.ts";
import { groupVariants } from "./variants/index.ts";

const limits = {
  /** Pages that one search looks through for a label before it answers with what it has. */
  pagesPerSearch: 4,
  /** Results whose file names are kept in memory for their fit in the list. */
  listed: 500,
} as const;

/** Looks for repositories, on the Hub or in the bundled catalogue. */
export class CatalogSearch {
  readonly #hub: HubClient;
  readonly #bundled: BundledCatalogue;
  readonly #logger: Logger;
  /** What searches of this run have listed, the newest last. */
  readonly #listed = new Map<string, HubModel>();

  constructor({ hub, bundled, logger }: { hub: HubClient; bundled: BundledCatalogue; logger: Logger }) {
    this.#hub = hub;
    this.#bundled = bundled;
    this.#logger = logger;
  }

  /** A repository as a search of this run has listed it; null where none has. */
  listed(repository: string): HubModel | null {
    return this.#listed.get(repository) ?? null;
  }

  /** See `Catalog.search`. */
  async run(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
    if (query.source === "bundled") {
      return { results: bundledResults(this.#bundled, query), next: null, source: "bundled", notice: null };
    }
    try {
      return await withinHubTime(this.#hub, signal, (ending) => this.#searchHub(query, ending));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!isUnreachable(error)) throw error;
      this.#logger.info("the Hub did not answer a search", { code: error.code });
      return {
        // A further page of the Hub's has no counterpart here.
        results: query.cursor === null ? bundledResults(this.#bundled, query) : [],
        next: null,
        source: "bundled",
        notice: error.toDto(),
      };
    }
  }

  async #searchHub(query: SearchQuery, signal: AbortSignal): Promise<SearchPage> {
    const { text, sort, maxParameters, label } = query;
    const results: RepositorySummary[] = [];
    let next = query.cursor;
    for (let pages = 0; pages < limits.pagesPerSearch; pages++) {
      const page = await this.#hub.search({ text, sort, maxParameters, withPaths: true, cursor: next }, signal);
      for (const model of page.models) keepLatest(this.#listed, model.repository, model, limits.listed);
      const found = page.models.filter((model) => hasLabel(model, label));
      results.push(
        ...found.map((model) => summaryOf(model, this.#bundled.card(model.repository, quantizedFrom(model)))),
      );
      next = page.next;
      if (page.foreignNextHost !== null) {
        const notice = foreignPage(new URL(this.#hub.endpoint()).host, page.foreignNextHost).toDto();
        return { results, next: null, source: "hub", notice };
      }
      if (results.length > 0 || next === null) break;
    }
    return { results, next, source: "hub", notice: null };
  }
}

function hasLabel({ paths }: HubModel, label: string | null): boolean {
  if (label === null || paths === null) return true;
  const wanted = label.toUpperCase();
  const files = paths.map((path) => ({ path, sizeBytes: 0, sha256: null }));
  return groupVariants(files).variants.some(
    (variant) =>
      variant.label.toUpperCase() === wanted || variantKey(variant.modifiers, variant.label).toUpperCase() === wanted,
  );
}

function bundledResults(
  bundled: BundledCatalogue,
  query: { text: string; maxParameters: number | null; label: string | null },
): RepositorySummary[] {
  const { text, maxParameters, label } = query;
  return bundled
    .search(text)
    .filter(({ parameters }) => maxParameters === null || parameters === null || parameters <= maxParameters)
    .filter(
      ({ repository }) =>
        label === null ||
        bundled
          .get(repository)
          ?.detail.variants.some((variant) => variant.label.toUpperCase() === label.toUpperCase()) === true,
    );
}

function summaryOf(model: HubModel, card: ModelCard | null): RepositorySummary {
  const [owner = "", name = ""] = model.repository.split("/");
  return {
    repository: model.repository,
    name,
    owner,
    parameters: model.parameters,
    architecture: model.architecture,
    trainedContextTokens: model.trainedContextTokens,
    downloads: model.downloads,
    likes: model.likes,
    license: model.license,
    gated: model.gated,
    updatedAt: model.updatedAt,
    fit: null,
    bundled: false,
    model: card,
  };
}
