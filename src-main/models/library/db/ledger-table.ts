import { type ErrorDto, type Plan, gpuBackends, kvTypes } from "../../../../src-shared/contract/index.ts";
import { flag, integer, integerOrNull, real, realOrNull, text, textOrNull, word } from "./columns.ts";
import type { Bindable, Database, Row } from "./database.ts";
import { errorColumns, errorValues, readError } from "./stored-error.ts";

export interface LedgerMemory {
  anonymousBytes: number | null;
  fileBackedBytes: number | null;
  gpuBytes: number | null;
}

/** What a prediction says without having learned from earlier loads. */
export interface LedgerBaseline {
  place: "cpu" | "gpu" | "split";
  anonymousBytes: number;
  /** Weights that one token reads. */
  activeBytes: number;
  /** With nothing in the context, and with the context full. */
  emptyTokensPerSecond: number;
  fullTokensPerSecond: number;
  promptTokensPerSecond: number;
}

/** Tokens and the time they took, of all answers at about one depth of the context. */
export interface LedgerSpeed {
  bucket: number;
  /** Other programs took cores meanwhile. */
  disturbed: boolean;
  /** Of the context in use, at the last of them. */
  contextTokens: number;
  tokens: number;
  decodeMs: number;
  promptTokens: number;
  promptMs: number;
}

export interface LedgerRecord {
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  machine: string;
  driver: string | null;
  engineVersion: string;
  /** Tells one file's contents from another's as far as memory and speed go. */
  variant: string;
  name: string;
  label: string;
  outcome: "loaded" | "failed";
  plan: Plan;
  predicted: { anonymousBytes: number; fileBackedBytes: number; gpuBytes: number } | null;
  predictedTokensPerSecond: [number, number] | null;
  baseline: LedgerBaseline | null;
  measured: LedgerMemory | null;
  loadMs: number | null;
  firstTokenMs: number | null;
  failure: ErrorDto | null;
  /** The shallowest first, and of one depth the undisturbed. */
  speeds: LedgerSpeed[];
}

const columns = `at, machine, driver, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers, backend,
  flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads, predicted_anonymous_bytes,
  predicted_file_backed_bytes, predicted_gpu_bytes, predicted_tokens_per_second_low, predicted_tokens_per_second_high,
  base_anonymous_bytes, base_place, base_active_bytes, base_empty_tokens_per_second, base_full_tokens_per_second, base_prompt_tokens_per_second,
  measured_anonymous_bytes, measured_file_backed_bytes, measured_gpu_bytes, load_ms, first_token_ms, ${errorColumns}`;

