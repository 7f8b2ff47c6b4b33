import { z } from "zod";
import { type LedgerQuery, type LedgerQueryInput, ledgerLimits } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

export const ledgerQuerySchema = heldTo<LedgerQuery, LedgerQueryInput>()(
  z
    .object({ limit: z.number().int().min(1).max(ledgerLimits.most).default(ledgerLimits.inWindow) })
    .default({ limit: ledgerLimits.inWindow }),
);
