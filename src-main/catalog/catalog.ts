import { join } from "node:path";
import {
  type ModelFacts,
  type RepositoryDetail,
  type RepositorySummary,
  type RepositoryVariant,
  type SearchPage,
  type SearchQuery,
  variantKey,
} from "../contract/index.ts";
import { AppError, type Logger, MiB, keepLatest, toAppError } from "../core/index.ts";
import { borrowedShape } from "./bundled/borrowed-shape.ts";
import type { BundledCatalogue } from "./bundled/bundled-catalogue.ts";
import type { Catalog, KnownFacts } from "./catalog-types.ts";
import { modelFactsSchema } from "./facts-schema.ts";
import { modelFacts } from "./gguf/index.ts";
import { HeaderFiles } from "./header-files.ts";
import { foreignPage } from "./hub/hub-client.ts";
import type { HubClient, HubModel } from "./hub/hub-types.ts";
import { maxRemoteHeaderBytes, readRemoteHeader } from "./hub/remote-header.ts";
import { withinTime } from "./http/within-time.ts";
import { JsonCache } from "./json-cache.ts";
import { localVariant } from "./local-variant.ts";
import { headerCandidates, labelled, repositoryDetail, repositoryDetailSchema } from "./repository-detail.ts";
import { UNLABELLED, groupVariants } from "./variants/index.ts";

export interface CatalogOptions {
  hub: HubClient;
  bundled: BundledCatalogue;
  /** May be deleted at any time. */
  cacheFolder: string;
  logger: Logger;
}

interface ReadFacts {
  facts: ModelFacts;
  /** Whose header it was, as the repository's files alone name it. */
  variant: RepositoryVariant;
}

const limits = {
  /** Facts with tensors are about 60 kB; with many experts ten times that. */
  factsBytes: 8 * MiB,
  detailBytes: 8 * MiB,
  entries: 1000,
  /** Headers as files, most of 5 to 10 MB: those of the repositories that were opened last. */
  headerFiles: 16,
  /** Variants whose header is tried when one is malformed. */
  headerTries: 2,
  /** Pages that one search looks through for a label before it answers with what it has. */
  pagesPerSearch: 4,
  /** Results whose file names are kept in memory for their fit in the list. */
  listed: 500,
} as const;

/** Reasons for which what is already known is shown instead; any other error is the answer. */
const unreachable = new Set([
  "hub-offline",
  "hub-timeout",
  "hub-rate-limited",
  "hub-bad-answer",
  "hub-refused-address",
]);

/** Raised when facts gain what estimates rest on, so that what an earlier version kept is read anew. */
const factsForm = "3";

