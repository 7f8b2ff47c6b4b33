import type { ErrorDto, ModelFacts } from "../../../src-shared/contract/index.ts";
import { type Clock, type Logger, SharedWork, appError, keepLatest } from "../../ground/core/index.ts";
import type { Catalog, KnownFacts } from "../catalog/index.ts";
import type { SubjectContent } from "./types.ts";

/** A repository with what is known of its models. */
export interface RepositoryPage extends Pick<KnownFacts, "detail" | "others" | "unread"> {
  facts: ModelFacts | null;
  factsVariantKey: string | null;
  problem: ErrorDto | null;
  /** When it was read; milliseconds since 1970. */
  at: number;
}

export interface RepositoryPagesOptions {
  catalog: Pick<Catalog, "detail" | "facts" | "known">;
  clock: Clock;
  logger: Logger;
}

const limits = {
  /** A slider moves many times over one page; within this time the Hub is not asked again. */
  freshMs: 5 * 60_000,
  /** A page whose header could not be read is asked for again sooner. */
  problemFreshMs: 10_000,
  opened: 50,
  /** Of repositories in a list that were not opened; some screens full of them. */
  listed: 120,
} as const;

const nothingRead = { facts: null, factsVariantKey: null, others: new Map<string, never>(), unread: new Set<string>() };

/** Repositories as they were read from the catalogue, kept for as long as a person looks at them. */
export class RepositoryPages {
  readonly #options: RepositoryPagesOptions;
  readonly #opened = new Map<string, SharedWork<RepositoryPage>>();
  readonly #listed = new Map<string, RepositoryPage>();

  constructor(options: RepositoryPagesOptions) {
    this.#options = options;
  }

  /** As the Hub has it. Throws as `Catalog.detail` does. The Hub is asked no further once the last caller gave up. */
  async open(repository: string, signal?: AbortSignal): Promise<RepositoryPage> {
    const before = this.#underWay(repository);
    // No wait where there is nothing to wait for: two that come at the same time would both ask.
    const known = before === null ? null : await before.join(signal).catch(() => null);
    signal?.throwIfAborted();
    const fresh = known?.problem === null && known.detail.notice === null ? limits.freshMs : limits.problemFreshMs;
    if (known && this.#isWithin(known.at, fresh)) return known;
    const meanwhile = this.#underWay(repository);
    if (meanwhile !== null && meanwhile !== before) return meanwhile.join(signal);
    const opening = new SharedWork<RepositoryPage>((ending) =>
      this.#read(repository, ending).catch((thrown: unknown) => {
        if (this.#opened.get(repository) === opening) this.#opened.delete(repository);
        throw thrown;
      }),
    );
    this.#listed.delete(repository);
    keepLatest(this.#opened, repository, opening, limits.opened);
    return opening.join(signal);
  }

  /** Without asking the Hub. Throws `not-found` where nothing is known. */
  async known(repository: string, signal?: AbortSignal): Promise<RepositoryPage> {
    const page = await this.#openedBefore(repository, signal);
    if (page !== null) return page;
    const known = await this.#options.catalog.known(repository);
    if (known === null) throw appError("not-found", "not-known-yet", { repository });
    return { problem: null, at: 0, ...known };
  }

  /** What is known without asking the Hub; read from the disk once for all the lists that it is in. */
  async listed(repository: string, signal?: AbortSignal): Promise<RepositoryPage | null> {
    const page = await this.#openedBefore(repository, signal);
    if (page !== null) return page;
    const before = this.#listed.get(repository);
    if (before !== undefined && this.#isWithin(before.at, limits.freshMs)) return before;
    const known = await this.#options.catalog.known(repository);
    if (known === null) return null;
    const fresh: RepositoryPage = { problem: null, at: this.#options.clock.now(), ...known };
    keepLatest(this.#listed, repository, fresh, limits.listed);
    return fresh;
  }

  async #openedBefore(repository: string, signal: AbortSignal | undefined): Promise<RepositoryPage | null> {
    const page = await this.#underWay(repository)
      ?.join(signal)
      .catch(() => null);
    signal?.throwIfAborted();
    return page ?? null;
  }

  /** Read, or being read; null also for what is given up. */
  #underWay(repository: string): SharedWork<RepositoryPage> | null {
    const opened = this.#opened.get(repository);
    return opened === undefined || opened.isGivenUp ? null : opened;
  }

  async #read(repository: string, signal: AbortSignal): Promise<RepositoryPage> {
    const { catalog, clock, logger } = this.#options;
    const detail = await catalog.detail(repository, signal);
    const read = await catalog.facts(repository, detail, signal);
    if ("problem" in read) {
      logger.warn("the header of a repository could not be read", { repository, ...read.problem });
      return { ...nothingRead, detail, problem: read.problem, at: clock.now() };
    }
    const { variantKey: factsVariantKey, ...known } = read;
    return { ...known, factsVariantKey, problem: null, at: clock.now() };
  }

  /** Not older; nor of a time that is still to come, since a clock may have been set back. */
  #isWithin(at: number, ms: number): boolean {
    return Math.abs(this.#options.clock.now() - at) < ms;
  }
}

export function pageContent({ detail, facts, factsVariantKey, others, unread }: RepositoryPage): SubjectContent {
  const { variants, repository, commit, source } = detail;
  return { facts, factsVariantKey, others, unread, variants, repository, commit, computedSizes: source === "bundled" };
}
