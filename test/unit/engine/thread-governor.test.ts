import { describe, expect, it } from "vitest";
import { ThreadGovernor } from "../../../src-main/engine/worker/thread-governor.ts";

/** A computer with `free` cores for us: threads beyond them cost as measured, 8 times the time of the others. */
class Computer {
  free: number;
  threads: number;
  wall = 0;
  cpu = 0;
  /** Null: the system does not say. */
  idle: number | null = null;
  tries: number[] = [];
  readonly governor: ThreadGovernor;

  constructor(cores: number) {
    this.free = cores;
    this.threads = cores;
    this.governor = new ThreadGovernor({
      threads: { prompt: cores, decode: cores },
      apply: (threads) => {
        this.threads = threads;
        this.tries.push(threads);
      },
      clock: { now: () => this.wall, cpu: () => this.cpu, idle: () => this.idle },
      minWindowMs: 60,
    });
  }

  tokenMs(): number {
    return this.threads <= this.free ? 20 / this.threads : 160 / this.free;
  }

  /** Decodes for about that long; gives tokens per second. */
  decode(ms: number): number {
    const end = this.wall + ms;
    const begun = this.wall;
    let tokens = 0;
    while (this.wall < end) {
      const token = this.tokenMs();
      this.wall += token;
      this.cpu += token * Math.min(this.threads, this.free);
      if (this.idle !== null) this.idle += token * Math.max(0, this.free - this.threads);
      this.governor.afterToken();
      tokens++;
    }
    return (tokens * 1000) / (this.wall - begun);
  }

  start(): this {
    this.governor.begin();
    this.governor.beginAnswer();
    this.tries = [];
    return this;
  }
}

describe("the thread governor", () => {
  it("leaves a quiet computer alone", () => {
    const computer = new Computer(4).start();
    computer.decode(20_000);
    expect(computer.tries).toEqual([]);
  });

  it("takes as many threads as really have a core", () => {
    const computer = new Computer(4).start();
    computer.free = 3;
    computer.decode(1500);
    expect(computer.threads).toBe(3);
    // 150 tokens a second, less the tries with all threads.
    expect(computer.decode(5000)).toBeGreaterThan(140);
  });

  it("does not give way to what passes at once", () => {
    const computer = new Computer(2).start();
    computer.decode(1000);
    computer.free = 1;
    computer.decode(60);
    computer.free = 2;
    computer.decode(1000);
    expect(computer.tries).toEqual([]);
  });

  it("keeps nine tenths of the speed beside a program that stays", () => {
    const computer = new Computer(2).start();
    computer.free = 1;
    computer.decode(2000);
    expect(computer.decode(60_000)).toBeGreaterThan(45);
  });

  it("takes them all again at once when cores lie idle, however many tries have failed before", () => {
    const computer = new Computer(2);
    computer.idle = 0;
    computer.start();
    computer.free = 1;
    computer.decode(60_000);
    expect(computer.threads).toBe(1);
    computer.free = 2;
    computer.decode(1000);
    expect(computer.threads).toBe(2);
  });

  it("does not trust idle cores again that it was not given", () => {
    const computer = new Computer(2);
    computer.idle = 0;
    computer.start();
    computer.free = 1;
    computer.decode(2000);
    computer.tries = [];
    // A quota: cores lie idle, and are not ours.
    for (let second = 0; second < 60; second++) {
      computer.idle += 1000;
      computer.decode(1000);
    }
    expect(computer.tries.length).toBeLessThan(20);
  });

  it("takes them all again when the other program ends", () => {
    const computer = new Computer(2).start();
    computer.free = 1;
    computer.decode(4000);
    computer.free = 2;
    computer.decode(20_000);
    expect(computer.threads).toBe(2);
  });

  it("goes back when fewer threads are no faster", () => {
    const computer = new Computer(2).start();
    // Half of the time goes by without computing, for a reason that threads do not change.
    computer.tokenMs = () => 40;
    const decode = computer.decode.bind(computer);
    computer.free = 1.2;
    decode(3000);
    expect(computer.tries.slice(0, 2)).toEqual([1, 2]);
  });

  it("gives way again at once when the other program comes back", () => {
    const computer = new Computer(2).start();
    computer.free = 1;
    computer.decode(1500);
    computer.free = 2;
    computer.decode(20_000);
    computer.free = 1;
    computer.decode(700);
    expect(computer.threads).toBe(1);
  });

  it("works in short pieces after a long rest and while cores are scarce", () => {
    const computer = new Computer(2).start();
    expect(computer.governor.unsure).toBe(true);
    computer.decode(1000);
    expect(computer.governor.unsure).toBe(false);
    computer.free = 1;
    computer.decode(1000);
    expect(computer.governor.unsure).toBe(true);
    computer.free = 2;
    computer.decode(90_000);
    expect(computer.governor.unsure).toBe(false);
    computer.wall += 60_000;
    expect(computer.governor.unsure).toBe(true);
  });

  it("takes all threads for a prompt when they have been few for long enough", () => {
    const computer = new Computer(2).start();
    computer.free = 1;
    computer.decode(1500);
    computer.free = 2;
    computer.wall += 120_000;
    computer.governor.begin();
    computer.wall += 100;
    computer.cpu += 100;
    computer.governor.afterPiece();
    expect(computer.threads).toBe(2);
  });

  it("reads a prompt with fewer threads when they starve", () => {
    const computer = new Computer(2).start();
    computer.wall += 400;
    computer.cpu += 400;
    computer.governor.afterPiece();
    expect(computer.threads).toBe(1);
  });

  it("never goes below one thread", () => {
    const computer = new Computer(1).start();
    computer.free = 0.3;
    computer.decode(5000);
    expect(computer.tries).toEqual([]);
  });

  it("tells how few threads wrote an answer, and forgets it with the next", () => {
    const computer = new Computer(4).start();
    computer.decode(1000);
    expect(computer.governor.used()).toEqual({ usual: 4, fewest: 4 });
    computer.free = 3;
    computer.decode(2000);
    computer.free = 4;
    computer.decode(20_000);
    expect(computer.threads).toBe(4);
    expect(computer.governor.used()).toEqual({ usual: 4, fewest: 3 });
    computer.start().decode(100);
    expect(computer.governor.used()).toEqual({ usual: 4, fewest: 4 });
  });

  it("does not tell of fewer threads that were tried in vain", () => {
    const computer = new Computer(2).start();
    computer.tokenMs = () => 40;
    computer.free = 1.2;
    computer.decode(3000);
    expect(computer.tries).toContain(1);
    computer.free = 2;
    computer.decode(2000);
    expect(computer.governor.used()).toEqual({ usual: 2, fewest: 2 });
  });

  it("reads prompts and writes answers with a number of threads each", () => {
    const computer = new Computer(4);
    computer.governor.retune({ prompt: 4, decode: 2 });
    computer.governor.begin();
    expect(computer.threads).toBe(4);
    computer.governor.beginAnswer();
    expect(computer.threads).toBe(2);
    computer.decode(5000);
    expect(computer.threads).toBe(2);
    computer.free = 1;
    computer.decode(1500);
    expect(computer.threads).toBe(1);
    computer.governor.begin();
    expect(computer.threads).toBe(1);
  });
});
