import { join } from "node:path";
import type {
  ModelFacts,
  RepositoryDetail,
  RepositorySummary,
  RepositoryVariant,
  SearchPage,
  SearchQuery,
} from "../../../src-shared/contract/index.ts";
import { MiB, variantKey } from "../../../src-shared/figures/index.ts";
import { type Logger, AppError, keepLatest, toAppError } from "../../ground/core/index.ts";
import { borrowedShape } from "./bundled/borrowed-shape.ts";
import type { BundledCatalogue } from "./bundled/bundled-catalogue.ts";
import { isCredible } from "./credible-size.ts";
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
import { type OtherHeader, maxOtherHeaders, tellingVariants, withOtherModels } from "./other-models.ts";
import { headerCandidates, labelled, repositoryDetail, repositoryDetailSchema } from "./repository-detail.ts";
import { UNLABELLED, groupVariants } from "./variants/index.ts";

export interface CatalogOptions {
  hub: HubClient;
  bundled: BundledCatalogue;
  /** May be deleted at any time. */
  cacheFolder: string;
  logger: Logger;
}

interface ReadPage {
  /** Whose header it was, as the repository's files alone name it. */
  main: { facts: ModelFacts; variant: RepositoryVariant };
  /** All that were read, by the path of the file. */
  headers: ReadonlyMap<string, OtherHeader>;
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

/** Facts that are all there is. */
const alone = { others: new Map<string, never>(), unread: new Set<string>() } as const;

/** Raised when facts gain what estimates rest on, so that what an earlier version kept is read anew. */
const factsForm = "4";

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

  /** The page with what headers told before; as its names tell it where none was read. */
  async function withKnownLabels(detail: RepositoryDetail): Promise<RepositoryDetail> {
    const read = await readPage(detail, (variant) => cachedHeader(detail, variant)).catch(() => null);
    return read === null ? detail : told(detail, read).detail;
  }

  /** What was read of a variant before; null when nothing was. */
  async function cachedHeader(detail: RepositoryDetail, variant: RepositoryVariant): Promise<OtherHeader | null> {
    const facts = await factsCache.get(factsKey(detail, variant));
    return facts === null ? null : { facts };
  }

  /** Throws the Hub's errors; what the file itself is at fault for is the answer. */
  async function readHeader(
    detail: RepositoryDetail & { commit: string },
    variant: RepositoryVariant,
    signal: AbortSignal | undefined,
  ): Promise<OtherHeader> {
    const before = await cachedHeader(detail, variant);
    const [file] = variant.files;
    if (before !== null || file === undefined)
      return before ?? { refusal: new AppError("file-missing", "There is no file.") };
    try {
      const remote = { ...file, repository: detail.repository, commit: detail.commit };
      const { bytes, ...header } = await readRemoteHeader(hub, remote, signal);
      const facts = modelFacts(header);
      await factsCache.set(factsKey(detail, variant), facts);
      await headerFiles.set(factsKey(detail, variant), bytes);
      return { facts };
    } catch (thrown) {
      const refusal = toAppError(thrown);
      // One bad file does not make a bad repository; a Hub that fails would fail again.
      if (refusal.code.startsWith("hub-") || refusal.code === "cancelled") throw refusal;
      const { repository } = detail;
      logger.warn("a header on the Hub could not be read", { repository, path: file.path, code: refusal.code });
      return { refusal };
    }
  }

  type Read = (variant: RepositoryVariant) => Promise<OtherHeader | null>;

