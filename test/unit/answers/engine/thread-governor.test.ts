import { describe, expect, it } from "vitest";
import { ThreadGovernor } from "../../../../src-main/answers/engine/worker/thread-governor.ts";
import { SimulatedComputer, type Simulation } from "../../../fixtures/simulated-computer.ts";

const second = 1000;
const minute = 60 * second;

/** A governor on a simulated computer, and what it did. */
class Run {
  readonly computer: SimulatedComputer;
  readonly governor: ThreadGovernor;
  threads = 0;
  changes = 0;
  most = 0;

  constructor(simulation: Simulation, tuned = simulation.cores) {
    this.computer = new SimulatedComputer(simulation);
    this.governor = new ThreadGovernor({
      threads: { prompt: tuned, decode: tuned },
      mostThreads: simulation.cores,
      apply: (threads) => {
        this.threads = threads;
        this.most = Math.max(this.most, threads);
        this.changes++;
      },
      clock: this.computer.clock,
      minWindowMs: 60,
    });
    this.begin();
  }

  begin(): void {
    this.governor.begin();
    this.governor.beginAnswer();
    this.changes = 0;
  }

  /** Writes until then; gives the tokens of that time. */
  writeUntil(end: number): number {
    let tokens = 0;
    while (this.computer.now < end) {
      this.computer.decode(this.threads);
      this.governor.afterToken();
      tokens++;
    }
    return tokens;
  }

  /** Reads a piece of this many milliseconds' work on one core. */
  readPiece(workMs: number, tokens = 512): void {
    this.computer.read(this.threads, workMs);
    this.governor.afterPiece(tokens);
  }
}

/** Tokens in that time by a fixed number of threads. */
function fixed(simulation: Simulation, threads: number, ms: number): number {
  const computer = new SimulatedComputer(simulation);
  let tokens = 0;
  for (; computer.now < ms; tokens++) computer.decode(threads);
  return tokens;
}

const scaling = (threads: number): number => threads / (1 + 0.08 * (threads - 1));
/** One thread nearly fills the memory's bandwidth, as with tile instructions. */
const flat = (threads: number): number => 1 + 0.02 * (threads - 1);
const falling = (threads: number): number => 1 / (1 + 0.06 * (threads - 1));
/** Two cores with two threads each. */
const siblings = (threads: number): number => Math.min(threads, 2) + 0.1 * Math.max(0, threads - 2);
const saturating = (threads: number): number => Math.min(threads, 6) - 0.1 * Math.max(0, threads - 6);
const inTheMiddle = (at: number): boolean => at > 20 * second && at < 40 * second;

/** SmolLM2-135M and a 1B as measured on 2 cores beside a busy program. */
const models = {
  "a small model": { tokenMs: 9, cliff: 10 },
  "a large model": { tokenMs: 104, cliff: 2.5 },
};

const computers: Record<string, Omit<Simulation, "tokenMs" | "cliff"> & { changes?: number }> = {
  "a quiet one of 2 cores": { cores: 2, speedup: scaling },
  "a quiet one of 8 cores": { cores: 8, speedup: scaling },
  "one whose second thread brings nothing": { cores: 2, speedup: flat },
  "one whose second thread is in the way": { cores: 2, speedup: falling },
  "one whose cores have two threads each": { cores: 4, speedup: siblings },
  "one whose memory is too slow for all cores": { cores: 8, speedup: saturating },
  "one with a core taken": { cores: 2, speedup: scaling, free: () => 1 },
  "one of 8 cores with two taken": { cores: 8, speedup: scaling, free: () => 6 },
  "one where a core is taken for a while": {
    ...{ cores: 2, speedup: scaling, changes: 2 },
    free: (at) => (inTheMiddle(at) ? 1 : 2),
  },
  "one of 8 cores where three are taken for a while": {
    ...{ cores: 8, speedup: scaling, changes: 2 },
    free: (at) => (inTheMiddle(at) ? 5 : 8),
  },
  "one where a core is taken for a while, and that does not tell of idle cores": {
    ...{ cores: 2, speedup: scaling, changes: 2, tellsIdle: false },
    free: (at) => (inTheMiddle(at) ? 1 : 2),
  },
  "one where a core is taken every other three seconds": {
    ...{ cores: 2, speedup: scaling },
    free: (at) => (at % (6 * second) < 3 * second ? 1 : 2),
  },
  "a virtual one that loses a tenth of its time": { cores: 2, speedup: scaling, stolen: () => 0.1 },
  "a virtual one that loses a third of its time": { cores: 2, speedup: scaling, stolen: () => 0.33 },
  "a virtual one that loses time for a while": {
    ...{ cores: 2, speedup: scaling, changes: 2 },
    stolen: (at) => (inTheMiddle(at) ? 0.4 : 0.02),
  },
  "a virtual one with a core taken": { cores: 2, speedup: scaling, free: () => 1, stolen: () => 0.15 },
};

