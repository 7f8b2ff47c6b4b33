import { z } from "zod";
import {
  type ComparisonSideState,
  type ComparisonVote,
  type MessagePart,
  comparisonSideStates,
} from "../../../src-shared/contract/index.ts";
import type { Lease } from "../../ground/processes/index.ts";
import {
  type Database,
  type Row,
  errorColumns,
  errorValues,
  flag,
  integer,
  integerOrNull,
  readError,
  text,
  textOrNull,
  word,
} from "../../ground/storage/index.ts";
import { type PartGrowth, fromStored, toStored } from "../chat/index.ts";
import { readFigures } from "./stored-figures.ts";
import type { KeptComparison, KeptSide, SideOf } from "./types.ts";

const columns =
  "sequence, id, batch_id, prompt, above, settings, seed, blind, at_once, revealed, voted_at, better, created_at";
const ofOne = "comparison = (SELECT sequence FROM comparisons WHERE id = ?)";
const underWay = "state IN ('waiting', 'loading', 'answering')";
const partKinds = ["thinking", "text"] as const satisfies readonly MessagePart["kind"][];

const aboveSchema = z.array(
  z.object({
    role: z.enum(["user", "assistant"]),
    parts: z.array(z.object({ kind: z.enum(partKinds), text: z.string() })),
  }),
);

/** Before every position there can be. */
const start = Number.MAX_SAFE_INTEGER;

