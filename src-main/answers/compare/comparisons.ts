import { randomInt, randomUUID } from "node:crypto";
import { basename } from "node:path";
import {
  type CollectionChange,
  type CollectionPage,
  type ComparedDivergence,
  type Comparison,
  type ComparisonDelta,
  type ComparisonTable,
  type ExportedComparisons,
  type InstalledVariant,
  type ListPage,
  type StartComparison,
  type TableFormat,
  type VoteOnComparison,
  compareLimits,
  samplingRanges,
} from "../../../src-shared/contract/index.ts";
import { variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";
import { ChangeFeed, type Clock, type Dispose, Emitter, type Logger, appError } from "../../ground/core/index.ts";
import { writeWhole } from "../../ground/files/index.ts";
import { type Owner, ProcessOwner } from "../../ground/processes/index.ts";
import type { Database } from "../../ground/storage/index.ts";
import type { Chat, ChatAsking, ChatVariants } from "../chat/index.ts";
import type { Sessions } from "../engine/index.ts";
import type { Loader } from "../loading/index.ts";
import { comparisonTable } from "./comparison-table.ts";
import { ComparisonsTable } from "./comparisons-table.ts";
import { mayBeVotedOn, shownComparison } from "./shown-comparison.ts";
import { shuffled } from "./shuffled.ts";
import { SideRuns } from "./side-runs.ts";
import { tableFile } from "./table-file.ts";
import type { KeptComparison, KeptSide } from "./types.ts";

export interface ComparisonsOptions {
  db: Database;
  loader: Pick<Loader, "lease" | "loaded">;
  sessions: Pick<Sessions, "onAnswer">;
  variants: ChatVariants;
  asking: ChatAsking;
  conversations: Pick<Chat, "before">;
  /** What was measured here of an installed variant. */
  divergenceOf?: (variantId: string) => ComparedDivergence | null;
  clock: Clock;
  logger: Logger;
  /** By whose name this process asks. */
  owner?: Owner;
  /** The items in an order that nobody can guess; another one in tests. */
  shuffle?: <T>(items: readonly T[]) => T[];
}

/** As many as a screen or two show, with all answers. */
const pageSize = 20;
/** Asked for longer ago, by a process of which nothing can be known: its number may be another one's by now. */
const silentMs = 24 * 60 * 60 * 1000;
const endedEarly: ReadonlySet<KeptSide["state"]> = new Set(["failed", "stopped", "interrupted"]);

/**
 * One prompt, several variants, and a person's vote. Methods throw `AppError`: not-found, invalid-input, disk-full, database-failed. What
 * became of an answer is on its side.
 */
export class Comparisons {
  readonly #options: ComparisonsOptions;
  readonly #table: ComparisonsTable;
  readonly #runs: SideRuns;
  readonly #owner: Owner;
  readonly #feed = new ChangeFeed<Comparison>();
  readonly #deltas = new Emitter<ComparisonDelta>();
  /** Whose words are not told as they come. */
  readonly #hidden = new Set<string>();

  constructor(options: ComparisonsOptions) {
    this.#options = options;
    this.#table = new ComparisonsTable(options.db);
    this.#owner = options.owner ?? new ProcessOwner();
    this.#runs = new SideRuns({
      ...options,
      table: this.#table,
      onDelta: (delta) => {
        this.#forward(delta);
      },
      onChanged: (id) => {
        this.#report(id);
      },
    });
  }

  /** The newest first. */
  page({ cursor }: ListPage): CollectionPage<Comparison> {
    const rows = this.#table.page(cursorNumber(cursor), pageSize + 1);
    const shown = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? shown.at(-1) : undefined;
    return {
      revision: this.#feed.revision,
      items: shown.map((comparison) => this.#shown(comparison)),
      next: last === undefined ? null : String(last.order),
    };
  }

  get(id: string): Comparison {
    return this.#shown(this.#require(id));
  }

  /** One for each prompt; their answers come as events. */
  start({ variantIds, prompts, seed, from, isBlind, atOnce, ...asked }: StartComparison): Comparison[] {
    const variants = this.#variants(variantIds);
    const { shuffle = shuffled, clock, conversations } = this.#options;
    const { above, settings } = from === null ? { above: [], settings: asked.settings } : conversations.before(from);
    const batchId = randomUUID();
    const createdAt = clock.now();
    const all = prompts.map((prompt): KeptComparison => ({
      ...{ id: randomUUID(), batchId, prompt, settings, isBlind, atOnce, createdAt },
      seed: seed ?? randomInt(samplingRanges.seed.max),
      order: 0,
      above,
      isRevealed: false,
      vote: null,
      sides: (isBlind ? shuffle(variants) : variants).map(sideFor),
    }));
    this.#options.db.transaction(() => {
      for (const one of all) this.#table.insert(one, this.#owner.name);
    });
    for (const one of all) {
      const places = one.sides.map((_, side) => side);
      // Blind, the order in which they are answered tells nothing of their places either.
      this.#runs.add(one, isBlind ? shuffle(places) : places);
    }
    return all.map(({ id }) => this.#told(id));
  }

  /** Resolves when it has ended; null: all of them. */
  async stop(id: string | null): Promise<void> {
    await this.#runs.stop(id);
    // The terminal may have been closed in which it was asked.
    if (id !== null && this.#markInterrupted() > 0) this.#report(id);
  }

  /** Asks again for the answers that failed or were ended. */
  resume(id: string): Comparison {
    const kept = this.#runs.asItIs(this.#require(id));
    const again = kept.sides.flatMap(({ state }, side) => (endedEarly.has(state) ? [side] : []));
    const asked = { owner: this.#owner.name, renewedAt: this.#options.clock.now() };
    this.#options.db.transaction(() => {
      for (const side of again) this.#table.clear({ id, side }, asked);
      // What failed has told who answers.
      if (again.length > 0) this.#table.reveal(id);
    });
    this.#runs.add(kept, again);
    return this.#told(id);
  }

  /** Throws `invalid-input` where it is not blind, was voted on or told, or not every answer is whole. */
  vote({ id, better }: VoteOnComparison): Comparison {
    const kept = this.#require(id);
    if (!mayBeVotedOn(kept) || (better !== null && better >= kept.sides.length))
      throw appError("invalid-input", "no-vote-here");
    this.#table.vote(id, { better }, this.#options.clock.now());
    return this.#told(id);
  }

  /** Tells who answers, without a vote. */
  reveal(id: string): Comparison {
    this.#require(id);
    this.#table.reveal(id);
    return this.#told(id);
  }

  /** With its answers and its vote. What is being answered is ended first. */
  async remove(id: string): Promise<void> {
    this.#require(id);
    await this.#runs.stop(id);
    this.#table.remove(id);
    this.#hidden.delete(id);
    this.#feed.tell({ removed: [id] });
  }

  /** What all of them say, as far as it is to be known who answered. */
  table(): ComparisonTable {
    const { variants, divergenceOf } = this.#options;
    return comparisonTable(this.#table.withoutWords(), (id, sha256) => {
      // What has its id now may be another model.
      const isIt = sha256 === null || variants.get(id)?.sha256 === sha256;
      return isIt ? (divergenceOf?.(id) ?? null) : null;
    });
  }

  /** Writes the table to a place that a person chose. Throws `disk-full` or `disk-failed`. */
  async writeTable(path: string, format: TableFormat): Promise<ExportedComparisons> {
    const table = this.table();
    await writeWhole(path, (file) => file.writeFile(tableFile(table, format)));
    return { fileName: basename(path), rows: table.rows.length };
  }

  onChange(listener: (change: CollectionChange<Comparison>) => void): Dispose {
    return this.#feed.on(listener);
  }

  onDelta(listener: (delta: ComparisonDelta) => void): Dispose {
    return this.#deltas.on(listener);
  }

  /** Marks what was being answered by processes that are gone. Once, by the process that shows the window. */
  recover(): void {
    const cut = this.#markInterrupted();
    if (cut > 0) this.#options.logger.info("comparisons were cut short by the end of the last run", { count: cut });
  }

  async dispose(): Promise<void> {
    await this.#runs.dispose();
  }

  #markInterrupted(): number {
    const now = this.#options.clock.now();
    return this.#table.markInterrupted(
      (held) => held.owner !== this.#owner.name && this.#owner.isGone(held, now, silentMs),
    );
  }

  #variants(ids: readonly string[]): InstalledVariant[] {
    const { leastSides: least, mostSides: most } = compareLimits;
    if (new Set(ids).size !== ids.length || ids.length < least || ids.length > most)
      throw appError("invalid-input", "variants-to-compare", { least, most });
    return ids.map((id) => {
      const variant = this.#options.variants.get(id);
      if (variant === null) throw appError("not-found", "variant", {});
      return variant;
    });
  }

  #forward(delta: ComparisonDelta): void {
    if (!this.#hidden.has(delta.id)) this.#deltas.emit(delta);
  }

  #require(id: string): KeptComparison {
    const kept = this.#table.get(id);
    if (kept === null) throw appError("not-found", "comparison");
    return kept;
  }

  #shown(kept: KeptComparison): Comparison {
    return shownComparison(this.#runs.asItIs(kept));
  }

  #told(id: string): Comparison {
    const comparison = this.get(id);
    if (comparison.isHidden) this.#hidden.add(id);
    else this.#hidden.delete(id);
    this.#feed.tell({ put: [comparison] });
    return comparison;
  }

  #report(id: string): void {
    try {
      // It may have been deleted while it was being answered.
      if (this.#table.get(id) !== null) this.#told(id);
    } catch (error) {
      this.#options.logger.error("a comparison could not be read", { error: String(error) });
    }
  }
}

const sideFor = (variant: InstalledVariant): KeptSide => ({
  variant: {
    id: variant.id,
    name: withoutFormat(variant.name),
    label: variantLabel(variant),
    sizeBytes: variant.sizeBytes,
  },
  sha256: variant.sha256,
  state: "waiting",
  parts: [],
  figures: null,
  error: null,
});

function cursorNumber(cursor: string | null): number | null {
  if (cursor === null) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw appError("invalid-input", "no-such-page");
  return Number(cursor);
}