  /** The header of the likeliest variant, then those that tell what it does not. Null where none could be read. */
  async function readPage(detail: RepositoryDetail, read: Read): Promise<ReadPage | null> {
    const headers = new Map<string, OtherHeader>();
    const keep = async (variant: RepositoryVariant): Promise<OtherHeader | null> => {
      const header = await read(variant);
      if (header !== null) headers.set(variant.files[0]?.path ?? "", header);
      return header;
    };
    for (const variant of headerCandidates(detail).slice(0, limits.headerTries)) {
      const header = await keep(variant);
      if (header === null || "refusal" in header) continue;
      const main = { facts: header.facts, variant };
      const { wanted } = tellingVariants(detail, main);
      const unknown = wanted.filter(({ files }) => !headers.has(files[0]?.path ?? "")).slice(0, maxOtherHeaders);
      try {
        await Promise.all(unknown.map(keep));
      } catch (thrown) {
        // The page stands without them, unless nobody waits for it any more.
        const { code } = toAppError(thrown);
        if (code === "cancelled") throw thrown;
        logger.info("further headers could not be read", { repository: detail.repository, code });
      }
      return { main, headers };
    }
    const refusals = [...headers.values()].flatMap((header) => ("refusal" in header ? [header.refusal] : []));
    const [refusal] = refusals;
    if (refusal !== undefined) throw refusal;
    return null;
  }

  /** The page as its headers tell it. */
  function told(detail: RepositoryDetail, { main, headers }: ReadPage): KnownFacts {
    const path = main.variant.files[0]?.path;
    const taken = new Set(detail.variants.map(({ key }) => key));
    const named = detail.variants.map((variant) =>
      variant.files[0]?.path === path ? labelled(variant, main.facts, taken) : variant,
    );
    const further = new Map([...headers].filter(([other]) => other !== path));
    const page = withOtherModels({ ...detail, variants: named }, main, further);
    // A first shard's header has not all tensors, so it cannot count: the Hub can.
    const parameters =
      main.facts.tensors === null ? (detail.parameters ?? main.facts.parameters) : main.facts.parameters;
    const key = page.detail.variants.find(({ files }) => files[0]?.path === path)?.key ?? main.variant.key;
    return { ...page, facts: { ...main.facts, parameters }, variantKey: key };
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
      const fromBundle = entry === null ? null : { ...alone, facts: entry.facts, variantKey: null, detail };
      if (commit === null) {
        const message = `Nothing is known of ${repository} without the Hub. Connect to the internet and try again.`;
        return fromBundle ?? { problem: { code: "not-found", message } };
      }
      try {
        const read = await readPage(detail, (variant) => readHeader({ ...detail, commit }, variant, signal));
        if (read !== null) return told(detail, read);
        throw nothingRuns(detail);
      } catch (thrown) {
        const { code, message } = toAppError(thrown);
        if (code === "cancelled") throw thrown;
        // The shape is the same on any day; only the tensors' types are the header's own.
        return fromBundle ?? { problem: { code, message } };
      }
    },

    async known(repository) {
      const seen = await detailCache.get(detailKey(repository));
      const read =
        seen === null ? null : await readPage(seen, (variant) => cachedHeader(seen, variant)).catch(() => null);
      if (seen !== null && read !== null) {
        const { variantKey: factsVariantKey, ...known } = told(seen, read);
        return { ...known, factsVariantKey };
      }
      const entry = bundled.get(repository);
      if (entry !== null) return { ...alone, ...entry, factsVariantKey: null };
      const model = listed.get(repository);
      const borrowed = model === undefined ? null : borrowedShape(model, bundled, hub.pageUrl(repository));
      return borrowed === null ? null : { ...alone, ...borrowed, factsVariantKey: null };
    },

    async requireModel(detail, variant, signal) {
      const { commit, parameters } = detail;
      // What looks like what it is called is not asked for its header once more before it is fetched.
      const doubtful = variant.label === UNLABELLED || !isCredible(variant, parameters ?? 0);
      if (commit === null || !doubtful) return;
      const header = await readHeader({ ...detail, commit }, variant, signal).catch((thrown: unknown) => {
        if (toAppError(thrown).code === "cancelled") throw thrown;
        // A Hub that does not answer tells so when the file itself is asked for.
        return null;
      });
      if (header !== null && "refusal" in header) throw header.refusal;
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

/** Where files are missing from the list, they may be those that are looked for. */
function nothingRuns({ repository, notice }: RepositoryDetail): AppError {
  const missing = notice?.code === "incomplete-model" ? ` ${notice.message}` : "";
  return new AppError("not-found", `${repository} has no GGUF file that the engine can run.${missing}`);
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
