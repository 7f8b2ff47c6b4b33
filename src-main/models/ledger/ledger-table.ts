import { type Database, integer } from "../../ground/storage/index.ts";
import { loadColumns, loadValues, memoryValues, readLoad, readSpeed, readable } from "./ledger-row.ts";
import type { LedgerMemory, LedgerRecord, LedgerSpeed } from "./types.ts";

/** Loads on this and other machines, and the speeds of their answers. */
export class LedgerTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds it, and forgets the oldest beyond `keep`. Returns its id. */
  insert(record: Omit<LedgerRecord, "id" | "speeds">, keep: number): number {
    const values = loadValues(record);
    return this.#db.transaction(() => {
      this.#db.run(`INSERT INTO ledger_loads (${loadColumns}) VALUES (${values.map(() => "?").join(", ")})`, values);
      const id = this.#db.get("SELECT last_insert_rowid() AS id", [], (row) => integer(row, "id")) ?? 0;
      this.#db.run(
        "DELETE FROM ledger_loads WHERE id <= (SELECT id FROM ledger_loads ORDER BY id DESC LIMIT 1 OFFSET ?)",
        [keep],
      );
      return id;
    });
  }

  setMeasured(id: number, measured: LedgerMemory): void {
    this.#db.run(
      `UPDATE ledger_loads SET measured_anonymous_bytes = ?, measured_file_backed_bytes = ?, measured_gpu_bytes = ?
       WHERE id = ?`,
      [...memoryValues(measured), id],
    );
  }

  /** Only the first answer's counts: later ones need not read the whole prompt. */
  setFirstToken(id: number, firstTokenMs: number): void {
    this.#db.run("UPDATE ledger_loads SET first_token_ms = ? WHERE id = ? AND first_token_ms IS NULL", [
      firstTokenMs,
      id,
    ]);
  }

  /** Adds to what is known of this depth. */
  addSpeed(id: number, speed: LedgerSpeed): void {
    const { bucket, disturbed, contextTokens, tokens, decodeMs, promptTokens, promptMs } = speed;
    this.#db.run(
      `INSERT INTO ledger_speeds (load_id, bucket, disturbed, context_tokens, tokens, decode_ms, prompt_tokens, prompt_ms)
       SELECT id, ?, ?, ?, ?, ?, ?, ? FROM ledger_loads WHERE id = ?
       ON CONFLICT (load_id, bucket, disturbed) DO UPDATE SET context_tokens = excluded.context_tokens, tokens = tokens + excluded.tokens,
       decode_ms = decode_ms + excluded.decode_ms, prompt_tokens = prompt_tokens + excluded.prompt_tokens,
       prompt_ms = prompt_ms + excluded.prompt_ms`,
      [bucket, Number(disturbed), contextTokens, tokens, decodeMs, promptTokens, promptMs, id],
    );
  }

  /** Of one machine, the latest first. A row that cannot be read is left out: the others are as good as before. */
  latest(machine: string, limit: number): LedgerRecord[] {
    const rows = this.#db.all(
      `SELECT id, ${loadColumns} FROM ledger_loads WHERE machine = ? ORDER BY id DESC LIMIT ?`,
      [machine, limit],
      readable(readLoad),
    );
    const loads = rows.filter((load) => load !== null);
    const speeds = this.#speedsOf(loads.map(({ id }) => id));
    return loads.map((load) => ({ ...load, speeds: speeds.get(load.id) ?? [] }));
  }

  /** By load, of each in their order. */
  #speedsOf(ids: readonly number[]): Map<number, LedgerSpeed[]> {
    const speeds = new Map<number, LedgerSpeed[]>(ids.map((id) => [id, []]));
    const rows = this.#db.all(
      `SELECT * FROM ledger_speeds WHERE load_id IN (SELECT value FROM json_each(?)) ORDER BY load_id, bucket, disturbed`,
      [JSON.stringify(ids)],
      readable((row) => ({ loadId: integer(row, "load_id"), speed: readSpeed(row) })),
    );
    for (const row of rows) if (row !== null) speeds.get(row.loadId)?.push(row.speed);
    return speeds;
  }
}
