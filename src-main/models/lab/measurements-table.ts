import { z } from "zod";
import type { MeasureResult, MeasuredFigures, MeasuredHere, Parting } from "../../../src-shared/contract/index.ts";
import { type Database, type Row, flag, integer, text, textOrNull } from "../../ground/storage/index.ts";
import { partingSchema } from "./protocol.ts";

/** What a measurement holds for. */
export interface MeasurementKey {
  referenceSha256: string;
  variantSha256: string;
  textSha256: string;
  /** As they were asked for, in whole chunks. */
  tokens: number;
  engineVersion: string;
}

/** A measurement that was kept, without whose it is. */
export type KeptMeasurement = Omit<MeasuredHere, "variantId" | "referenceId"> & { key: MeasurementKey };

/** Of the latest: more than anyone looks at. */
const mostListed = 1000;

const model = z.object({ name: z.string(), label: z.string(), sizeBytes: z.number() });
const figuresSchema = z.object({
  reference: model,
  variant: model,
  text: z.object({ name: z.string(), sha256: z.string(), tokens: z.number() }),
  positions: z.number(),
  klDivergence: z.object({
    mean: z.number(),
    standardError: z.number(),
    median: z.number(),
    p99: z.number(),
    max: z.number(),
  }),
  sameTopWord: z.object({ share: z.number(), standardError: z.number() }),
  perplexity: z.object({
    reference: z.number(),
    variant: z.number(),
    // What was kept before it was measured has none.
    lnRatio: z.object({ mean: z.number(), standardError: z.number() }).nullable().default(null),
  }),
  seconds: z.number(),
}) satisfies z.ZodType<MeasuredFigures>;

const columns = `reference_sha256, variant_sha256, text_sha256, tokens, engine_version, result, measured_at,
  parting IS NOT NULL AS has_parting`;
const byKey = "reference_sha256 = ? AND variant_sha256 = ? AND text_sha256 = ? AND tokens = ? AND engine_version = ?";

const keptSchema = partingSchema.extend({ places: partingSchema.shape.places.nullable() });

export class MeasurementsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Null where it was not measured; what cannot be read counts as that. */
  find(key: MeasurementKey): KeptMeasurement | null {
    return this.#db.all(`SELECT ${columns} FROM measurements WHERE ${byKey}`, valuesOf(key), readKept)[0] ?? null;
  }

  /** The latest first; what cannot be read is left out. */
  list(): KeptMeasurement[] {
    return this.#db
      .all(
        `SELECT ${columns} FROM measurements ORDER BY measured_at DESC, variant_sha256 LIMIT ?`,
        [mostListed],
        readKept,
      )
      .filter((kept) => kept !== null);
  }

  /** Null where it was not kept, or cannot be read. */
  parting(id: string): Parting | null {
    const key = keyOf(id);
    if (key === null) return null;
    const [found] = this.#db.all(`SELECT parting FROM measurements WHERE ${byKey}`, valuesOf(key), (row) =>
      textOrNull(row, "parting"),
    );
    return found == null ? null : parsed(() => keptSchema.parse(JSON.parse(found)));
  }

  keep(key: MeasurementKey, { parting, ...figures }: MeasureResult, measuredAt: number): void {
    this.#db.run(
      `INSERT OR REPLACE INTO measurements (reference_sha256, variant_sha256, text_sha256, tokens, engine_version, result,
       parting, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [...valuesOf(key), JSON.stringify(figures), JSON.stringify(parting), measuredAt],
    );
  }

  /** How the window calls it. */
  idOf(key: MeasurementKey): string {
    return valuesOf(key).join("/");
  }
}

const valuesOf = (key: MeasurementKey): [string, string, string, number, string] => [
  key.referenceSha256,
  key.variantSha256,
  key.textSha256,
  key.tokens,
  key.engineVersion,
];

function keyOf(id: string): MeasurementKey | null {
  const [referenceSha256 = "", variantSha256 = "", textSha256 = "", tokens = "", ...rest] = id.split("/");
  if (!/^\d{1,15}$/.test(tokens)) return null;
  return { referenceSha256, variantSha256, textSha256, tokens: Number(tokens), engineVersion: rest.join("/") };
}

function readKept(row: Row): KeptMeasurement | null {
  const key = {
    referenceSha256: text(row, "reference_sha256"),
    variantSha256: text(row, "variant_sha256"),
    textSha256: text(row, "text_sha256"),
    tokens: integer(row, "tokens"),
    engineVersion: text(row, "engine_version"),
  };
  const figures = parsed(() => figuresSchema.parse(JSON.parse(text(row, "result"))));
  if (figures === null) return null;
  const id = valuesOf(key).join("/");
  return { id, key, ...figures, measuredAt: integer(row, "measured_at"), hasParting: flag(row, "has_parting") };
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}
