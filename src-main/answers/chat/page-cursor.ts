import { z } from "zod";
import { appError } from "../../ground/core/index.ts";
import type { ConversationPosition } from "./types.ts";

const positionSchema = z.tuple([z.int(), z.string().min(1).max(100)]);

/** Where the next page begins, as text that the window hands back. */
export function toCursor({ updatedAt, id }: ConversationPosition): string {
  return JSON.stringify([updatedAt, id]);
}

/** Throws `invalid-input` for what `toCursor` has not made. */
export function fromCursor(cursor: string | null): ConversationPosition | null {
  if (cursor === null) return null;
  try {
    const [updatedAt, id] = positionSchema.parse(JSON.parse(cursor));
    return { updatedAt, id };
  } catch (error) {
    throw appError("invalid-input", "no-such-page", {}, { cause: error });
  }
}
