import { z } from "zod";
import type { OwnPreset } from "../../../src-shared/contract/index.ts";
import { type Database, integer, text } from "../../ground/storage/index.ts";
import { keptFormSchema, samplingChangesSchema } from "../../ground/schemas/index.ts";

const columns = "id, name, settings, removed, created_at";

/** What a row keeps of a preset. */
const keptSchema = z.object({
  version: z.literal(1),
  sampling: samplingChangesSchema,
  systemPrompt: z.string().nullable(),
  // Presets of before had none.
  answerForm: keptFormSchema.nullable().default(null),
});

export class PresetsTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The oldest first. One that cannot be read is left out: only damage could have made it so. */
  all(): OwnPreset[] {
    return this.#db
      .all(`SELECT ${columns} FROM presets ORDER BY created_at, rowid`, [], (row): OwnPreset | null => {
        const kept = keptSchema.safeParse(JSON.parse(text(row, "settings")));
        if (!kept.success) return null;
        const { sampling, systemPrompt, answerForm } = kept.data;
        return {
          ...{ id: text(row, "id"), name: text(row, "name"), sampling, systemPrompt, answerForm },
          removed: integer(row, "removed") === 1,
          createdAt: integer(row, "created_at"),
        };
      })
      .filter((preset) => preset !== null);
  }

  put({ id, name, sampling, systemPrompt, answerForm, removed, createdAt }: OwnPreset): void {
    this.#db.run(`INSERT OR REPLACE INTO presets (${columns}) VALUES (?, ?, ?, ?, ?)`, [
      ...[id, name, JSON.stringify({ version: 1, sampling, systemPrompt, answerForm }), removed ? 1 : 0],
      createdAt,
    ]);
  }

  /** What conversations with a variant begin with; null where nothing was chosen. */
  chosenFor(variantId: string): string | null {
    return this.#db.get("SELECT preset FROM preset_choices WHERE variant_id = ?", [variantId], (row) =>
      text(row, "preset"),
    );
  }

  /** What was chosen for one variant holds for another one, where nothing was chosen for that. */
  switchVariant(fromId: string, toId: string): void {
    this.#db.run(
      `INSERT OR IGNORE INTO preset_choices (variant_id, preset) SELECT ?, preset FROM preset_choices WHERE variant_id = ?`,
      [toId, fromId],
    );
  }

  choose(variantId: string, preset: string | null): void {
    if (preset === null) this.#db.run("DELETE FROM preset_choices WHERE variant_id = ?", [variantId]);
    else this.#db.run("INSERT OR REPLACE INTO preset_choices (variant_id, preset) VALUES (?, ?)", [variantId, preset]);
  }
}
