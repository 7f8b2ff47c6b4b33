import { createContext } from "svelte";
import type { DownloadRequest, InstalledVariant, Suggestion } from "../../src-shared/contract/index.ts";
import type { AppState } from "./app.svelte.ts";
import type { ChatState } from "./chat.svelte.ts";
import type { DownloadsState } from "./downloads.svelte.ts";
import type { LibraryState } from "./library.svelte.ts";
import type { SettingsState } from "./settings.svelte.ts";

interface Parts {
  app: AppState;
  chat: ChatState;
  downloads: DownloadsState;
  library: LibraryState;
  settings: SettingsState;
}

/** From a suggested model to a chat with it, whether it is here or not. */
export class ModelStart {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The installed variant that is suggested; null where it has to be downloaded. */
  installed({ repository, key }: Pick<Suggestion, "repository" | "key">): InstalledVariant | null {
    const isIt = (one: InstalledVariant): boolean => one.repository === repository && one.variantKey === key;
    return this.#parts.chat.models.usable.find(isIt) ?? null;
  }

  /** What a download brings a second, by those that are under way; null where none is. */
  get bytesPerSecond(): number | null {
    const speeds = this.#parts.downloads.unfinished.map((one) => one.bytesPerSecond ?? 0);
    const sum = speeds.reduce((all, one) => all + one, 0);
    return sum > 0 ? sum : null;
  }

  /** Opens a chat with it, which waits for its download where that is needed. Throws `BridgeError`. */
  async start(suggestion: Suggestion): Promise<void> {
    const { repository, key: variant } = suggestion;
    const here = this.installed(suggestion);
    if (here !== null) return this.use(here);
    await this.#parts.downloads.start(repository, variant);
    await this.#open(() => this.#parts.chat.startAwaiting({ repository, variant }));
  }

  /** The small one now; that the other is here is said when it is. Throws `BridgeError`. */
  async startBoth(small: Suggestion, large: Suggestion): Promise<void> {
    const later: DownloadRequest = { repository: large.repository, variant: large.key };
    // The order in which they were begun is the order in which they come.
    if (this.installed(small) === null) await this.#parts.downloads.start(small.repository, small.key);
    await this.#parts.downloads.start(later.repository, later.variant);
    await this.#parts.settings.patch({ switchTo: later });
    await this.start(small);
  }

  /** Opens a chat with a model that is here. */
  async use(variant: InstalledVariant): Promise<void> {
    await this.#open(() => Promise.resolve());
    this.#parts.app.go("chat", { variantId: variant.id });
  }

  async #open(before: () => Promise<void>): Promise<void> {
    const { app, settings } = this.#parts;
    await before();
    app.go("chat");
    if (settings.view?.settings.firstRunDone === false) await settings.patch({ firstRunDone: true });
  }
}

export const [getModelStart, setModelStart] = createContext<ModelStart>();
