import { describe, expect, it } from "vitest";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { LedgerTable } from "../../../../src-main/models/ledger/ledger-table.ts";
import { eachInItsOwnPlace } from "../../../fixtures/database-place.ts";

let db: Database;
eachInItsOwnPlace(({ open }) => {
  db = open();
});

describe("a load's first token", () => {
  it("is the one of its first answer", () => {
    db.run(`INSERT INTO ledger_loads (id, at, machine, engine_version, variant, name, label, outcome, context_tokens, kv_type,
      gpu_layers, flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads)
      VALUES (1, 0, 'm', 'e', 'v', 'Tiny', 'Q4_K_M', 'loaded', 4096, 'f16', 0, 1, 1, 512, 1, 0, 1, 2)`);
    const table = new LedgerTable(db);
    table.setFirstToken(1, 2000);
    table.setFirstToken(1, 50);
    expect(table.latest("m", 1)[0]?.firstTokenMs).toBe(2000);
  });
});