/** Comparisons with their sides, and what each side has said. */
export class ComparisonsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest first. `before`: the order that the page before has ended with. */
  page(before: number | null, limit: number): KeptComparison[] {
    return this.#whole(
      this.#db.all(
        `SELECT ${columns} FROM comparisons WHERE sequence < ? ORDER BY sequence DESC LIMIT ?`,
        [before ?? start, limit],
        readComparison,
      ),
    );
  }

  get(id: string): KeptComparison | null {
    const rows = this.#db.all(`SELECT ${columns} FROM comparisons WHERE id = ?`, [id], readComparison);
    return this.#whole(rows)[0] ?? null;
  }

  /** All of them, the newest first, without what was said. */
  withoutWords(): KeptComparison[] {
    const rows = this.#db.all(`SELECT ${columns} FROM comparisons ORDER BY sequence DESC`, [], readComparison);
    return this.#withSides(rows, () => []);
  }

  /** Asked for by this process. */
  insert({ sides, ...comparison }: KeptComparison, owner: string): void {
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO comparisons (id, batch_id, prompt, above, settings, seed, blind, at_once, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          comparison.id,
          comparison.batchId,
          comparison.prompt,
          JSON.stringify(comparison.above),
          toStored(comparison.settings),
          comparison.seed,
          Number(comparison.isBlind),
          Number(comparison.atOnce),
          comparison.createdAt,
        ],
      );
      for (const [position, { variant, sha256, state }] of sides.entries())
        this.#db.run(
          `INSERT INTO comparison_sides (comparison, position, variant_id, name, label, size_bytes, sha256, state, owner, asked_at)
           SELECT sequence, ?, ?, ?, ?, ?, ?, ?, ?, created_at FROM comparisons WHERE id = ?`,
          [position, variant.id, variant.name, variant.label, variant.sizeBytes, sha256, state, owner, comparison.id],
        );
    });
  }

  /** False where it was not there. */
  remove(id: string): boolean {
    return this.#db.run("DELETE FROM comparisons WHERE id = ?", [id]) > 0;
  }

  vote(id: string, { better }: ComparisonVote, votedAt: number): void {
    this.#db.run("UPDATE comparisons SET voted_at = ?, better = ? WHERE id = ?", [votedAt, better, id]);
  }

  reveal(id: string): void {
    this.#db.run("UPDATE comparisons SET revealed = 1 WHERE id = ?", [id]);
  }

  setState({ id, side }: SideOf, state: ComparisonSideState): void {
    this.#db.run(`UPDATE comparison_sides SET state = ? WHERE ${ofOne} AND position = ?`, [state, id, side]);
  }

  /** Ended before their turn; together or not at all. */
  stop(sides: readonly SideOf[]): void {
    this.#db.transaction(() => {
      for (const side of sides) this.setState(side, "stopped");
    });
  }

  /** As it was before it was asked, to be asked now. */
  clear({ id, side }: SideOf, { owner, renewedAt }: Lease): void {
    this.#db.transaction(() => {
      const asked = `UPDATE comparison_sides SET owner = ?, asked_at = ? WHERE ${ofOne} AND position = ?`;
      this.#db.run(asked, [owner, renewedAt, id, side]);
      this.rewrite({ id, side }, []);
      this.end({ id, side }, { state: "waiting", figures: null, error: null });
    });
  }

  end({ id, side }: SideOf, { state, figures, error }: Pick<KeptSide, "state" | "figures" | "error">): void {
    this.#db.run(
      `UPDATE comparison_sides SET state = ?, figures = ?, (${errorColumns}) = (?, ?, ?, ?) WHERE ${ofOne} AND position = ?`,
      [state, figures && JSON.stringify(figures), ...errorValues(error), id, side],
    );
  }

  /** Parts that begin, and texts that go on; together or not at all. */
  grow({ id, side }: SideOf, growth: readonly PartGrowth[]): void {
    this.#db.transaction(() => {
      for (const { position, kind, text: added, isNew } of growth) {
        if (isNew) this.#insertPart({ id, side }, position, { kind, text: added });
        else
          this.#db.run(`UPDATE comparison_parts SET text = text || ? WHERE ${ofOne} AND side = ? AND position = ?`, [
            added,
            id,
            side,
            position,
          ]);
      }
    });
  }

  /** In the place of all that it has said. */
  rewrite({ id, side }: SideOf, parts: readonly MessagePart[]): void {
    this.#db.transaction(() => {
      this.#db.run(`DELETE FROM comparison_parts WHERE ${ofOne} AND side = ?`, [id, side]);
      for (const [position, part] of parts.entries()) this.#insertPart({ id, side }, position, part);
    });
  }

  /** Of every answer that is under way in a process that is gone; returns how many there are. */
  markInterrupted(isGone: (held: Lease) => boolean): number {
    return this.#db.transaction(() => {
      const askedAt = new Map<string | null, number>();
      this.#db.all(`SELECT owner, asked_at FROM comparison_sides WHERE ${underWay}`, [], (row: Row): void => {
        const owner = textOrNull(row, "owner");
        askedAt.set(owner, Math.max(askedAt.get(owner) ?? 0, integerOrNull(row, "asked_at") ?? 0));
      });
      let marked = 0;
      for (const [owner, renewedAt] of askedAt) {
        if (owner !== null && !isGone({ owner, renewedAt })) continue;
        const mark = `UPDATE comparison_sides SET state = 'interrupted' WHERE ${underWay} AND owner IS ?`;
        marked += this.#db.run(mark, [owner]);
      }
      return marked;
    });
  }

  #insertPart({ id, side }: SideOf, position: number, { kind, text: said }: MessagePart): void {
    this.#db.run(
      `INSERT INTO comparison_parts (comparison, side, position, kind, text)
       SELECT sequence, ?, ?, ?, ? FROM comparisons WHERE id = ?`,
      [side, position, kind, said, id],
    );
  }

  #whole(rows: readonly ReadComparison[]): KeptComparison[] {
    const wanted = JSON.stringify(rows.map(({ order }) => order));
    const parts = new Map<string, MessagePart[]>();
    this.#db.all(
      `SELECT p.comparison, p.side, p.kind, p.text FROM json_each(?) AS w CROSS JOIN comparison_parts AS p
       ON p.comparison = w.value ORDER BY p.comparison, p.side, p.position`,
      [wanted],
      (row: Row): void => {
        const key = placeOf(integer(row, "comparison"), integer(row, "side"));
        const part = { kind: word(row, "kind", partKinds), text: text(row, "text") };
        parts.set(key, [...(parts.get(key) ?? []), part]);
      },
    );
    return this.#withSides(rows, (comparison, side) => parts.get(placeOf(comparison, side)) ?? []);
  }

  #withSides(
    rows: readonly ReadComparison[],
    partsOf: (comparison: number, side: number) => MessagePart[],
  ): KeptComparison[] {
    const sides = new Map<number, KeptSide[]>();
    this.#db.all(
      `SELECT s.* FROM json_each(?) AS w CROSS JOIN comparison_sides AS s ON s.comparison = w.value
       ORDER BY s.comparison, s.position`,
      [JSON.stringify(rows.map(({ order }) => order))],
      (row: Row): void => {
        const comparison = integer(row, "comparison");
        const said = partsOf(comparison, integer(row, "position"));
        sides.set(comparison, [...(sides.get(comparison) ?? []), readSide(row, said)]);
      },
    );
    return rows.map((comparison) => ({ ...comparison, sides: sides.get(comparison.order) ?? [] }));
  }
}

type ReadComparison = Omit<KeptComparison, "sides">;

const placeOf = (comparison: number, side: number): string => `${String(comparison)}/${String(side)}`;

function readComparison(row: Row): ReadComparison {
  return {
    order: integer(row, "sequence"),
    id: text(row, "id"),
    batchId: text(row, "batch_id"),
    prompt: text(row, "prompt"),
    above: aboveSchema.parse(JSON.parse(text(row, "above"))),
    settings: fromStored(text(row, "settings")),
    seed: integer(row, "seed"),
    isBlind: flag(row, "blind"),
    atOnce: flag(row, "at_once"),
    isRevealed: flag(row, "revealed"),
    vote: integerOrNull(row, "voted_at") === null ? null : { better: integerOrNull(row, "better") },
    createdAt: integer(row, "created_at"),
  };
}

function readSide(row: Row, parts: MessagePart[]): KeptSide {
  return {
    variant: {
      id: text(row, "variant_id"),
      name: text(row, "name"),
      label: text(row, "label"),
      sizeBytes: integer(row, "size_bytes"),
    },
    sha256: textOrNull(row, "sha256"),
    state: word(row, "state", comparisonSideStates),
    parts,
    figures: readFigures(textOrNull(row, "figures")),
    error: readError(row),
  };
}
