import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AnswerStats, HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { keptError } from "../../../fixtures/kept-error.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { completeMachine } from "../../../../src-main/ground/hardware/index.ts";
import { Ledger, type NewLoad, ledgerLimits, machineFingerprint } from "../../../../src-main/models/ledger/index.ts";
import type { Database } from "../../../../src-main/ground/storage/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";

const GiB = 2 ** 30;
const machine = completeMachine({ cpu: { name: "Ryzen 7", physicalCores: 8 }, memory: { totalBytes: 32 * GiB } });
const withGpu: HardwareProfile = {
  ...machine,
  gpus: completeMachine({
    memory: { totalBytes: 32 * GiB },
    gpus: [{ vendor: "nvidia", name: "RTX 4070", backend: "cuda", dedicatedBytes: 12 * GiB, driver: "560.1" }],
  }).gpus,
};
const plan = cpuPlan({ threads: 8 });
const load: NewLoad = {
  variant: "Q4_K_M-4920734272",
  name: "Llama 3.1 8B Instruct",
  label: "Q4_K_M",
  outcome: "loaded",
  plan,
  predicted: { anonymousBytes: 4 * GiB, fileBackedBytes: GiB, gpuBytes: 0 },
  predictedTokensPerSecond: [6, 9],
  baseline: {
    place: "cpu",
    anonymousBytes: 4 * GiB,
    activeBytes: 4.6e9,
    emptyTokensPerSecond: 8,
    fullTokensPerSecond: 6,
    promptTokensPerSecond: 40,
  },
  measured: { anonymousBytes: 4.1 * GiB, fileBackedBytes: GiB, gpuBytes: null },
  loadMs: 2100,
  failure: null,
};
const noRoom = keptError("out-of-memory", "There was no room for the cache.", { device: "CPU" });
const failed: NewLoad = { ...load, outcome: "failed", measured: null, loadMs: null, failure: noRoom };
const stats: AnswerStats = {
  seed: null,
  stopReason: "end",
  promptTokens: 120,
  cachedTokens: 0,
  tokens: 101,
  tokensPerSecond: 10,
  promptTokensPerSecond: 60,
  firstTokenMs: 2000,
  contextUsedTokens: 220,
  contextTokens: 8192,
  threads: null,
};

let folder: string;
let db: Database;
let ledger: Ledger;
let now = 1_700_000_000_000;
const open = (engineVersion = "engine 1"): Ledger =>
  new Ledger({ db, engineVersion, clock: { now: () => now++ }, logger: silentLogger });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-ledger-"));
  db = openAppDatabase(join(folder, "db.sqlite"));
  ledger = open();
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const recorded = (entry: NewLoad = load, on: HardwareProfile = machine): number => ledger.record(entry, on) ?? -1;