describe("on any computer", () => {
  const seeds = [1, 2, 3];
  /** For what cannot be known: how the computer is at the beginning, and after a change. */
  const adaptMs = 2 * second;

  describe.each(Object.keys(models) as (keyof typeof models)[])("%s", (model) => {
    it.each(Object.keys(computers))("is never slower than any fixed number of threads: %s", (name) => {
      const { changes = 0, ...computer } = computers[name] ?? { cores: 1, speedup: scaling };
      for (const seed of seeds) {
        const simulation: Simulation = { ...models[model], ...computer, seed };
        const counts = Array.from({ length: computer.cores }, (_, at) => at + 1);
        const best = Math.max(...counts.map((threads) => fixed(simulation, threads, minute)));
        for (const tuned of [computer.cores, 1]) {
          const run = new Run(simulation, tuned);
          const share = 1 - ((changes + 1) * adaptMs) / minute;
          expect(run.writeUntil(minute) / best, `seed ${seed}, tuned for ${tuned}`).toBeGreaterThan(0.95 * share);
          expect(run.most).toBeLessThanOrEqual(computer.cores);
        }
      }
    });
  });

  it("gains both where a core is taken every other three seconds", () => {
    const free = (at: number): number => (at % (6 * second) < 3 * second ? 1 : 2);
    for (const model of Object.values(models)) {
      const simulation: Simulation = { ...model, cores: 2, speedup: scaling, free };
      const best = Math.max(fixed(simulation, 1, minute), fixed(simulation, 2, minute));
      expect(new Run(simulation).writeUntil(minute)).toBeGreaterThan(1.1 * best);
    }
  });

  it("bears tokens for which two threads were put on one core", () => {
    const simulation: Simulation = { ...models["a small model"], cores: 2, speedup: scaling, mishaps: 0.002 };
    expect(new Run(simulation).writeUntil(minute)).toBeGreaterThan(0.9 * fixed(simulation, 2, minute));
  });
});

