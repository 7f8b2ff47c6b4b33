import { createContext } from "svelte";
import type { DownloadRequest, InstalledVariant, Suggestion } from "../../src-shared/contract/index.ts";
import { toBridgeError } from "../bridge/index.ts";
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

/** A model that comes from another uploader than the one who was asked first. */
export interface Stead {
  model: string;
  first: string;
  instead: string;
}

/** What is suggested, or was: `elsewhere` is left out where nothing is known of others. */
type Wanted = Pick<Suggestion, "repository" | "key"> & Partial<Pick<Suggestion, "elsewhere">>;

interface Begun {
  request: DownloadRequest;
  instead: Stead[];
}

/** From a suggested model to a chat with it, whether it is here or not. */
export class ModelStart {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The installed variant that is suggested, by whomever it was uploaded; null where it has to be downloaded. */
  installed({ repository, key, elsewhere = [] }: Wanted): InstalledVariant | null {
    const uploaders = [repository, ...elsewhere];
    const isIt = (one: InstalledVariant): boolean =>
      one.repository !== null && uploaders.includes(one.repository) && one.variantKey === key;
    return this.#parts.chat.models.usable.find(isIt) ?? null;
  }

  /** What a download brings a second, by those that are under way; null where none is. */
  get bytesPerSecond(): number | null {
    const speeds = this.#parts.downloads.unfinished.map((one) => one.bytesPerSecond ?? 0);
    const sum = speeds.reduce((all, one) => all + one, 0);
    return sum > 0 ? sum : null;
  }

  /**
   * Opens a chat with it, which waits for its download where that is needed. Says where it comes from instead when its uploader has taken
   * it down. Throws `BridgeError`.
   */
  async start(suggestion: Suggestion): Promise<Stead[]> {
    const here = this.installed(suggestion);
    if (here !== null) await this.use(here);
    else {
      const { request, instead } = await this.#download(suggestion);
      await this.#open(() => this.#parts.chat.startAwaiting(request));
      return instead;
    }
    return [];
  }

  /** The small one now; that the other is here is said when it is. As `start`. */
  async startBoth(small: Suggestion, large: Suggestion): Promise<Stead[]> {
    const here = this.installed(small);
    // The order in which they were begun is the order in which they come.
    const now = here === null ? await this.#download(small) : null;
    const later = await this.#download(large);
    await this.#parts.settings.patch({ switchTo: later.request });
    if (here !== null) await this.use(here);
    if (now !== null) await this.#open(() => this.#parts.chat.startAwaiting(now.request));
    return [...(now?.instead ?? []), ...later.instead];
  }

  /** From the first of its uploaders of whom the Hub knows it; the last one's failure is the answer. */
  async #download({ repository, key: variant, elsewhere, model }: Suggestion): Promise<Begun> {
    for (const [at, one] of [repository, ...elsewhere].entries()) {
      try {
        await this.#parts.downloads.start(one, variant);
      } catch (thrown) {
        if (at < elsewhere.length && toBridgeError(thrown).code === "hub-not-found") continue;
        throw thrown;
      }
      const instead = at === 0 ? [] : [{ model: model.name, first: repository, instead: one }];
      return { request: { repository: one, variant }, instead };
    }
    throw new TypeError("a suggestion has a repository");
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
