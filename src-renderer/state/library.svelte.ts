import { createContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import type { InstalledVariant, VariantFit, VerifyResult } from "../../src-main/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

export class LibraryState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"library">;
  readonly #verifying = new SvelteSet<string>();
  #fits = $state.raw<Readonly<Record<string, VariantFit>>>({});

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "library", () => bridge.library.list());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** False until main has answered: an empty list is not yet an empty library. */
  get known(): boolean {
    return this.#mirror.value !== null;
  }

  get variants(): readonly InstalledVariant[] {
    return this.#mirror.value ?? [];
  }

  get error(): BridgeError | null {
    return this.#mirror.error;
  }

  /** What it would cost to run now; null until it is known. */
  fitOf(id: string): VariantFit | null {
    return this.#fits[id] ?? null;
  }

  isVerifying(id: string): boolean {
    return this.#verifying.has(id);
  }

  /** Asks what each would cost now; without an answer the list is still a list. */
  async refreshFits(): Promise<void> {
    try {
      this.#fits = await this.#bridge.library.fits({});
    } catch {
      this.#fits = {};
    }
  }

  /** Opens the system's file dialog; null when it was dismissed. */
  async importFile(): Promise<InstalledVariant | null> {
    return this.#bridge.library.import();
  }

  /** Reads the whole file again. */
  async verify(id: string): Promise<VerifyResult> {
    this.#verifying.add(id);
    try {
      return await this.#bridge.library.verify({ id });
    } finally {
      this.#verifying.delete(id);
    }
  }

  /** Deletes its files; of an imported one only the entry. Main refuses when the size is not the one that was shown. */
  async remove({ id, sizeBytes }: InstalledVariant): Promise<void> {
    await this.#bridge.library.remove({ id, confirmedBytes: sizeBytes });
  }

  async reveal(id: string): Promise<void> {
    await this.#bridge.library.reveal({ id });
  }

  async reload(): Promise<void> {
    await this.#mirror.load();
  }

  byId(id: string | null): InstalledVariant | null {
    return this.variants.find((variant) => variant.id === id) ?? null;
  }

  /** The installed copy of a repository's variant; its modifiers tell `UD-Q4_K_XL` from `Q4_K_XL`. */
  find(repository: string, label: string, modifiers: readonly string[]): InstalledVariant | null {
    return (
      this.variants.find(
        (variant) =>
          variant.repository === repository &&
          variant.label === label &&
          variant.modifiers.join("-") === modifiers.join("-"),
      ) ?? null
    );
  }
}

export const [getLibrary, setLibrary] = createContext<LibraryState>();
