import { createContext } from "svelte";
import type { AwaitedModel, InstalledVariant, Suggestion } from "../../src-shared/contract/index.ts";
import { type Bridge, toBridgeError } from "../bridge/index.ts";
import type { AppState } from "./app.svelte.ts";
import type { ChatState } from "./chat.svelte.ts";
import type { DownloadsState } from "./downloads.svelte.ts";
import type { LibraryState } from "./library.svelte.ts";
import { otherVariant } from "./other-variant.ts";
import type { SettingsState } from "./settings.svelte.ts";

interface Parts {
  app: AppState;
  bridge: Bridge;
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
type Wanted = Pick<Suggestion, "repository" | "key"> & Partial<Pick<Suggestion, "elsewhere" | "model">>;

interface Begun {
  request: AwaitedModel;
  instead: Stead[];
}

/** From a suggested model to a chat with it, whether it is here or not. */
export class ModelStart {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The installed variant that is suggested, whoever of the model's uploaders it is from; null where it has to be downloaded. */
  installed({ repository, key, elsewhere = [], model }: Wanted): InstalledVariant | null {
    const alike = this.#parts.chat.models.usable.filter(({ variantKey }) => variantKey === key);
    for (const one of [repository, ...elsewhere, ...(model?.repositories ?? [])]) {
      const found = alike.find((variant) => variant.repository === one);
      if (found !== undefined) return found;
    }
    return null;
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
    if (here !== null) await this.use(here, this.#contextOf(suggestion));
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
    if (here !== null) await this.use(here, this.#contextOf(small));
    if (now !== null) await this.#open(() => this.#parts.chat.startAwaiting(now.request));
    return [...(now?.instead ?? []), ...later.instead];
  }

  /** From the first of its uploaders who has it on the Hub; the last one's failure is the answer. */
  async #download(suggestion: Suggestion): Promise<Begun> {
    const { repository, key: variant, elsewhere, model } = suggestion;
    for (const [at, one] of [repository, ...elsewhere].entries()) {
      try {
        await this.#parts.downloads.start(one, variant);
      } catch (thrown) {
        if (at < elsewhere.length && isGone(thrown)) continue;
        throw thrown;
      }
      const instead = at === 0 ? [] : [{ model: model.name, first: repository, instead: one }];
      return { request: this.#awaited({ ...suggestion, repository: one }), instead };
    }
    throw new TypeError("a suggestion has a repository");
  }

  /** What can be taken where none of its uploaders has the suggested variant any more; null where nothing of the model can. */
  async instead(suggestion: Suggestion): Promise<Suggestion | null> {
    const { repository, contextTokens, model } = suggestion;
    for (const one of [repository, ...model.repositories.filter((other) => other !== repository)]) {
      try {
        const ladder = await this.#parts.bridge.catalog.ladder({ repository: one, plan: { contextTokens } });
        const other = otherVariant(suggestion, ladder);
        if (other !== null) return other;
      } catch {
        // The next uploader may answer.
      }
    }
    return null;
  }

  /** Opens a chat with a model that is here; `contextTokens`: what it was planned for, null for the usual context. */
  async use(variant: InstalledVariant, contextTokens: number | null = null): Promise<void> {
    await this.#open(() => Promise.resolve());
    this.#parts.app.go("chat", { variantId: variant.id, contextTokens });
  }

  /** What the forecast of a suggestion was for; null where every chat has it. */
  #contextOf({ contextTokens }: Suggestion): number | null {
    return contextTokens === this.#parts.settings.view?.settings.defaultContextTokens ? null : contextTokens;
  }

  #awaited(suggestion: Suggestion): AwaitedModel {
    const contextTokens = this.#contextOf(suggestion);
    const { repository, key: variant } = suggestion;
    return { repository, variant, ...(contextTokens !== null && { contextTokens }) };
  }

  async #open(before: () => Promise<void>): Promise<void> {
    const { app, settings } = this.#parts;
    await before();
    app.go("chat");
    if (settings.view?.settings.firstRunDone === false) await settings.patch({ firstRunDone: true });
  }
}

/** The Hub has the repository no more, or the repository the variant. */
export function isGone(thrown: unknown): boolean {
  const { code } = toBridgeError(thrown);
  return code === "hub-not-found" || code === "not-found";
}

export const [getModelStart, setModelStart] = createContext<ModelStart>();