describe("the ledger", () => {
  it("shows a load with its answers, the latest first", () => {
    recorded(failed);
    const id = recorded();
    ledger.addAnswer(id, stats);
    ledger.addAnswer(id, { ...stats, firstTokenMs: 90, tokens: 301, tokensPerSecond: 20, contextUsedTokens: 500 });
    ledger.addAnswer(id, { ...stats, contextUsedTokens: 3000, tokensPerSecond: 7 });
    const view = ledger.view(machine, 50);
    expect(view).toMatchObject({
      engineVersion: "engine 1",
      machine: { key: "measured-machine", figures: { cpu: "Ryzen 7", memoryBytes: 34_359_738_368, gpus: [] } },
    });
    const [latest, before] = view.entries;
    expect(before).toMatchObject({ outcome: "failed", failure: noRoom, measured: null, speeds: [] });
    expect(latest).toMatchObject({
      outcome: "loaded",
      plan,
      predicted: load.predicted,
      predictedTokensPerSecond: [6, 9],
      loadMs: 2100,
      // The first answer's: a later one finds its prompt read already.
      firstTokenMs: 2000,
      driver: null,
    });
    // 400 tokens in 25 s near the beginning, 100 in 14.3 s further down.
    expect(latest?.speeds.map(({ contextTokens }) => contextTokens)).toEqual([500, 3000]);
    expect(latest?.speeds[0]?.tokensPerSecond).toBeCloseTo(16, 6);
    expect(latest?.speeds[1]?.tokensPerSecond).toBeCloseTo(7, 6);
    expect(latest).not.toHaveProperty("variant");
  });

  it("prefers what was answered while no other program took cores", () => {
    const id = recorded();
    const shown = (): unknown =>
      ledger.view(machine, 1).entries[0]?.speeds.map(({ tokensPerSecond }) => tokensPerSecond);
    ledger.addAnswer(id, { ...stats, tokensPerSecond: 2, threads: { usual: 8, fewest: 3 } });
    expect(shown()).toEqual([expect.closeTo(2)]);
    ledger.addAnswer(id, { ...stats, tokensPerSecond: 9, threads: { usual: 8, fewest: 8 } });
    expect(shown()).toEqual([expect.closeTo(9)]);
  });

  it("takes the truer memory of the first answer", () => {
    const id = recorded();
    ledger.remeasure(id, { anonymousBytes: 4.2 * GiB, fileBackedBytes: 2 * GiB, gpuBytes: null });
    expect(ledger.view(machine, 1).entries[0]?.measured?.anonymousBytes).toBe(Math.round(4.2 * GiB));
  });

  it("keeps to its limits: loads, and depths of each", () => {
    for (let i = 0; i < 5; i++) recorded({ ...load, name: `load ${i}` });
    db.run(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ledgerLimits.loads})
      INSERT INTO ledger_loads (at, machine, engine_version, variant, name, label, outcome, context_tokens, kv_type, gpu_layers,
        flash_attention, mmap, batch_tokens, sequences, cpu_expert_layers, repack, threads)
      SELECT i, 'm', 'e', 'v', 'n', 'l', 'loaded', 256, 'f16', 0, 1, 1, 512, 1, 0, 1, 1 FROM n`);
    const id = recorded();
    const count = (table: string): unknown => db.get(`SELECT count(*) AS n FROM ${table}`, [], (row) => row["n"]);
    expect(count("ledger_loads")).toBe(ledgerLimits.loads);
    for (let used = 1; used <= 16_777_216; used *= 2) ledger.addAnswer(id, { ...stats, contextUsedTokens: used });
    expect(count("ledger_speeds")).toBe(16);
    ledger.addAnswer(id - ledgerLimits.loads, stats);
    expect(count("ledger_speeds")).toBe(16);
  });

  it("leaves out what it cannot read, and goes on without a table", () => {
    recorded();
    const damaged = recorded();
    db.run("UPDATE ledger_loads SET kv_type = 'f17', at = 1.0 WHERE id = ?", [damaged]);
    ledger = open();
    expect(ledger.view(machine, 50).entries).toHaveLength(1);
    expect(ledger.learned(machine)?.accuracy?.memory?.loads).toBe(1);
    db.run("DROP TABLE ledger_speeds");
    ledger = open();
    expect(ledger.learned(machine)).toBeNull();
    expect(ledger.view(machine, 50)).toMatchObject({ accuracy: null, entries: [] });
    expect(() => ledger.addAnswer(1, stats)).not.toThrow();
  });

  it("learns for one machine, one driver and one engine only", () => {
    recorded(load, withGpu);
    recorded(failed, withGpu);
    expect(ledger.learned(withGpu)?.failures.size).toBe(1);
    expect(ledger.learned(machine)).toBeNull();
    const newDriver = { ...withGpu, gpus: withGpu.gpus.map((gpu) => ({ ...gpu, driver: "570.2" })) };
    expect(ledger.learned(newDriver)).toBeNull();
    // What was there is still shown.
    expect(ledger.view(newDriver, 50).entries).toHaveLength(2);
    expect(open("engine 2").learned(withGpu)).toBeNull();
    expect(ledger.learned(withGpu)?.accuracy?.memory?.loads).toBe(1);
  });
});

describe("a machine's fingerprint", () => {
  it("changes with its parts, and not with what comes and goes", () => {
    const print = machineFingerprint(machine);
    const { memory } = machine;
    expect(machineFingerprint({ ...machine, memory: { ...memory, freeBytes: GiB, limitBytes: GiB } })).toBe(print);
    expect(machineFingerprint({ ...machine, memory: { ...memory, totalBytes: memory.totalBytes - 5e6 } })).toBe(print);
    expect(machineFingerprint({ ...machine, memory: { ...memory, totalBytes: 64 * GiB } })).not.toBe(print);
    expect(machineFingerprint(withGpu)).not.toBe(print);
    expect(machineFingerprint({ ...machine, cpu: { ...machine.cpu, name: "Ryzen 9" } })).not.toBe(print);
  });
});
