import { createContext } from "svelte";
import type { RepositorySummary, SearchPage, SearchQuery } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { LatestCall } from "./latest-call.ts";
import { type ListEntry, listEntries } from "./list-entries.ts";
import {
  type ListFilters,
  type OwnOrder,
  filterCount,
  matchesFilters,
  noFilters,
  ownOrders,
  rankOf,
} from "./list-filters.ts";
import { permissive } from "./permissive.ts";
import { onPlanSettings } from "./plan-settings.ts";
import { WhatIfState } from "./what-if.svelte.ts";

export type ListFit = NonNullable<RepositorySummary["fit"]>;
export type SortOrder = SearchQuery["sort"];
/** `suited`: what the catalogue that comes with the app knows, the models that suit the computer over it. */
export type Listing = "suited" | "hub";

/** Long enough that a word typed at an ordinary pace is one question to the Hub. */
const debounceMs = 250;
/** The contract's bound on one `fits` call. */
const fitsPerCall = 200;
/** "Up to 8B" means the class: Llama 3.1 8B has 8.03 billion parameters. */
const upTo8B = 8.6e9;

/** The search, its filters and its results. A question that is no longer asked is cancelled, and its answer dropped. */
export class CatalogState {
  readonly #bridge: Bridge;
  readonly #whatIf: WhatIfState;
  #text = $state("");
  #sort = $state<SortOrder>("downloads");
  #small = $state(false);
  #runsWell = $state(false);
  #permissive = $state(false);
  #listing = $state<Listing>("suited");
  #own = $state<OwnOrder | null>(null);
  #filters = $state.raw<ListFilters>(noFilters);
  #page = $state.raw<Pick<SearchPage, "results" | "next" | "source" | "notice"> | null>(null);
  #fits = $state.raw<Readonly<Record<string, ListFit | null>>>({});
  #busy = $state<"search" | "more" | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  readonly #searching = new LatestCall();
  readonly #judging = new LatestCall();
  /** What the list shows is not the answer to what was asked last. */
  #isUnanswered = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #shown = $derived.by(() => {
    const own = this.order;
    const shown = (this.#page?.results ?? []).filter(
      (result) =>
        (!this.#runsWell || this.fitOf(result)?.verdict === "runs-well") &&
        (!this.#permissive || (result.license !== null && permissive.has(result.license.toLowerCase()))) &&
        matchesFilters(result, this.fitOf(result), this.#filters),
    );
    if (!isOwn(own)) return shown;
    const rank = (result: RepositorySummary): number => rankOf(result, this.fitOf(result), own);
    if (own === "released") return shown.toSorted((a, b) => rank(b) - rank(a));
    // What is far too big is the most capable: until its fit is there, it keeps the order in which it came, after the others.
    const judged = shown.filter((result) => this.fitOf(result) !== null);
    const unjudged = shown.filter((result) => this.fitOf(result) === null);
    return [...judged.toSorted((a, b) => rank(b) - rank(a)), ...unjudged];
  });
  readonly #entries = $derived.by(() => listEntries(this.#shown));

  constructor(bridge: Bridge, whatIf = new WhatIfState(bridge)) {
    this.#bridge = bridge;
    this.#whatIf = whatIf;
  }

  /**
   * This machine or its settings changed, or another is looked at: fits are requested again, and those of the other one
   * are not shown meanwhile.
   */
  connect(): () => void {
    const askAgain = (): void => void this.#askFits(this.#page?.results ?? [], this.#judging.next());
    const askHere = (): void => {
      if (this.#whatIf.machine === null) askAgain();
    };
    const ends = [
      this.#bridge.on("machine", askHere),
      onPlanSettings(this.#bridge, askHere),
      this.#whatIf.onChange(() => {
        this.#fits = {};
        askAgain();
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  get text(): string {
    return this.#text;
  }
  get sort(): SortOrder {
    return this.#sort;
  }
  /** What is listed: a search is always the Hub's. */
  get listing(): Listing {
    return this.#text.trim() === "" ? this.#listing : "hub";
  }
  /** The order of the list: the Hub's, or one that is made here of what is listed. */
  get order(): SortOrder | OwnOrder {
    return this.#own ?? (this.listing === "suited" ? "capable" : this.#sort);
  }
  get filters(): ListFilters {
    return this.#filters;
  }
  /** How many of the filters ask for something, those in the first line included. */
  get filterCount(): number {
    return filterCount(this.#filters) + Number(this.#small) + Number(this.#permissive);
  }
  get small(): boolean {
    return this.#small;
  }
  get runsWell(): boolean {
    return this.#runsWell;
  }
  get permissive(): boolean {
    return this.#permissive;
  }
  get busy(): "search" | "more" | null {
    return this.#busy;
  }
  /** Nothing could be listed at all; a list from the bundled catalogue is not an error, see `notice`. */
  get error(): BridgeError | null {
    return this.#error;
  }
  /** Null until the first answer. */
  get results(): readonly RepositorySummary[] | null {
    return this.#page ? this.#shown : null;
  }
  /** The results as models, however many have uploaded one; null until the first answer. */
  get entries(): readonly ListEntry[] | null {
    return this.#page ? this.#entries : null;
  }
  /** Every repository that was listed, hidden ones too. */
  get listed(): readonly RepositorySummary[] {
    return this.#page?.results ?? [];
  }
  /** Results that the window's own filters hide. */
  get hiddenCount(): number {
    return (this.#page?.results.length ?? 0) - this.#shown.length;
  }
  /** Of those, the ones whose fit is unknown until they are opened. */
  get unjudgedCount(): number {
    if (!this.#runsWell) return 0;
    return (this.#page?.results ?? []).filter((result) => this.fitOf(result) === null).length;
  }
  get hasMore(): boolean {
    return this.#page !== null && this.#page.next !== null;
  }
  get source(): SearchPage["source"] | null {
    return this.#page?.source ?? null;
  }
  get notice(): SearchPage["notice"] {
    return this.#page?.notice ?? null;
  }

  fitOf(result: RepositorySummary): ListFit | null {
    // The fit that comes with a result is for this computer.
    return this.#fits[result.repository] ?? (this.#whatIf.machine === null ? result.fit : null);
  }

  /** What a ladder that was just read says; better than the list's own estimate. */
  setFit(repository: string, fit: ListFit): void {
    this.#fits = { ...this.#fits, [repository]: fit };
  }

  setText(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    // The answer on its way is to another text.
    this.#cancel();
    this.#isUnanswered = true;
    this.#busy = "search";
    this.#timer = setTimeout(() => void this.search(), debounceMs);
  }

  setSort(sort: SortOrder): void {
    this.#own = null;
    this.#sort = sort;
    void this.search();
  }

  /** Orders of the window's own need no answer. */
  setOrder(order: SortOrder | OwnOrder): void {
    if (isOwn(order)) this.#own = order;
    else this.setSort(order);
  }

  setListing(listing: Listing): void {
    this.#text = "";
    this.#own = null;
    this.#listing = listing;
    void this.search();
  }

  /** Back to the models that suit the computer, from wherever the list is. */
  showSuggestions(): void {
    if (this.listing !== "suited") this.setListing("suited");
  }

  setFilters(patch: Partial<ListFilters>): void {
    this.#filters = { ...this.#filters, ...patch };
  }

  toggleSmall(): void {
    this.#small = !this.#small;
    void this.search();
  }

  toggleRunsWell(): void {
    this.#runsWell = !this.#runsWell;
  }

  togglePermissive(): void {
    this.#permissive = !this.#permissive;
  }

  showHidden(): void {
    this.#runsWell = false;
    this.#permissive = false;
    this.#filters = noFilters;
  }

  /** The list is looked at: asks for what it does not show yet. */
  enter(): void {
    if (this.#isUnanswered) void this.search();
    else void this.#askFits(this.#page?.results ?? [], this.#judging.next());
  }

  /** The list is not on screen any more: its open requests are cancelled. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#cancel();
    this.#busy = null;
  }

  async search(): Promise<void> {
    clearTimeout(this.#timer);
    this.#cancel();
    const signal = this.#searching.next();
    this.#isUnanswered = true;
    this.#busy = "search";
    try {
      const page = await this.#bridge.catalog.search(this.#query(null), signal);
      if (signal.aborted) return;
      this.#page = page;
      this.#error = null;
      this.#isUnanswered = false;
      void this.#askFits(page.results, this.#judging.next());
    } catch (thrown) {
      if (signal.aborted) return;
      this.#page = null;
      this.#error = toBridgeError(thrown);
    }
    this.#busy = null;
  }

  async loadMore(): Promise<void> {
    const page = this.#page;
    if (this.#busy || !page?.next) return;
    const signal = this.#searching.next();
    this.#busy = "more";
    try {
      const more = await this.#bridge.catalog.search(this.#query(page.next), signal);
      if (signal.aborted) return;
      const known = page.results.map((result) => result.repository);
      const fresh = more.results.filter((result) => !known.includes(result.repository));
      this.#page = { ...more, results: [...page.results, ...fresh] };
      void this.#askFits(fresh, this.#judging.signal);
    } catch (thrown) {
      if (signal.aborted) return;
      this.#page = { ...page, notice: toBridgeError(thrown).toDto() };
    }
    this.#busy = null;
  }

  #cancel(): void {
    this.#searching.cancel();
    this.#judging.cancel();
  }

  #query(cursor: string | null) {
    const asked = { text: this.#text.trim(), sort: this.#sort, maxParameters: this.#small ? upTo8B : null, cursor };
    return this.listing === "suited" ? { ...asked, source: "bundled" as const } : asked;
  }

  /** Fits come after the list, which does not wait for them; without them the list is still a list. */
  async #askFits(results: readonly RepositorySummary[], signal: AbortSignal): Promise<void> {
    const repositories = results.map((result) => result.repository);
    const { machine } = this.#whatIf;
    for (let at = 0; at < repositories.length; at += fitsPerCall) {
      try {
        const asked = { repositories: repositories.slice(at, at + fitsPerCall), machine };
        const fits = await this.#bridge.catalog.fits(asked, signal);
        if (signal.aborted) return;
        this.#fits = { ...this.#fits, ...fits };
      } catch {
        return;
      }
    }
  }
}

const isOwn = (order: SortOrder | OwnOrder): order is OwnOrder => (ownOrders as readonly string[]).includes(order);

export const [getCatalog, setCatalog] = createContext<CatalogState>();
