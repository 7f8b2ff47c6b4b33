import type {
  Collection,
  CollectionChange,
  Download,
  DownloadRequest,
  RepositoryVariant,
} from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { AppError, ListFeed, appError } from "../../ground/core/index.ts";
import { type Catalog, readLabel } from "../catalog/index.ts";
import type { Downloads } from "./downloads.ts";

/**
 * The downloads with the catalogue before them: a repository and a variant's name are enough to start. The variant is looked up on
 * the Hub and its commit is pinned.
 */
export class VariantDownloads implements Pick<
  Downloads,
  "list" | "place" | "pause" | "resume" | "cancel" | "clear" | "settled" | "onChange"
> {
  readonly #downloads: Downloads;
  readonly #catalog: Pick<Catalog, "detail" | "requireModel">;
  readonly #feed: ListFeed<Download>;

  constructor(downloads: Downloads, catalog: Pick<Catalog, "detail" | "requireModel">) {
    this.#downloads = downloads;
    this.#catalog = catalog;
    this.#feed = new ListFeed(downloads.list());
    downloads.onChange((all) => {
      this.#feed.tell(all);
    });
  }

  list(): Download[] {
    return this.#downloads.list();
  }

  place(id: string, beforeId: string | null): void {
    this.#downloads.place(id, beforeId);
  }

  pause(id: string): Promise<void> {
    return this.#downloads.pause(id);
  }

  resume(id: string): Promise<void> {
    return this.#downloads.resume(id);
  }

  cancel(id: string): Promise<void> {
    return this.#downloads.cancel(id);
  }

  clear(): Promise<void> {
    return this.#downloads.clear();
  }

  settled(id: string): Promise<Download | null> {
    return this.#downloads.settled(id);
  }

  onChange(listener: (downloads: Download[]) => void): () => void {
    return this.#downloads.onChange(listener);
  }

  /**
   * The same list with the number of the last change that `onChanges` reported; what another process did is reported
   * first.
   */
  collection(): Collection<Download> {
    this.#feed.tell(this.#downloads.list());
    return this.#feed.list();
  }

  /** Reports what has changed, not the whole list. Returns the function that ends the subscription. */
  onChanges(listener: (change: CollectionChange<Download>) => void): () => void {
    const end = this.#feed.on(listener);
    return () => void end();
  }

  async start({ repository, variant: wanted }: DownloadRequest): Promise<Download> {
    const detail = await this.#catalog.detail(repository);
    if (detail.source === "bundled" || detail.commit === null) {
      if (detail.notice !== null) throw new AppError(detail.notice);
      throw appError("hub-offline", "no-download");
    }
    const variant = variantNamed(detail.variants, wanted);
    if (variant === undefined) {
      const there = detail.variants.map((candidate) => candidate.key);
      const leftOut = detail.notice?.code === "incomplete-model" ? detail.notice : null;
      throw appError("not-found", "no-such-variant", { repository, variant: wanted, there, leftOut });
    }
    if (!variant.complete) {
      throw appError("incomplete-model", "part-missing-on-hub", { note: variant.note });
    }
    if (!variant.runs) {
      throw appError("unsupported-model", "variant-does-not-run", { note: variant.note });
    }
    await this.#catalog.requireModel(detail, variant);
    return this.#downloads.start({
      repository: detail.repository,
      commit: detail.commit,
      variantKey: variant.key,
      label: variant.label,
      modifiers: variant.modifiers,
      files: variant.files,
    });
  }
}

/** By its key, else by a name that one variant alone has: with what its header knew, or as the file itself is called. */
function variantNamed(variants: readonly RepositoryVariant[], wanted: string): RepositoryVariant | undefined {
  const text = wanted.toLowerCase();
  const byKey = variants.find(({ key }) => key.toLowerCase() === text);
  if (byKey !== undefined) return byKey;
  const named = variants.filter((variant) => {
    const { modifiers, label } = readLabel(variant.files[0]?.path ?? "");
    return [variantKey(variant.modifiers, variant.label), variantKey(modifiers, label ?? "")].some(
      (name) => name.toLowerCase() === text,
    );
  });
  return named.length === 1 ? named[0] : undefined;
}
