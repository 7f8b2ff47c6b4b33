import { z } from "zod";
import type { ListPage, ListPageInput } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

const maxCursorCharacters = 400;

export const listPageSchema = heldTo<ListPage, ListPageInput>()(
  z.object({ cursor: z.string().max(maxCursorCharacters).nullable().default(null) }),
);
