import { join } from "node:path";
import type {
  ErrorDto,
  ModelCard,
  RepositoryDetail,
  RepositoryVariant,
  SearchPage,
  SearchQuery,
} from "../../../src-shared/contract/index.ts";
import { MiB, toldLicence } from "../../../src-shared/figures/index.ts";
import { type AppError, type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { borrowedShape } from "./bundled/borrowed-shape.ts";
import type { BundledCatalogue, BundledModel } from "./bundled/bundled-catalogue.ts";
import { CatalogSearch } from "./catalog-search.ts";
import type { KnownFacts, ListedFacts } from "./types.ts";
import { isCredible } from "./credible-size.ts";
import type { GgufFile } from "./gguf/index.ts";
import type { HubClient } from "./hub/types.ts";
import { isUnreachable } from "./is-unreachable.ts";
import { JsonCache } from "./json-cache.ts";
import { localVariant } from "./local-variant.ts";
import { quantizedFrom } from "./quantized-from.ts";
import { readPage, told } from "./read-page.ts";
import { repositoryDetail, repositoryDetailSchema } from "./repository-detail.ts";
import { VariantHeaders } from "./variant-headers.ts";
import { UNLABELLED } from "./variants/index.ts";
import { withinHubTime } from "./within-hub-time.ts";

export interface CatalogOptions {
  hub: HubClient;
  bundled: BundledCatalogue;
  /** May be deleted at any time. */
  cacheFolder: string;
  logger: Logger;
}

const limits = { detailBytes: 8 * MiB, details: 1000 } as const;

/** Facts that are all there is. */
const alone = { others: new Map<string, never>(), unread: new Set<string>() } as const;

/** The models that can be downloaded: the Hub's repositories, and the bundled ones where the Hub does not answer. */
export class Catalog {
  readonly #hub: HubClient;
  readonly #bundled: BundledCatalogue;
  readonly #logger: Logger;
  readonly #search: CatalogSearch;
  readonly #headers: VariantHeaders;
  readonly #details: JsonCache<RepositoryDetail>;

  constructor({ hub, bundled, cacheFolder, logger }: CatalogOptions) {
    this.#hub = hub;
    this.#bundled = bundled;
    this.#logger = logger;
    this.#search = new CatalogSearch({ hub, bundled, logger });
    this.#headers = new VariantHeaders({ hub, cacheFolder, logger });
    this.#details = new JsonCache<RepositoryDetail>({
      folder: join(cacheFolder, "repositories"),
      schema: repositoryDetailSchema,
      maxEntryBytes: limits.detailBytes,
      maxEntries: limits.details,
    });
  }

  /** In the Hub's order. Never fails for want of a network: then the bundled catalogue answers, and `notice` says why. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
    return this.#search.run(query, signal);
  }

  /**
   * A repository with its variants. Offline, what was seen of it last, else the bundled entry, with a `notice`.
   * Throws `AppError` (hub-not-found, hub-offline ...) where nothing is known.
   */
  async detail(repository: string, signal?: AbortSignal): Promise<RepositoryDetail> {
    try {
      const { model, tree } = await withinHubTime(this.#hub, signal, async (ending) => {
        const found = await this.#hub.detail(repository, null, ending);
        return { model: found, tree: found.tree ?? (await this.#hub.tree(found.repository, found.commit, ending)) };
      });
      const detail = repositoryDetail(model, tree, this.#hub.pageUrl(model.repository));
      for (const name of new Set([repository, model.repository]))
        await this.#details.set(this.#detailKey(name), detail);
      return await this.#withKnownLabels(detail);
    } catch (thrown) {
      const error = toAppError(thrown);
      const notice = error.toDto();
      const seen = isUnreachable(error) ? await this.#details.get(this.#detailKey(repository)) : null;
      if (seen !== null) return { ...(await this.#withKnownLabels(seen)), notice };
      const entry = isUnreachable(error) ? this.#bundled.get(repository) : null;
      if (entry !== null) return { ...entry.detail, notice };
      throw error;
    }
  }

  /** Hyperparameters from one variant's header, kept by commit and path. Only `cancelled` is thrown. */
  async facts(
    repository: string,
    detail: RepositoryDetail,
    signal?: AbortSignal,
  ): Promise<KnownFacts | { problem: ErrorDto }> {
    const { commit } = detail;
    const entry = this.#bundled.get(repository);
    const fromBundle = entry === null ? null : { ...alone, facts: entry.facts, variantKey: null, detail };
    if (commit === null) {
      return fromBundle ?? { problem: appError("not-found", "unknown-offline", { repository }).toDto() };
    }
    try {
      const pinned = { ...detail, commit };
      const read = await readPage(detail, (variant) => this.#headers.read(pinned, variant, signal), this.#logger);
      if (read !== null) return told(detail, read);
      throw nothingRuns(detail);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "cancelled") throw thrown;
      // The shape is the same on any day; only the tensors' types are the header's own.
      return fromBundle ?? { problem: error.toDto() };
    }
  }

  /**
   * What is known without asking the Hub again: what was read of it before, else the bundled entry, else, for a result of a
   * search, the shape of a bundled model that agrees with it and the labels in its file names. Null when that is nothing.
   */
  async known(repository: string): Promise<ListedFacts | null> {
    const seen = await this.#details.get(this.#detailKey(repository));
    const known = seen === null ? null : await this.#knownPage(seen);
    if (known !== null) {
      const { variantKey: factsVariantKey, ...facts } = known;
      return { ...facts, factsVariantKey };
    }
    const entry = this.#bundled.get(repository);
    if (entry !== null) return { ...alone, ...entry, factsVariantKey: null };
    const model = this.#search.listed(repository);
    const borrowed = model === null ? null : borrowedShape(model, this.#bundled, this.#hub.pageUrl(repository));
    return borrowed === null ? null : { ...alone, ...borrowed, factsVariantKey: null };
  }

  /** What the bundled catalogue says of the model in a repository; null where it knows neither that nor what it was made from. */
  card(detail: Pick<RepositoryDetail, "repository" | "baseModels" | "tags">): ModelCard | null {
    return this.#bundled.card(detail.repository, quantizedFrom(detail));
  }

  /** By what was seen of the repository last, else by the bundled catalogue; null where neither says it. Asks nobody. */
  async licence(repository: string): Promise<string | null> {
    const seen = await this.#details.get(this.#detailKey(repository));
    const card = seen === null ? this.#bundled.card(repository) : this.card(seen);
    return toldLicence(seen?.license ?? null, card?.license ?? null);
  }

  /** The bundled models that suggestions are made from. */
  chatModels(): readonly BundledModel[] {
    return this.#bundled.chatModels();
  }

  /** The day of the bundled ratings; null without any. */
  ratedOn(): string | null {
    return this.#bundled.ratedOn();
  }

  /** Throws `unsupported-model` or `malformed-gguf` where the header of a variant that may not be what it is called shows that nothing could load it. */
  async requireModel(detail: RepositoryDetail, variant: RepositoryVariant, signal?: AbortSignal): Promise<void> {
    const { commit, parameters } = detail;
    // What looks like what it is called is not asked for its header once more before it is fetched.
    const doubtful = variant.label === UNLABELLED || !isCredible(variant, parameters ?? 0);
    if (commit === null || !doubtful) return;
    const header = await this.#headers.read({ ...detail, commit }, variant, signal).catch((thrown: unknown) => {
      if (toAppError(thrown).code === "cancelled") throw thrown;
      // A Hub that does not answer fails again when the file itself is requested.
      return null;
    });
    if (header !== null && "refusal" in header) throw header.refusal;
  }

  /**
   * A file on this disk that holds the header of a variant in one file, for the engine to look at: kept from when it was read,
   * else read again. Null where neither works. Only `cancelled` is thrown.
   */
  headerFile(detail: RepositoryDetail, variant: RepositoryVariant, signal?: AbortSignal): Promise<string | null> {
    return this.#headers.file(detail, variant, signal);
  }

  /** A model on this disk as the variant that its name and header say it is. */
  readLocalVariant(path: string, header: GgufFile): { variants: RepositoryVariant[] } {
    return { variants: [localVariant(path, header)] };
  }

  /** The page with what headers said before; by its file names where none was read. */
  async #withKnownLabels(detail: RepositoryDetail): Promise<RepositoryDetail> {
    return (await this.#knownPage(detail))?.detail ?? detail;
  }

  /** By the headers that were read before; null where none was. */
  async #knownPage(detail: RepositoryDetail): Promise<KnownFacts | null> {
    const read = (variant: RepositoryVariant): ReturnType<VariantHeaders["known"]> =>
      this.#headers.known(detail, variant);
    const page = await readPage(detail, read, this.#logger).catch(() => null);
    return page === null ? null : told(detail, page);
  }

  #detailKey(repository: string): string {
    return `${this.#hub.endpoint()} ${repository.toLowerCase()}`;
  }
}

/** Where files are missing from the list, they may be those that are looked for. */
function nothingRuns({ repository, notice }: RepositoryDetail): AppError {
  const leftOut = notice?.code === "incomplete-model" ? notice : null;
  return appError("not-found", "nothing-runs", { repository, leftOut });
}
