import { z } from "zod";
import type { MeasureResult } from "../../../src-shared/contract/index.ts";
import { type Database, text } from "../../ground/storage/index.ts";

/** What a measurement holds for. */
export interface MeasurementKey {
  referenceSha256: string;
  variantSha256: string;
  textSha256: string;
  /** As they were asked for, in whole chunks. */
  tokens: number;
  engineVersion: string;
}

export interface MadeFile {
  sha256: string;
  fromLabel: string;
  fromSha256: string;
  matrixSha256: string | null;
}

const model = z.object({ name: z.string(), label: z.string(), sizeBytes: z.number() });
const resultSchema = z.object({
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
  perplexity: z.object({ reference: z.number(), variant: z.number() }),
  seconds: z.number(),
}) satisfies z.ZodType<MeasureResult>;

export class MeasurementsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Null where it was not measured; what cannot be read counts as that. */
  find({ referenceSha256, variantSha256, textSha256, tokens, engineVersion }: MeasurementKey): MeasureResult | null {
    const [found] = this.#db.all(
      `SELECT result FROM measurements WHERE reference_sha256 = ? AND variant_sha256 = ? AND text_sha256 = ? AND tokens = ?
       AND engine_version = ?`,
      [referenceSha256, variantSha256, textSha256, tokens, engineVersion],
      (row) => text(row, "result"),
    );
    if (found === undefined) return null;
    try {
      return resultSchema.parse(JSON.parse(found));
    } catch {
      return null;
    }
  }

  keep(key: MeasurementKey, result: MeasureResult, measuredAt: number): void {
    this.#db.run(
      `INSERT OR REPLACE INTO measurements (reference_sha256, variant_sha256, text_sha256, tokens, engine_version, result,
       measured_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        key.referenceSha256,
        key.variantSha256,
        key.textSha256,
        key.tokens,
        key.engineVersion,
        JSON.stringify(result),
        measuredAt,
      ],
    );
  }

  keepMade({ sha256, fromLabel, fromSha256, matrixSha256 }: MadeFile, madeAt: number): void {
    this.#db.run(
      "INSERT OR REPLACE INTO made_files (sha256, from_label, from_sha256, matrix_sha256, made_at) VALUES (?, ?, ?, ?, ?)",
      [sha256, fromLabel, fromSha256, matrixSha256, madeAt],
    );
  }
}
