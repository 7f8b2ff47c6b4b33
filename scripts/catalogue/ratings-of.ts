import { z } from "zod";

/** A page of the official data set's viewer, `lmarena-ai/leaderboard-dataset`, or its rows alone. */
const rowSchema = z.object({
  model_name: z.string().max(200),
  category: z.string().max(100),
  rating: z.number(),
  rating_lower: z.number(),
  rating_upper: z.number(),
  vote_count: z.number().nonnegative(),
  leaderboard_publish_date: z.iso.date(),
});
const exportSchema = z
  .union([z.array(rowSchema), z.object({ rows: z.array(z.object({ row: rowSchema })) })])
  .transform((found) => (Array.isArray(found) ? found : found.rows.map(({ row }) => row)));

/** How the leaderboard's categories are called in `ratings.json`. */
const columns: Readonly<Record<string, string>> = {
  overall: "overall",
  creative_writing: "writing",
  coding: "coding",
  math: "math",
  hard_prompts: "hardPrompts",
  longer_query: "longQueries",
  instruction_following: "instructions",
  multi_turn: "multiTurn",
  non_english: "notEnglish",
  german: "de",
  french: "fr",
  spanish: "es",
  polish: "pl",
  russian: "ru",
  chinese: "zh",
  japanese: "ja",
  korean: "ko",
};

/** Rating, low and high end of its 95 % interval, votes. */
export type RatingRow = [number, number, number, number];

export interface NewRatings {
  asOf: string;
  /** By the leaderboard's own name of a model, then by column. */
  models: Map<string, Record<string, RatingRow>>;
}

/** The newest day's ratings in an export; null for one without any. Throws what zod throws. */
export function ratingsOf(json: unknown): NewRatings | null {
  const rows = exportSchema.parse(json);
  const asOf = rows
    .map(({ leaderboard_publish_date: day }) => day)
    .sort()
    .at(-1);
  if (asOf === undefined) return null;
  const models: NewRatings["models"] = new Map();
  for (const row of rows) {
    const column = columns[row.category.toLowerCase().replaceAll(/[ -]/g, "_")];
    if (column === undefined || row.leaderboard_publish_date !== asOf) continue;
    const figures = [row.rating, row.rating_lower, row.rating_upper, row.vote_count].map(Math.round) as RatingRow;
    models.set(row.model_name, { ...models.get(row.model_name), [column]: figures });
  }
  return { asOf, models };
}
