import { createContext } from "svelte";
import type { InstalledVariant, Job, RepositoryVariant } from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";
import { Removals } from "./removals.svelte.ts";
import { VariantFits } from "./variant-fits.svelte.ts";

type WantedVariant = Pick<RepositoryVariant, "key" | "label" | "modifiers"> & Partial<Pick<RepositoryVariant, "files">>;

export class LibraryState {
  readonly #bridge: Bridge;
  readonly #list: PagedList<InstalledVariant>;
  readonly #removals = new Removals();
  /** Of the rows on screen. */
  readonly fits: VariantFits;
  readonly #shown = $derived.by((): readonly InstalledVariant[] => {
    const items = this.#list.items ?? [];
    return this.#removals.none ? items : items.filter(({ id }) => !this.#removals.has(id));
  });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.fits = new VariantFits(bridge);
    this.#list = new PagedList({
      fetch: (cursor, signal) => bridge.library.list({ cursor }, signal),
      isWhole: true,
      compare: (one, other) => other.addedAt - one.addedAt || (one.id < other.id ? -1 : 1),
    });
  }

  connect(): () => void {
    const end = this.#bridge.on("library", (change) => this.#list.take(change));
    const flush = (): void => this.#removals.flush();
    addEventListener("pagehide", flush);
    void this.#list.load();
    return () => {
      end();
      removeEventListener("pagehide", flush);
      flush();
    };
  }

  /** False until main has answered: an empty list is not yet an empty library. */
  get known(): boolean {
    return this.#list.items !== null;
  }

  get variants(): readonly InstalledVariant[] {
    return this.#shown;
  }

  get error(): BridgeError | null {
    return this.#list.error;
  }

  /** Opens the system's file dialog; null when it was dismissed. */
  async importFile(): Promise<Job<"import"> | null> {
    return this.#bridge.library.import();
  }

  /** Has the whole file read again. */
  async verify(id: string): Promise<Job<"verify">> {
    return this.#bridge.library.verify({ id });
  }

  /** Deletes its files; of an imported one only the entry. Main refuses when the size is not the one that was shown. */
  async remove({ id, sizeBytes }: InstalledVariant): Promise<void> {
    await this.#bridge.library.remove({ id, confirmedBytes: sizeBytes });
  }

  /**
   * For one whose files stay: hides it at once and removes it when `keep` was not called for some seconds, so that it comes back as it
   * was. Whether it was removed.
   */
  async removeSoon(variant: InstalledVariant): Promise<boolean> {
    return this.#removals.after(variant.id, () => this.remove(variant));
  }

  /** Takes `removeSoon` back. */
  keep(id: string): void {
    this.#removals.undo(id);
  }

  async reveal(id: string): Promise<void> {
    await this.#bridge.library.reveal({ id });
  }

  async reload(): Promise<void> {
    await this.#list.load();
  }

  byId(id: string | null): InstalledVariant | null {
    return this.variants.find((variant) => variant.id === id) ?? null;
  }

  /**
   * The installed copy of a repository's variant: the same file of it, else by its key; one whose key is not known by
   * its label and modifiers, which distinguish `UD-Q4_K_XL` from `Q4_K_XL`.
   */
  find(repository: string, { key, label, modifiers, files }: WantedVariant): InstalledVariant | null {
    const path = files?.[0]?.path;
    const here = this.variants.filter((variant) => variant.repository === repository);
    const isIt = (variant: InstalledVariant): boolean => {
      if (variant.variantKey !== null) return variant.variantKey === key;
      // Found again after a loss, it is recognised by its path.
      const elsewhere = variant.repositoryPath !== null && path !== undefined && variant.repositoryPath !== path;
      return !elsewhere && variant.label === label && variant.modifiers.join("-") === modifiers.join("-");
    };
    return here.find((variant) => path !== undefined && variant.repositoryPath === path) ?? here.find(isIt) ?? null;
  }
}

export const [getLibrary, setLibrary] = createContext<LibraryState>();
