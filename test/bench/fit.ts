import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KvType, kvTypes } from "../../src-shared/contract/index.ts";
import { MiB } from "../../src-shared/figures/index.ts";
import { budgetsOf, choosePlan, estimateMemory, headerWeights } from "../../src-main/models/recommend/index.ts";
import { mappedMiB } from "../fixtures/engine-truth/mapped-once.ts";
import type { TruthRow } from "../fixtures/engine-truth/questions.ts";
import { readTable, tableKinds } from "../fixtures/engine-truth/tables.ts";
import { ggufHeaderBytes, syntheticModel } from "../fixtures/index.ts";
import { factsOf, machineOf } from "../unit/models/recommend/facts.ts";
import { type Benchmark, type Comparison, compare, median } from "./harness.ts";
import { LibraryEstimator } from "./peers/library-estimate.ts";

/** Two figures of a row on the CPU, in bytes. */
interface Need {
  /** What must be free, or the process is killed: copied weights, cache and computing. */
  anonymous: number;
  /** With the mapped weights. */
  whole: number;
}

interface Judged {
  truth: Need;
  ours: Need;
  v2: Need;
  v1: Need;
}

/** The engine prints whole MiB of each part, so that a smaller difference is not an error. */
const roundingBytes = 1.5 * MiB;
/** The distance that no error's share counts in. */
const negligibleBytes = 64 * MiB;
const bands = [0.01, 0.02, 0.05, 0.1];

/**
 * How far predictions are from what llama.cpp itself says, over the table's rows that are on the CPU alone: ours, and both
 * formulas of node-llama-cpp on the same headers. Neither counts what the process takes besides the engine's buffers.
 */
export const benchmark: Benchmark = {
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-fit-"));
    const library = await LibraryEstimator.open();
    try {
      const judged: Judged[] = [];
      let fellBack = 0;
      for (const [model, rows] of byModel(cpuRows())) {
        const [row] = rows;
        if (row === undefined) continue;
        const path = join(folder, "model.gguf");
        const { kind, label, shape } = row;
        writeFileSync(path, ggufHeaderBytes(syntheticModel(kind, { label, vocabulary: "none", shape: shape ?? {} })));
        const insights = await library.read(path);
        for (const each of rows) {
          const { v1, v2, fellBack: did } = await library.ask(insights, each);
          if (did) fellBack++;
          const need = ({ weightsBytes, contextBytes }: typeof v1): Need => ({
            // The weights that the library counts are those of the mapped file.
            anonymous: contextBytes,
            whole: weightsBytes + contextBytes,
          });
          judged.push({ truth: truthOf(each), ours: predict(each), v2: need(v2), v1: need(v1) });
        }
        note(`${model}: ${String(judged.length)} rows so far`);
      }
      const numberless = judged.filter(({ v1 }) => Number.isNaN(v1.whole)).length;
      note(`V1 gave no number for ${String(numberless)} rows`);
      note(`V2 fell back to V1 in ${String(fellBack)} of ${String(judged.length)} rows`);
      const distributions = (figure: keyof Need, name: string): Comparison[] => [
        ...distribution(judged, figure, name, "v2", "node-llama-cpp's V2 estimate"),
        ...distribution(judged, figure, name, "v1", "node-llama-cpp's first estimate"),
      ];
      return [...distributions("anonymous", "anonymous memory"), ...distributions("whole", "all memory")];
    } finally {
      await library.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Those that a program can ask the library about: weights are copied as the engine is built to. */
function cpuRows(): (TruthRow & { instructionSets: string[] })[] {
  return tableKinds()
    .map(readTable)
    .flatMap(({ instructionSets, rows }) => rows.map((row) => ({ ...row, instructionSets })))
    .filter((row) => row.gpus === 0 && row.repack !== false);
}

function byModel<R extends TruthRow>(rows: readonly R[]): Map<string, R[]> {
  const models = new Map<string, R[]>();
  for (const row of rows) {
    const name = `${row.shape?.name ?? row.kind} ${row.label}`;
    models.set(name, [...(models.get(name) ?? []), row]);
  }
  return models;
}

function truthOf(row: TruthRow): Need {
  const { host, repackMiB } = row.answer;
  const anonymous = (host.context + host.compute + repackMiB) * MiB;
  const facts = factsOf(row.kind, row.label, row.shape);
  return { anonymous, whole: anonymous + mappedMiB(row, facts, headerWeights(facts)) * MiB };
}

function predict(row: TruthRow & { instructionSets: string[] }): Need {
  const facts = factsOf(row.kind, row.label, row.shape);
  const weights = headerWeights(facts);
  const machine = machineOf({
    freeBytes: 500e9,
    totalBytes: 600e9,
    cpu: { instructionSets: row.instructionSets },
  });
  const budgets = budgetsOf(machine, 0);
  const kvType: KvType = kvTypes.find((type) => type === row.kvType) ?? "f16";
  const request = {
    contextTokens: row.contextTokens,
    kvType,
    flashAttention: row.flashAttention,
    batchTokens: row.batchTokens,
    sequences: row.sequences ?? 1,
  };
  const defaults = { contextTokens: row.contextTokens, memoryReserveBytes: 0 };
  const { plan } = choosePlan({ facts, weights, machine, budgets }, request, defaults);
  const memory = estimateMemory({ facts, weights, machine, budgets }, plan);
  const anonymous = memory.anonymousBytes - memory.overheadBytes;
  return { anonymous, whole: anonymous + memory.fileBackedBytes };
}

/** Signed, as a share of the truth: negative when too little was predicted. */
function errorOf(said: number, truth: number): number {
  const difference = said - truth;
  return Math.abs(difference) <= roundingBytes ? 0 : difference / truth;
}

function distribution(
  judged: readonly Judged[],
  figure: keyof Need,
  name: string,
  side: "v2" | "v1",
  peer: string,
): Comparison[] {
  // The first estimate gives no number for some models: no error, and within nothing.
  const errors = (of: "ours" | "v2" | "v1"): number[] =>
    judged.map((row) => errorOf(row[of][figure], row.truth[figure])).filter((error) => !Number.isNaN(error));
  const sides = { ours: errors("ours"), theirs: errors(side) };
  const over = `${peer}, ${String(judged.length)} rows`;
  const figures = (what: string, of: (errors: number[]) => number) => ({
    name: `fit, ${name}: ${what}`,
    peer: over,
    unit: "%",
    ours: of(sides.ours) * 100,
    theirs: of(sides.theirs) * 100,
  });
  const share = (count: number): number => count / judged.length;
  const close = (of: "ours" | "v2" | "v1"): number =>
    share(
      judged.filter((row) => {
        const distance = Math.abs(row[of][figure] - row.truth[figure]);
        return distance <= Math.max(negligibleBytes, 0.05 * row.truth[figure]);
      }).length,
    );
  return [
    compare(
      {
        ...figures("rows within 5 % or 64 MiB", () => 0),
        ours: close("ours") * 100,
        theirs: close(side) * 100,
      },
      { at: "least", ours: 100 },
    ),
    ...bands.map((band) =>
      compare(
        figures(`rows within ${String(band * 100)} %`, (found) =>
          share(found.filter((error) => Math.abs(error) <= band).length),
        ),
        null,
      ),
    ),
    compare(
      figures("lowest error", (found) => Math.min(...found)),
      { at: "least", ours: -2 },
    ),
    // Errors have signs, and some are nothing: a ratio of them says nothing.
    ...[figures("highest error", (found) => Math.max(...found)), figures("median error", (found) => median(found))].map(
      (each) => ({ ...compare(each, null), ratio: null }),
    ),
  ];
}
