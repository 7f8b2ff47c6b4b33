import { join } from "node:path";
import type { ModelFacts, RepositoryDetail, RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";
import { type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { modelFactsSchema } from "./facts-schema.ts";
import { modelFacts } from "./gguf/index.ts";
import { HeaderFiles } from "./header-files.ts";
import type { HubClient } from "./hub/types.ts";
import { maxRemoteHeaderBytes, readRemoteHeader } from "./hub/remote-header.ts";
import { JsonCache } from "./json-cache.ts";
import type { OtherHeader } from "./other-models.ts";

export interface VariantHeadersOptions {
  hub: HubClient;
  /** May be deleted at any time. */
  cacheFolder: string;
  logger: Logger;
}

const limits = {
  /** Facts with tensors are about 60 kB; with many experts ten times that. */
  factsBytes: 8 * MiB,
  facts: 1000,
  /** Headers as files, most of 5 to 10 MB: those of the repositories that were opened last. */
  headerFiles: 16,
} as const;

/** Raised when facts gain what estimates rest on, so that what an earlier version kept is read again. */
const factsForm = "4";

/** The headers of variants on the Hub, and what was read of them before. */
export class VariantHeaders {
  readonly #hub: HubClient;
  readonly #logger: Logger;
  readonly #facts: JsonCache<ModelFacts>;
  readonly #files: HeaderFiles;

  constructor({ hub, cacheFolder, logger }: VariantHeadersOptions) {
    this.#hub = hub;
    this.#logger = logger;
    this.#facts = new JsonCache<ModelFacts>({
      folder: join(cacheFolder, "facts"),
      schema: modelFactsSchema,
      maxEntryBytes: limits.factsBytes,
      maxEntries: limits.facts,
    });
    this.#files = new HeaderFiles({
      folder: join(cacheFolder, "headers"),
      maxEntryBytes: maxRemoteHeaderBytes,
      maxEntries: limits.headerFiles,
    });
  }

  /** What was read of a variant before; null when nothing was. */
  async known(detail: RepositoryDetail, variant: RepositoryVariant): Promise<OtherHeader | null> {
    const facts = await this.#facts.get(this.#key(detail, variant));
    return facts === null ? null : { facts };
  }

  /** Throws the Hub's errors; what the file itself is at fault for is the answer. */
  async read(
    detail: RepositoryDetail & { commit: string },
    variant: RepositoryVariant,
    signal: AbortSignal | undefined,
  ): Promise<OtherHeader> {
    const before = await this.known(detail, variant);
    const [file] = variant.files;
    if (before !== null || file === undefined) return before ?? { refusal: appError("file-missing", "no-file") };
    try {
      const remote = { ...file, repository: detail.repository, commit: detail.commit };
      const { bytes, ...header } = await readRemoteHeader(this.#hub, remote, signal);
      const facts = modelFacts(header);
      await this.#facts.set(this.#key(detail, variant), facts);
      await this.#files.set(this.#key(detail, variant), bytes);
      return { facts };
    } catch (thrown) {
      const refusal = toAppError(thrown);
      // One bad file does not make a bad repository; a Hub that fails would fail again.
      if (refusal.code.startsWith("hub-") || refusal.code === "cancelled") throw refusal;
      const { repository } = detail;
      this.#logger.warn("a header on the Hub could not be read", { repository, path: file.path, code: refusal.code });
      return { refusal };
    }
  }

  /** A file on this disk that holds the header; see `Catalog.headerFile`. */
  async file(detail: RepositoryDetail, variant: RepositoryVariant, signal?: AbortSignal): Promise<string | null> {
    const { commit, repository } = detail;
    const [file, ...shards] = variant.files;
    if (commit === null || file === undefined || shards.length > 0) return null;
    const kept = await this.#files.get(this.#key(detail, variant));
    if (kept !== null) return kept;
    try {
      const { bytes } = await readRemoteHeader(this.#hub, { ...file, repository, commit }, signal);
      return await this.#files.set(this.#key(detail, variant), bytes);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code === "cancelled") throw thrown;
      this.#logger.info("a header could not be read again", { repository, path: file.path, code });
      return null;
    }
  }

  #key({ repository, commit }: RepositoryDetail, { files }: RepositoryVariant): string {
    return [factsForm, this.#hub.endpoint(), repository, commit, files[0]?.path].join(" ");
  }
}
