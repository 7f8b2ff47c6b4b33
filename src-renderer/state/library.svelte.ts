import { createContext } from "svelte";
import type { InstalledVariant } from "../../src-main/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { Mirror } from "./mirror.svelte.ts";

export class LibraryState {
  readonly #mirror: Mirror<"library">;

  constructor(bridge: Bridge) {
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
