import {
  type ConversationSettings,
  type InstalledVariant,
  type OpenRequest,
  type VariantFit,
  mostFitsAtOnce,
} from "../../src-shared/contract/index.ts";
import { type Bridge, BridgeError, toBridgeError } from "../bridge/index.ts";
import type { EngineState } from "./engine.svelte.ts";
import type { LibraryState } from "./library.svelte.ts";
import type { DownloadsState } from "./downloads.svelte.ts";
import type { RequestsState } from "./requests.svelte.ts";
import { VariantFits } from "./variant-fits.svelte.ts";

/** A load that did not come about, with the reason that main gave. */
export interface LoadFailure {
  variantId: string;
  error: BridgeError;
}

interface Load {
  variantId: string;
  contextTokens: number | null;
  done: Promise<void>;
}

export interface ModelSources {
  engine: EngineState;
  library: LibraryState;
  downloads: DownloadsState;
  requests: RequestsState;
}

/** Which variant answers, and having it in memory before it is asked. */
export class ModelChoice {
  readonly #engine: EngineState;
  readonly #library: LibraryState;
  readonly #requests: RequestsState;
  readonly #fits: VariantFits;
  #failure = $state.raw<LoadFailure | null>(null);
  #underWay = $state.raw<Load | null>(null);
  /** The plan may clamp a context length: what was asked for decides whether to load again. */
  #loaded = $state.raw<Load | null>(null);

  readonly #usable = $derived.by(() =>
    this.#library.variants.filter(
      ({ state, notForChat }) => (state === "ready" || state === "unverified") && notForChat === null,
    ),
  );

  constructor(bridge: Bridge, { engine, library, requests }: Omit<ModelSources, "downloads">) {
    this.#fits = new VariantFits(bridge);
    this.#engine = engine;
    this.#library = library;
    this.#requests = requests;
  }

  /** Installed variants that can chat, whose files are there and whole. */
  get usable(): readonly InstalledVariant[] {
    return this.#usable;
  }

  /** False until main has said what is installed. */
  get known(): boolean {
    return this.#library.known;
  }

  /** The last load that failed; a crash while answering is in the engine's own state. */
  get failure(): LoadFailure | null {
    return this.#failure;
  }

  /** Asked for here and not yet in memory. */
  get loading(): boolean {
    return this.#underWay !== null;
  }

  /** What is in memory is a smaller variant that a load of this one came down to. */
  standsInFor(variantId: string): boolean {
    const { loadedId, view } = this.#engine;
    return (
      loadedId !== null && loadedId !== variantId && this.#loaded?.variantId === variantId && view?.steps.length !== 0
    );
  }

  fitOf(variantId: string): VariantFit | null {
    return this.#fits.of(variantId);
  }

  /** The wanted variant, else the one in memory, else the one used last. */
  resolve(wantedId: string | null): InstalledVariant | null {
    const byId = (id: string | null): InstalledVariant | undefined => this.#usable.find((variant) => variant.id === id);
    const wanted = byId(wantedId) ?? byId(this.#engine.loadedId);
    return (
      wanted ?? this.#usable.toSorted((a, b) => (b.lastUsedAt ?? b.addedAt) - (a.lastUsedAt ?? a.addedAt))[0] ?? null
    );
  }

  /** Asks again what variants would cost, for the memory that is free now: as many as a list can show, the one in view among them. */
  refreshFits(inView: string | null): Promise<void> {
    const ids = this.#usable.map(({ id }) => id);
    const first = ids.filter((id) => id === inView);
    return this.#fits.ask([...first, ...ids.filter((id) => id !== inView)].slice(0, mostFitsAtOnce));
  }

  isLoaded(variantId: string, settings: ConversationSettings): boolean {
    const { contextTokens } = settings;
    if (this.standsInFor(variantId)) return this.#loaded?.contextTokens === contextTokens;
    if (this.#engine.loadedId !== variantId) return false;
    if (contextTokens === null || this.#engine.view?.plan?.contextTokens === contextTokens) return true;
    return this.#loaded?.variantId === variantId && this.#loaded.contextTokens === contextTokens;
  }

  /** Loads the variant unless it is in memory as the settings want it, or on its way there. Throws `BridgeError`. */
  async ensureLoaded(variantId: string, settings: ConversationSettings): Promise<void> {
    if (this.isLoaded(variantId, settings)) return;
    const underWay = this.#underWay;
    const isIt = underWay?.variantId === variantId && underWay.contextTokens === settings.contextTokens;
    await (isIt ? underWay.done : this.load(variantId, settings));
  }

  /** The smaller plan that main offers after this one failed to load or was lost; null when there is none. */
  offerFor(variantId: string, settings: ConversationSettings): OpenRequest | null {
    if (this.isLoaded(variantId, settings)) return null;
    const isIt = ({ about }: OpenRequest): boolean =>
      about.variantId === variantId && (about.plan.contextTokens ?? null) === settings.contextTokens;
    return this.#requests.of("step-down").findLast(isIt) ?? null;
  }

  /** `force`: although the plan does not fit. */
  async load(variantId: string, settings: ConversationSettings, { force = false } = {}): Promise<void> {
    const { contextTokens } = settings;
    const plan = contextTokens === null ? {} : { contextTokens };
    await this.#follow(variantId, contextTokens, () => this.#engine.load(variantId, { plan, force }));
  }

  /** Agrees to a smaller plan; `settings` are the ones that match it. */
  async loadSmaller(offer: OpenRequest, { contextTokens }: ConversationSettings): Promise<void> {
    await this.#follow(offer.about.next.variantId, contextTokens, () => this.#requests.answer(offer, true));
  }

  /** Throws `busy` where a load would end an answer that is being written. */
  requireNoAnswer(): void {
    if (this.#engine.view?.status !== "answering") return;
    throw new BridgeError({ code: "busy", key: "answering-before-load", details: {} });
  }

  async #follow(variantId: string, contextTokens: number | null, begin: () => Promise<void>): Promise<void> {
    this.requireNoAnswer();
    this.#failure = null;
    const done = begin();
    const mine: Load = { variantId, contextTokens, done };
    this.#underWay = mine;
    try {
      await done;
      if (this.#underWay === mine) this.#loaded = mine;
    } catch (thrown) {
      const error = toBridgeError(thrown);
      // One that gave way to another has not failed.
      if (error.code !== "cancelled" && this.#underWay === mine) {
        this.#failure = { variantId, error };
        // The ways out are for the memory that is free now.
        void this.refreshFits(variantId);
      }
      throw error;
    } finally {
      if (this.#underWay === mine) this.#underWay = null;
    }
  }

  forgetFailure(): void {
    this.#failure = null;
  }
}
