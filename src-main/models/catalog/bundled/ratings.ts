import { z } from "zod";
import { type Measured, type Rating, nothingMeasured } from "../../capability/index.ts";
import type { ModelRow } from "./model-rows.ts";

const key = z.string().min(1).max(200);
const source = z.object({
  title: z.string().max(200),
  license: z.string().max(100),
  url: z.url().max(500),
  asOf: z.iso.date(),
  /** What was measured, and what the figures are. */
  setting: z.string().max(1000),
});
/** Rating, low and high end of its 95 % interval, votes. */
const rating = z.tuple([z.number(), z.number(), z.number(), z.number().nonnegative()]);
const scores = z.record(key, z.record(z.string().max(40), z.number()));

/** `resources/catalogue/ratings.json`: by scale, then by base model. */
export const ratingsSchema = z.object({
  version: z.literal(1),
  arena: z.object({ source, models: z.record(key, z.record(z.string().max(40), rating)) }),
  euroeval: z.object({ source, models: scores }),
  mteb: z.object({ source, models: scores }),
});
export type Ratings = z.infer<typeof ratingsSchema>;

/** What is independently known of a row's model. */
export function measuredOf(row: Pick<ModelRow, "baseModel" | "placed">, ratings: Ratings | null): Measured {
  const placed = row.placed === undefined ? null : { ...row.placed };
  if (ratings === null) return { ...nothingMeasured, placed };
  const { arena, euroeval, mteb } = ratings;
  const columns = arena.models[row.baseModel];
  return {
    arena: columns === undefined ? null : { ...arena.source, columns: new Map(Object.entries(columns).map(asColumn)) },
    euroeval: scoresOf(euroeval, row.baseModel),
    mteb: scoresOf(mteb, row.baseModel),
    placed,
  };
}

function asColumn([column, [value, low, high, votes]]: [string, z.infer<typeof rating>]): [string, Rating] {
  return [column, { value, low, high, votes }];
}

function scoresOf({ source: from, models }: Ratings["euroeval"], baseModel: string): Measured["euroeval"] {
  const found = models[baseModel];
  return found === undefined ? null : { ...from, scores: new Map(Object.entries(found)) };
}
