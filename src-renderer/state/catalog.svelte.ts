import { createContext } from "svelte";
import type { RepositorySummary, SearchPage, SearchQuery } from "../../src-shared/contract/index.ts";
import { type Bridge, type BridgeError, toBridgeError } from "../bridge/index.ts";
import { LatestCall } from "./latest-call.ts";
import { onPlanSettings } from "./plan-settings.ts";
import { WhatIfState } from "./what-if.svelte.ts";

export type ListFit = NonNullable<RepositorySummary["fit"]>;
export type SortOrder = SearchQuery["sort"];

/** Long enough that a word typed at an ordinary pace is one question to the Hub. */
const debounceMs = 250;
/** The contract's bound on one `fits` call. */
const fitsPerCall = 200;
/** "Up to 8B" means the class: Llama 3.1 8B has 8.03 billion parameters. */
const upTo8B = 8.6e9;

const permissive = new Set([
  "apache-2.0",
  "mit",
  "bsd-2-clause",
  "bsd-3-clause",
  "isc",
  "unlicense",
  "cc0-1.0",
  "cc-by-4.0",
]);

/** The search, its filters and its results. A question that is no longer asked is cancelled, and its answer dropped. */
export class CatalogState {
  readonly #bridge: Bridge;
  readonly #whatIf: WhatIfState;
  #text = $state("");
  #sort = $state<SortOrder>("downloads");
  #small = $state(false);
  #runsWell = $state(false);
  #permissive = $state(false);
  #page = $state.raw<Pick<SearchPage, "results" | "next" | "source" | "notice"> | null>(null);
  #fits = $state.raw<Readonly<Record<string, ListFit | null>>>({});
  #busy = $state<"search" | "more" | null>(null);
  #error = $state.raw<BridgeError | null>(null);
  readonly #searching = new LatestCall();
  readonly #judging = new LatestCall();
  /** What the list shows is not the answer to what was asked last. */
  #isUnanswered = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #shown = $derived.by(() =>
    (this.#page?.results ?? []).filter(
      (result) =>
        (!this.#runsWell || this.fitOf(result)?.verdict === "runs-well") &&
        (!this.#permissive || (result.license !== null && permissive.has(result.license.toLowerCase()))),
    ),
  );

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
    this.#sort = sort;
    void this.search();
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
    return { text: this.#text.trim(), sort: this.#sort, maxParameters: this.#small ? upTo8B : null, cursor };
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

export const [getCatalog, setCatalog] = createContext<CatalogState>();
