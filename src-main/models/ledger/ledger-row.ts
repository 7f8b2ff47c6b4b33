import { type Plan, gpuBackends, kvTypes } from "../../../src-shared/contract/index.ts";
import {
  type Bindable,
  type Row,
  errorColumns,
  errorValues,
  flag,
  integer,
  integerOrNull,
  readError,
  real,
  realOrNull,
  text,
  textOrNull,
  word,
  wordOrNull,
} from "../../ground/storage/index.ts";
import type { LedgerBaseline, LedgerMemory, LedgerRecord, LedgerSpeed } from "./types.ts";

/** Of a load, but for its id. */
export const loadColumns = `at, machine, driver, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers, backend,
  flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads, predicted_anonymous_bytes,
  predicted_file_backed_bytes, predicted_gpu_bytes, predicted_tokens_per_second_low, predicted_tokens_per_second_high,
  base_anonymous_bytes, base_place, base_active_bytes, base_empty_tokens_per_second, base_full_tokens_per_second, base_prompt_tokens_per_second,
  measured_anonymous_bytes, measured_file_backed_bytes, measured_gpu_bytes, load_ms, first_token_ms, ${errorColumns}`;

/** The row, or null where a column holds what it should not. */
export function readable<T>(read: (row: Row) => T): (row: Row) => T | null {
  return (row) => {
    try {
      return read(row);
    } catch (thrown) {
      if (thrown instanceof TypeError) return null;
      throw thrown;
    }
  };
}

export const memoryValues = (memory: LedgerMemory | null): Bindable[] =>
  memory === null
    ? [null, null, null]
    : [memory.anonymousBytes, memory.fileBackedBytes, memory.gpuBytes].map((bytes) =>
        bytes === null ? null : Math.round(bytes),
      );

/** In the order of `loadColumns`. */
export function loadValues(record: Omit<LedgerRecord, "id" | "speeds">): Bindable[] {
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

export function readLoad(row: Row): Omit<LedgerRecord, "speeds"> {
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
    backend: wordOrNull(row, "backend", gpuBackends),
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

export function readSpeed(row: Row): LedgerSpeed {
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
