import { z } from "zod";
import type { LedgerQuery, LedgerQueryInput } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

export const ledgerQuerySchema = heldTo<LedgerQuery, LedgerQueryInput>()(
  z.object({ limit: z.number().int().min(1).max(500).default(50) }).default({ limit: 50 }),
);
