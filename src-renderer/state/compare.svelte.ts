import { createContext } from "svelte";
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type {
  Comparison,
  ComparisonDelta,
  ComparisonTable,
  MessagePart,
  StartComparisonInput,
  builtInPresets,
} from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import type { Screens } from "./app.svelte.ts";
import { LiveAnswer } from "./live-answer.svelte.ts";
import { PagedList } from "./paged-list.svelte.ts";
import { Removals } from "./removals.svelte.ts";

/** What is written and chosen in the composer, which a visit to another screen must not lose. */
export interface CompareDraft {
  prompt: string;
  isSeveral: boolean;
  /** Ids of variants; those that are not there any more are left out, and missing ones are filled up. */
  wanted: readonly string[];
  /** The answer in whose conversation the prompt is asked. */
  from: NonNullable<Screens["compare"]["from"]> | null;
  isBlind: boolean;
  atOnce: boolean;
  preset: (typeof builtInPresets)[number];
  systemPrompt: string;
  seedText: string;
}

const emptyDraft: CompareDraft = {
  ...{ prompt: "", isSeveral: false, wanted: [], from: null, isBlind: false, atOnce: false },
  ...{ preset: "balanced", systemPrompt: "", seedText: "" },
};

/** Prompts that several variants were asked. Read when the screen first asks for it. Methods throw `BridgeError`. */
export class CompareState {
  readonly #bridge: Bridge;
  readonly #list: PagedList<Comparison>;
  readonly #live = new SvelteMap<string, LiveAnswer>();
  #table = $state.raw<ComparisonTable | null>(null);
  #isAsked = false;
  readonly #removals = new Removals();
  /** Answers of which a piece was missed, until they are read again. */
  readonly #lost = new SvelteSet<string>();
  /** Without what was removed and may still be had back. */
  readonly #items = $derived.by(() => {
    const { items } = this.#list;
    return this.#removals.none ? items : (items?.filter(({ id }) => !this.#removals.has(id)) ?? null);
  });

  draft = $state.raw<CompareDraft>({ ...emptyDraft });

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#list = new PagedList({
      fetch: (cursor, signal) => bridge.compare.list({ cursor }, signal),
      compare: inOrder,
    });
  }

  connect(): () => void {
    const ends = [
      this.#bridge.on("comparisons", (change) => {
        if (!this.#isAsked) return;
        for (const one of change.put) this.#follow(one);
        this.#list.take(change);
        if (change.removed.length > 0 || change.put.some(({ isOpen }) => !isOpen)) void this.#readTable();
      }),
      this.#bridge.on("comparisonDelta", (delta) => this.#grow(delta)),
    ];
    const flush = (): void => this.#removals.flush();
    addEventListener("pagehide", flush);
    return () => {
      for (const end of ends) end();
      removeEventListener("pagehide", flush);
      flush();
      for (const live of this.#live.values()) live.dispose();
    };
  }

  /** The newest first; null until main has answered. */
  get items(): readonly Comparison[] | null {
    return this.#items;
  }
  /** What all of them say; null until main has answered. */
  get table(): ComparisonTable | null {
    return this.#table;
  }
  get hasMore(): boolean {
    return this.#list.hasMore;
  }
  get error(): BridgeError | null {
    return this.#list.error;
  }

  /** Reads what there is, unless that was done. */
  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.#list.load();
    void this.#readTable();
  }

  async more(): Promise<void> {
    await this.#list.more();
  }

  /** Of an answer, as far as it has come. */
  partsOf({ id, sides }: Comparison, side: number): readonly MessagePart[] {
    return this.#live.get(keyOf(id, side))?.parts ?? sides[side]?.parts ?? [];
  }

  async start(input: StartComparisonInput): Promise<Comparison[]> {
    const begun = await this.#bridge.compare.start(input);
    for (const one of begun) this.#list.put(one);
    return begun;
  }

  async stop(id: string | null): Promise<void> {
    await this.#bridge.compare.stop({ id });
  }

  async resume(id: string): Promise<void> {
    this.#list.put(await this.#bridge.compare.resume({ id }));
  }

  async vote(id: string, better: number | null): Promise<void> {
    this.#list.put(await this.#bridge.compare.vote({ id, better }));
  }

  async reveal(id: string): Promise<void> {
    this.#list.put(await this.#bridge.compare.reveal({ id }));
  }

  /**
   * Hides it at once and removes it, with its votes, when `keep` was not called for some seconds. Whether it was removed.
   */
  async removeSoon(id: string): Promise<boolean> {
    return this.#removals.after(id, async () => void (await this.#bridge.compare.remove({ id })));
  }

  /** Takes `removeSoon` back. */
  keep(id: string): void {
    this.#removals.undo(id);
  }

  async #readTable(): Promise<void> {
    try {
      this.#table = await this.#bridge.compare.table();
    } catch {
      // The list says what is wrong; the table stays as it was.
    }
  }

  #grow({ id, side, ...delta }: ComparisonDelta): void {
    const key = keyOf(id, side);
    // What is not here yet comes with the words that it has by then.
    const known = this.#list.items?.find((one) => one.id === id)?.sides[side];
    if (known === undefined || this.#lost.has(key)) return;
    const live = this.#live.get(key) ?? new LiveAnswer(key, known.parts);
    if (live.apply(delta)) this.#live.set(key, live);
    else void this.#readAgain(key);
  }

  /** Of an answer of which a piece was missed: what is here of it fits nothing that follows. */
  async #readAgain(key: string): Promise<void> {
    this.#live.get(key)?.dispose();
    this.#live.delete(key);
    this.#lost.add(key);
    // Of what is being read already, one reading is enough.
    if (this.#lost.size > 1) return;
    await this.#list.load();
    this.#lost.clear();
  }

  /** What has ended is as main says; what goes on may be ahead of it. */
  #follow({ id, sides }: Comparison): void {
    for (const [side, { state, parts }] of sides.entries()) {
      const key = keyOf(id, side);
      const live = this.#live.get(key);
      if (live === undefined) continue;
      if (state === "answering") live.replace(parts);
      else {
        live.dispose();
        this.#live.delete(key);
      }
    }
  }
}

const keyOf = (id: string, side: number): string => `${id}/${String(side)}`;

/** As main lists them. */
const inOrder = (one: Comparison, other: Comparison): number => other.order - one.order;

export const [getCompare, setCompare] = createContext<CompareState>();