describe("the thread governor", () => {
  const small = { ...models["a small model"], speedup: scaling };

  it("makes few tries beside a program that stays", () => {
    const run = new Run({ ...small, cores: 2, free: () => 1 });
    run.writeUntil(minute);
    expect(run.threads).toBe(1);
    expect(run.changes).toBeLessThan(30);
  });

  it("makes few tries for which the computer is too good", () => {
    const run = new Run({ ...small, speedup: falling, cores: 4, tellsIdle: false }, 1);
    run.writeUntil(minute);
    expect(run.changes).toBeLessThan(50);
  });

  it("leaves a quiet computer alone, but for a look now and then", () => {
    const run = new Run({ ...small, cores: 4 });
    run.writeUntil(minute);
    expect(run.threads).toBe(4);
    expect(run.changes).toBeLessThan(10);
  });

  it("does not give way to what passes at once", () => {
    const run = new Run({ ...small, cliff: 2, cores: 2, free: (at) => (at > 5000 && at < 5030 ? 1 : 2) });
    run.writeUntil(4900);
    const { changes } = run;
    run.writeUntil(6000);
    expect(run.changes).toBe(changes);
  });

  it("gives way within a second, as far as cores are missing", () => {
    const run = new Run({ ...small, cores: 8, free: (at) => (at < 5000 ? 8 : 5) });
    run.writeUntil(6000);
    expect(run.threads).toBe(5);
    expect(run.governor.used()).toEqual({ usual: 8, fewest: 5 });
  });

  it("takes them all again within a second when cores lie idle, however many tries have failed before", () => {
    const run = new Run({ ...small, cores: 2, free: (at) => (at < 50 * second ? 1 : 2) });
    run.writeUntil(50 * second);
    expect(run.threads).toBe(1);
    run.writeUntil(51 * second);
    expect(run.threads).toBe(2);
  });

  it("takes them all again where nobody tells of idle cores", () => {
    const run = new Run({ ...small, cores: 2, free: (at) => (at < 20 * second ? 1 : 2), tellsIdle: false });
    run.writeUntil(30 * second);
    expect(run.threads).toBe(2);
  });

  it("does not trust idle cores for long that it was not given", () => {
    const run = new Run({ ...small, cores: 2, free: () => 1 });
    run.writeUntil(2 * second);
    run.changes = 0;
    for (let at = 2; at < 60; at++) {
      // A quota: cores are idle, and are not ours.
      run.computer.idleMs += second;
      run.writeUntil(at * second);
    }
    expect(run.changes).toBeLessThan(40);
  });

  it("does not take a hypervisor's share for another program's", () => {
    const run = new Run({ ...small, cores: 2, stolen: () => 0.33 });
    const tokens = run.writeUntil(minute);
    expect(tokens).toBeGreaterThan(0.95 * fixed({ ...small, cores: 2, stolen: () => 0.33 }, 2, minute));
  });

  it("never goes below one thread, nor above what there are cores for", () => {
    const run = new Run({ ...small, cores: 1, free: () => 1 });
    run.writeUntil(10 * second);
    expect(run.changes).toBe(0);
    expect(run.threads).toBe(1);
  });

  it("finds more threads than it was told of, when they are faster", () => {
    const run = new Run({ ...small, cores: 4 }, 1);
    run.writeUntil(10 * second);
    expect(run.threads).toBe(4);
    expect(run.governor.used()).toEqual({ usual: 1, fewest: 1 });
  });

  it("tells how few threads wrote an answer, and forgets it with the next", () => {
    const run = new Run({ ...small, cores: 4, free: (at) => (at > 5000 && at < 10_000 ? 3 : 4) });
    run.writeUntil(4900);
    expect(run.governor.used()).toEqual({ usual: 4, fewest: 4 });
    run.writeUntil(20 * second);
    expect(run.threads).toBe(4);
    expect(run.governor.used()).toEqual({ usual: 4, fewest: 3 });
    run.begin();
    expect(run.governor.used()).toEqual({ usual: 4, fewest: 4 });
  });

  it("does not tell of fewer threads that were tried in vain", () => {
    const run = new Run({ ...small, cores: 2 });
    run.writeUntil(10 * second);
    expect(run.changes).toBeGreaterThan(0);
    expect(run.governor.used()).toEqual({ usual: 2, fewest: 2 });
  });

  it("begins the next answer as the last one ended, and after a long rest as if nobody were there", () => {
    const run = new Run({ ...small, cores: 2, free: () => 1 });
    run.writeUntil(5 * second);
    run.begin();
    expect(run.threads).toBe(1);
    run.computer.rest(minute);
    run.begin();
    expect(run.threads).toBe(2);
  });

  it("takes what another measurement has found", () => {
    const run = new Run({ ...small, cores: 4 });
    run.governor.retune({ prompt: 4, decode: 2 });
    run.governor.begin();
    expect(run.threads).toBe(4);
    run.governor.beginAnswer();
    expect(run.threads).toBe(2);
    expect(run.governor.used().usual).toBe(2);
  });
});

describe("reading prompts", () => {
  const simulation = { ...models["a small model"], speedup: scaling };

  it("goes on with the threads that have a core, when they are as fast", () => {
    const run = new Run({ ...simulation, cores: 8, free: () => 3 });
    run.governor.begin();
    run.readPiece(3000);
    expect(run.threads).toBe(3);
    // No slower and no faster: what it was.
    run.readPiece(3000);
    expect(run.threads).toBe(8);
  });

  it("keeps fewer threads that read faster, and takes all again when cores are free", () => {
    let free = 3;
    const run = new Run({ ...simulation, cores: 8, free: () => free });
    run.governor.begin();
    run.readPiece(3000);
    run.readPiece(2000);
    expect(run.threads).toBe(3);
    expect(run.governor.unsure).toBe(true);
    run.readPiece(2000);
    expect(run.threads).toBe(3);
    free = 8;
    run.readPiece(2000);
    expect(run.threads).toBe(8);
    run.readPiece(2000);
    expect(run.threads).toBe(8);
    expect(run.governor.unsure).toBe(false);
  });

  it("does not judge by a piece that is too short to tell", () => {
    const run = new Run({ ...simulation, cores: 2, free: () => 1 });
    run.governor.begin();
    run.readPiece(200);
    expect(run.threads).toBe(2);
  });

  it("has its own number of threads, whatever other programs left to the answer before", () => {
    const run = new Run({ ...simulation, cores: 2, free: () => 1 });
    run.writeUntil(5 * second);
    expect(run.threads).toBe(1);
    run.governor.begin();
    expect(run.threads).toBe(2);
    expect(run.governor.unsure).toBe(false);
  });

  it("begins as the last prompt ended, and after a long rest as if nobody were there", () => {
    const run = new Run({ ...simulation, cores: 8, free: () => 3 });
    run.governor.begin();
    run.readPiece(3000);
    run.readPiece(2000);
    run.governor.begin();
    expect(run.threads).toBe(3);
    run.computer.rest(minute);
    run.governor.begin();
    expect(run.threads).toBe(8);
  });
});
