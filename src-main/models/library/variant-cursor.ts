import { z } from "zod";
import { appError } from "../../ground/core/index.ts";

/** Where a variant stands in the library's order: the newest first, then by id. */
export interface VariantPosition {
  addedAt: number;
  id: string;
}

const maxIdCharacters = 200;
const positionSchema = z.tuple([z.int(), z.string().min(1).max(maxIdCharacters)]);

/** Where the next page begins, as text that the window hands back. */
export function toCursor({ addedAt, id }: VariantPosition): string {
  return JSON.stringify([addedAt, id]);
}

/** Throws `invalid-input` for what `toCursor` has not made. */
export function fromCursor(cursor: string | null): VariantPosition | null {
  if (cursor === null) return null;
  try {
    const [addedAt, id] = positionSchema.parse(JSON.parse(cursor));
    return { addedAt, id };
  } catch (error) {
    throw appError("invalid-input", "no-such-library-page", {}, { cause: error });
  }
}