/** Loads on this and other machines, and the speeds of their answers. */
export class LedgerTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds it, and forgets the oldest beyond `keep`. Returns its id. */
  insert(record: Omit<LedgerRecord, "id" | "speeds">, keep: number): number {
    const values = valuesOf(record);
    return this.#db.transaction(() => {
      this.#db.run(`INSERT INTO ledger_loads (${columns}) VALUES (${values.map(() => "?").join(", ")})`, values);
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
      `SELECT id, ${columns} FROM ledger_loads WHERE machine = ? ORDER BY id DESC LIMIT ?`,
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

/** The row, or null where a column holds what it should not. */
function readable<T>(read: (row: Row) => T): (row: Row) => T | null {
  return (row) => {
    try {
      return read(row);
    } catch (thrown) {
      if (thrown instanceof TypeError) return null;
      throw thrown;
    }
  };
}

const memoryValues = (memory: LedgerMemory | null): Bindable[] =>
  memory === null
    ? [null, null, null]
    : [memory.anonymousBytes, memory.fileBackedBytes, memory.gpuBytes].map((bytes) =>
        bytes === null ? null : Math.round(bytes),
      );

/** In the order of the columns. */
function valuesOf(record: Omit<LedgerRecord, "id" | "speeds">): Bindable[] {
  const { plan, baseline, predictedTokensPerSecond: speed } = record;
  return [
    record.at,
    record.machine,
    record.driver,
    record.engineVersion,
    record.variant,
    record.name,
    record.label,
    record.outcome,
    plan.contextTokens,
    plan.kvType,
    plan.gpuLayers,
    plan.backend,
    Number(plan.flashAttention),
    Number(plan.mmap),
    plan.batchTokens,
    plan.sequences,
    plan.cpuExpertLayers,
    Number(plan.repack),
    plan.threads,
    ...memoryValues(record.predicted),
    ...(speed ?? [null, null]),
    ...(baseline === null
      ? [null, null, null, null, null, null]
      : [
          Math.round(baseline.anonymousBytes),
          baseline.place,
          Math.round(baseline.activeBytes),
          baseline.emptyTokensPerSecond,
          baseline.fullTokensPerSecond,
          baseline.promptTokensPerSecond,
        ]),
    ...memoryValues(record.measured),
    record.loadMs,
    record.firstTokenMs,
    ...errorValues(record.failure),
  ];
}

function readLoad(row: Row): Omit<LedgerRecord, "speeds"> {
  return {
    id: integer(row, "id"),
    at: integer(row, "at"),
    machine: text(row, "machine"),
    driver: textOrNull(row, "driver"),
    engineVersion: text(row, "engine_version"),
    variant: text(row, "variant"),
    name: text(row, "name"),
    label: text(row, "label"),
    outcome: word(row, "outcome", ["loaded", "failed"]),
    plan: readPlan(row),
    predicted: readPredicted(row),
    predictedTokensPerSecond: readRange(row),
    baseline: readBaseline(row),
    measured: readMeasured(row),
    loadMs: realOrNull(row, "load_ms"),
    firstTokenMs: realOrNull(row, "first_token_ms"),
    failure: readError(row),
  };
}

function readPlan(row: Row): Plan {
  return {
    contextTokens: integer(row, "context_tokens"),
    kvType: word(row, "kv_type", kvTypes),
    gpuLayers: integer(row, "gpu_layers"),
    backend: row["backend"] === null ? null : word(row, "backend", gpuBackends),
    flashAttention: flag(row, "flash_attention"),
    mmap: flag(row, "mmap"),
    batchTokens: integer(row, "batch_tokens"),
    sequences: integer(row, "sequences"),
    cpuExpertLayers: integer(row, "cpu_expert_layers"),
    repack: flag(row, "repack"),
    threads: integer(row, "threads"),
  };
}

function readPredicted(row: Row): LedgerRecord["predicted"] {
  if (row["predicted_anonymous_bytes"] === null) return null;
  return {
    anonymousBytes: integer(row, "predicted_anonymous_bytes"),
    fileBackedBytes: integer(row, "predicted_file_backed_bytes"),
    gpuBytes: integer(row, "predicted_gpu_bytes"),
  };
}

function readRange(row: Row): [number, number] | null {
  if (row["predicted_tokens_per_second_low"] === null) return null;
  return [real(row, "predicted_tokens_per_second_low"), real(row, "predicted_tokens_per_second_high")];
}

function readBaseline(row: Row): LedgerBaseline | null {
  if (row["base_place"] === null) return null;
  return {
    place: word(row, "base_place", ["cpu", "gpu", "split"]),
    anonymousBytes: integer(row, "base_anonymous_bytes"),
    activeBytes: integer(row, "base_active_bytes"),
    emptyTokensPerSecond: real(row, "base_empty_tokens_per_second"),
    fullTokensPerSecond: real(row, "base_full_tokens_per_second"),
    promptTokensPerSecond: real(row, "base_prompt_tokens_per_second"),
  };
}

function readMeasured(row: Row): LedgerMemory | null {
  const memory = {
    anonymousBytes: integerOrNull(row, "measured_anonymous_bytes"),
    fileBackedBytes: integerOrNull(row, "measured_file_backed_bytes"),
    gpuBytes: integerOrNull(row, "measured_gpu_bytes"),
  };
  return Object.values(memory).every((bytes) => bytes === null) ? null : memory;
}

function readSpeed(row: Row): LedgerSpeed {
  return {
    bucket: integer(row, "bucket"),
    disturbed: flag(row, "disturbed"),
    contextTokens: integer(row, "context_tokens"),
    tokens: real(row, "tokens"),
    decodeMs: real(row, "decode_ms"),
    promptTokens: real(row, "prompt_tokens"),
    promptMs: real(row, "prompt_ms"),
  };
}