export function createCatalog({ hub, bundled, cacheFolder, logger }: CatalogOptions): Catalog {
  const factsCache = new JsonCache<ModelFacts>({
    folder: join(cacheFolder, "facts"),
    schema: modelFactsSchema,
    maxEntryBytes: limits.factsBytes,
    maxEntries: limits.entries,
  });
  const detailCache = new JsonCache<RepositoryDetail>({
    folder: join(cacheFolder, "repositories"),
    schema: repositoryDetailSchema,
    maxEntryBytes: limits.detailBytes,
    maxEntries: limits.entries,
  });
  const headerFiles = new HeaderFiles({
    folder: join(cacheFolder, "headers"),
    maxEntryBytes: maxRemoteHeaderBytes,
    maxEntries: limits.headerFiles,
  });
  /** What searches of this run have listed, the newest last. */
  const listed = new Map<string, HubModel>();
  const detailKey = (repository: string): string => `${hub.endpoint()} ${repository.toLowerCase()}`;
  const factsKey = (detail: RepositoryDetail, variant: RepositoryVariant): string =>
    [factsForm, hub.endpoint(), detail.repository, detail.commit, variant.files[0]?.path].join(" ");

  /** Files without a label in their name are named by their header, where it was read before. */
  async function withKnownLabels(detail: RepositoryDetail): Promise<RepositoryDetail> {
    const taken = new Set(detail.variants.map(({ key }) => key));
    const variants: RepositoryVariant[] = [];
    for (const variant of detail.variants) {
      const facts = variant.label === UNLABELLED ? await factsCache.get(factsKey(detail, variant)) : null;
      const named = facts === null ? variant : labelled(variant, facts, taken);
      taken.add(named.key);
      variants.push(named);
    }
    return { ...detail, variants };
  }

  async function cachedFacts(detail: RepositoryDetail): Promise<ReadFacts | null> {
    for (const variant of headerCandidates(detail).slice(0, limits.headerTries)) {
      const facts = await factsCache.get(factsKey(detail, variant));
      if (facts !== null) return { facts, variant };
    }
    return null;
  }

  async function readFacts(
    detail: RepositoryDetail & { commit: string },
    signal: AbortSignal | undefined,
  ): Promise<ReadFacts> {
    let failure: unknown = new AppError("not-found", `${detail.repository} has no GGUF file that the engine can run.`);
    for (const variant of headerCandidates(detail).slice(0, limits.headerTries)) {
      const [file] = variant.files;
      if (file === undefined) continue;
      try {
        const remote = { ...file, repository: detail.repository, commit: detail.commit };
        const { bytes, ...header } = await readRemoteHeader(hub, remote, signal);
        const facts = modelFacts(header);
        await factsCache.set(factsKey(detail, variant), facts);
        await headerFiles.set(factsKey(detail, variant), bytes);
        return { facts, variant };
      } catch (error) {
        failure = error;
        // One bad file does not make a bad repository; a Hub that fails would fail again.
        if (!(error instanceof AppError) || error.code.startsWith("hub-") || error.code === "cancelled") break;
        logger.warn("a header on the Hub could not be read", {
          repository: detail.repository,
          path: file.path,
          code: error.code,
        });
      }
    }
    throw failure;
  }

  /** The key under which the header's variant is listed now; reading it may have named it. */
  async function named(detail: RepositoryDetail, { facts, variant }: ReadFacts): Promise<KnownFacts> {
    const known = await withKnownLabels(detail);
    const path = variant.files[0]?.path;
    // A first shard's header has not all tensors, so it cannot count: the Hub can.
    const parameters = facts.tensors === null ? (detail.parameters ?? facts.parameters) : facts.parameters;
    const listed = known.variants.find(({ files }) => files[0]?.path === path);
    return { facts: { ...facts, parameters }, variantKey: listed?.key ?? variant.key, detail: known };
  }

  function remember(models: readonly HubModel[]): void {
    for (const model of models) keepLatest(listed, model.repository, model, limits.listed);
  }

  /** Several calls of the Hub for one answer are given no longer than one long one. */
  const within = <T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    withinTime(new URL(hub.endpoint()).host, hub.limits.listTimeoutMs, signal, work);

  async function searchHub(query: SearchQuery, signal: AbortSignal): Promise<SearchPage> {
    const { text, sort, maxParameters, label } = query;
    const results: RepositorySummary[] = [];
    let next = query.cursor;
    for (let pages = 0; pages < limits.pagesPerSearch; pages++) {
      const page = await hub.search({ text, sort, maxParameters, withPaths: true, cursor: next }, signal);
      remember(page.models);
      results.push(...page.models.filter((model) => hasLabel(model, label)).map(summaryOf));
      next = page.next;
      if (page.foreignNextHost !== null) {
        const { code, message } = foreignPage(new URL(hub.endpoint()).host, page.foreignNextHost);
        return { results, next: null, source: "hub", notice: { code, message } };
      }
      if (results.length > 0 || next === null) break;
    }
    return { results, next, source: "hub", notice: null };
  }

  return {
    async search(query, signal) {
      if (query.source === "bundled") {
        return { results: bundledResults(bundled, query), next: null, source: "bundled", notice: null };
      }
      try {
        return await within(signal, (ending) => searchHub(query, ending));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (!unreachable.has(error.code)) throw error;
        logger.info("the Hub did not answer a search", { code: error.code });
        return {
          // A further page of the Hub's has no counterpart here.
          results: query.cursor === null ? bundledResults(bundled, query) : [],
          next: null,
          source: "bundled",
          notice: { code: error.code, message: error.message },
        };
      }
    },

    async detail(repository, signal) {
      try {
        const { model, tree } = await within(signal, async (ending) => {
          const found = await hub.detail(repository, null, ending);
          return { model: found, tree: found.tree ?? (await hub.tree(found.repository, found.commit, ending)) };
        });
        const detail = repositoryDetail(model, tree, hub.pageUrl(model.repository));
        for (const name of new Set([repository, model.repository])) await detailCache.set(detailKey(name), detail);
        return await withKnownLabels(detail);
      } catch (thrown) {
        const error = toAppError(thrown);
        const notice = { code: error.code, message: error.message };
        const seen = unreachable.has(error.code) ? await detailCache.get(detailKey(repository)) : null;
        if (seen !== null) return { ...(await withKnownLabels(seen)), notice };
        const entry = unreachable.has(error.code) ? bundled.get(repository) : null;
        if (entry !== null) return { ...entry.detail, notice };
        throw error;
      }
    },

    async facts(repository, detail, signal) {
      const { commit } = detail;
      const entry = bundled.get(repository);
      const fromBundle = entry === null ? null : { facts: entry.facts, variantKey: null, detail };
      if (commit === null) {
        const message = `Nothing is known of ${repository} without the Hub. Connect to the internet and try again.`;
        return fromBundle ?? { problem: { code: "not-found", message } };
      }
      try {
        return await named(detail, (await cachedFacts(detail)) ?? (await readFacts({ ...detail, commit }, signal)));
      } catch (thrown) {
        const { code, message } = toAppError(thrown);
        if (code === "cancelled") throw thrown;
        // The shape is the same on any day; only the tensors' types are the header's own.
        return fromBundle ?? { problem: { code, message } };
      }
    },

    async known(repository) {
      const seen = await detailCache.get(detailKey(repository));
      const read = seen === null ? null : await cachedFacts(seen);
      if (seen !== null && read !== null) {
        const { detail, facts, variantKey: factsVariantKey } = await named(seen, read);
        return { detail, facts, factsVariantKey };
      }
      const entry = bundled.get(repository);
      if (entry !== null) return { ...entry, factsVariantKey: null };
      const model = listed.get(repository);
      return model === undefined ? null : borrowedShape(model, bundled, hub.pageUrl(repository));
    },

    async headerFile(detail, variant, signal) {
      const { commit, repository } = detail;
      const [file, ...shards] = variant.files;
      if (commit === null || file === undefined || shards.length > 0) return null;
      const kept = await headerFiles.get(factsKey(detail, variant));
      if (kept !== null) return kept;
      try {
        const { bytes } = await readRemoteHeader(hub, { ...file, repository, commit }, signal);
        return await headerFiles.set(factsKey(detail, variant), bytes);
      } catch (thrown) {
        const { code } = toAppError(thrown);
        if (code === "cancelled") throw thrown;
        logger.info("a header could not be read again", { repository, path: file.path, code });
        return null;
      }
    },

    readLocalVariant: (path, header) => ({ variants: [localVariant(path, header)] }),
  };
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

function summaryOf(model: HubModel): RepositorySummary {
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
  };
}
