import type {
  Inspection,
  InstalledVariant,
  LibraryReview,
  LibraryUpdate,
  LibraryUpdates,
} from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";

const restMs = 1_000;

/** What might go from the library or be fetched anew, while somebody looks at it. */
export class LibraryCareState {
  readonly #bridge: Bridge;
  /** Null until main has answered. */
  review = $state.raw<LibraryReview | null>(null);
  /** Null until the Hub was asked, which a person does. */
  updates = $state.raw<LibraryUpdates | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  connect(): () => void {
    // A check or a move changes many variants one after another.
    const later = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.look(), restMs);
    };
    const end = this.#bridge.on("library", later);
    void this.look();
    return () => {
      end();
      clearTimeout(this.#timer);
    };
  }

  async look(): Promise<void> {
    try {
      this.review = await this.#bridge.library.review();
    } catch {
      // Without it the library has a few chips less.
    }
  }

  async ask(): Promise<LibraryUpdates> {
    const found = await this.#bridge.library.updates();
    this.updates = found;
    return found;
  }

  /** Those of what is still in the library. */
  updatesIn({ byId }: { byId: (id: string) => unknown }): readonly LibraryUpdate[] {
    return (this.updates?.updates ?? []).filter(({ id }) => byId(id) !== null);
  }

  /** Of one variant, as far as the Hub was asked. */
  updateOf(id: string): LibraryUpdate | null {
    return this.updates?.updates.find((one) => one.id === id) ?? null;
  }

  /** What uses one variant uses another one. */
  async replace(fromId: string, toId: string): Promise<void> {
    await this.#bridge.library.switch({ fromId, toId });
  }

  /** The same, and deletes the first one: main looks at the other before that. */
  async replaceAndDelete(from: InstalledVariant, toId: string, isDuplicate: boolean): Promise<void> {
    const { id: fromId, sizeBytes: confirmedBytes } = from;
    await this.#bridge.library.replace({ fromId, toId, confirmedBytes, isDuplicate });
  }

  async inspect(id: string, signal: AbortSignal): Promise<Inspection> {
    return this.#bridge.library.inspect({ id }, signal);
  }
}
