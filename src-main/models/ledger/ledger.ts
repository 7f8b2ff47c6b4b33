import type {
  AnswerStats,
  HardwareProfile,
  LedgerEntry,
  LedgerView,
  MeasuredMemory,
  SpeedSample,
} from "../../../src-shared/contract/index.ts";
import { type Clock, type Logger, toAppError } from "../../ground/core/index.ts";
import { type Learned, learnFrom } from "../recommend/index.ts";
import { LedgerTable } from "./ledger-table.ts";
import { driverOf, machineFingerprint, measuredMachine } from "./machine-fingerprint.ts";
import type { LedgerOptions, LedgerRecord, LedgerSpeed, NewLoad } from "./types.ts";

export const ledgerLimits = {
  /** Loads kept in all; the oldest go. */
  loads: 2000,
  /** Loads of this machine that predictions look at. */
  learnedFrom: 200,
} as const;

/**
 * Keeps what was predicted and what came. Nothing here throws: a ledger that cannot be read or written costs its advice and never a
 * load or an answer.
 */
export class Ledger {
  readonly #table: LedgerTable;
  readonly #engineVersion: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** What is known until something is added, for the machine that asked last. */
  #known: { key: string; learned: Learned | null } | null = null;

  constructor({ db, engineVersion, clock, logger }: LedgerOptions) {
    this.#table = new LedgerTable(db);
    this.#engineVersion = engineVersion;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Returns the entry's id; null when it could not be kept. */
  record(load: NewLoad, machine: HardwareProfile): number | null {
    const entry = {
      ...load,
      at: this.#clock.now(),
      machine: machineFingerprint(machine),
      driver: driverOf(machine),
      engineVersion: this.#engineVersion,
      firstTokenMs: null,
    };
    this.#known = null;
    return this.#guarded(() => this.#table.insert(entry, ledgerLimits.loads), null);
  }

  /** What the memory is by now: the first answer touches what the load left alone. */
  remeasure(id: number, measured: Pick<MeasuredMemory, "anonymousBytes" | "fileBackedBytes" | "gpuBytes">): void {
    this.#change(() => this.#table.setMeasured(id, measured));
  }

  /** Adds an answer's speed at its depth. */
  addAnswer(id: number, stats: AnswerStats): void {
    this.#change(() => {
      if (stats.firstTokenMs !== null) this.#table.setFirstToken(id, stats.firstTokenMs);
      const speed = speedOf(stats);
      if (speed !== null) this.#table.addSpeed(id, speed);
    });
  }

  /** Of this machine, whatever driver and engine it had; the accuracy is that of the present ones. */
  view(machine: HardwareProfile, limit: number): LedgerView {
    return {
      machine: measuredMachine(machine),
      engineVersion: this.#engineVersion,
      accuracy: this.learned(machine)?.accuracy ?? null,
      entries: this.#guarded(() => this.#table.latest(machineFingerprint(machine), limit), []).map(entryOf),
    };
  }

  /** What the loads on this machine, with its present driver and engine, teach; null before the first. */
  learned(machine: HardwareProfile): Learned | null {
    const key = `${machineFingerprint(machine)} | ${driverOf(machine) ?? ""}`;
    if (this.#known?.key !== key) this.#known = { key, learned: this.#guarded(() => this.#learn(machine), null) };
    return this.#known.learned;
  }

  #learn(machine: HardwareProfile): Learned | null {
    const driver = driverOf(machine);
    const loads = this.#table
      .latest(machineFingerprint(machine), ledgerLimits.learnedFrom)
      .filter((load) => load.driver === driver && load.engineVersion === this.#engineVersion);
    return loads.length === 0 ? null : learnFrom(loads);
  }

  #change(work: () => void): void {
    this.#known = null;
    this.#guarded(work, undefined);
  }

  #guarded<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (thrown) {
      this.#logger.warn("the ledger could not be used", { message: toAppError(thrown).message });
      return otherwise;
    }
  }
}

/**
 * Depths are grouped by doubling: up to 512 tokens, 1,024, 2,048 and so on. The contract's longest context has 15 of
 * them.
 */
const firstDepthTokens = 512;

/** The answer as tokens and times, which add up; null where nothing was timed. */
function speedOf(stats: AnswerStats): LedgerSpeed | null {
  const read = stats.promptTokens - stats.cachedTokens;
  const decoded = timed(stats.tokens - 1, stats.tokensPerSecond);
  const prompt = timed(read, stats.promptTokensPerSecond);
  if (decoded.tokens === 0 && prompt.tokens === 0) return null;
  const contextTokens = Math.max(0, stats.contextUsedTokens);
  return {
    disturbed: stats.threads !== null && stats.threads.fewest < stats.threads.usual,
    bucket: Math.max(0, Math.ceil(Math.log2(Math.max(1, contextTokens) / firstDepthTokens))),
    contextTokens,
    tokens: decoded.tokens,
    decodeMs: decoded.ms,
    promptTokens: prompt.tokens,
    promptMs: prompt.ms,
  };
}

function timed(tokens: number, tokensPerSecond: number | null): { tokens: number; ms: number } {
  if (tokens <= 0 || tokensPerSecond === null || !Number.isFinite(tokensPerSecond) || tokensPerSecond <= 0)
    return { tokens: 0, ms: 0 };
  return { tokens, ms: (tokens * 1000) / tokensPerSecond };
}

function entryOf(record: LedgerRecord): LedgerEntry {
  const { machine: _machine, variant: _variant, baseline: _baseline, speeds, ...entry } = record;
  // Where a depth was reached undisturbed, that is what the machine can do.
  const shown = speeds.filter((speed, i) => speed.bucket !== speeds[i - 1]?.bucket);
  return { ...entry, speeds: shown.map(sampleOf) };
}

function sampleOf({ contextTokens, tokens, decodeMs, promptTokens, promptMs }: LedgerSpeed): SpeedSample {
  return {
    contextTokens,
    tokensPerSecond: decodeMs > 0 ? (tokens * 1000) / decodeMs : null,
    promptTokensPerSecond: promptMs > 0 ? (promptTokens * 1000) / promptMs : null,
  };
}
