import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, expect, it } from "vitest";
import type { MemoryNeed, SessionState, VariantFit } from "../../../../src-shared/contract/index.ts";
import { GiB, KiB } from "../../../../src-shared/figures/index.ts";
import { fitBeside, freedMachine, reservedMachine } from "../../../../src-main/answers/loading/freed-machine.ts";
import { machineOf } from "../../models/recommend/facts.ts";

type Held = Pick<SessionState, "measured" | "predicted">;
const loaded = (change: Partial<Held> = {}): Held => ({
  predicted: null,
  measured: { anonymousBytes: 3 * GiB, fileBackedBytes: 4 * GiB, gpuBytes: null, loadMs: 1 },
  ...change,
});
const engine = (state: Held, pid: number | null, files = ["model.gguf"]) => [
  { state: () => state, processId: () => pid, files },
];
/** A process that is not there: then what was measured after the load counts. */
const nobody = 2 ** 30;
const onGpus = (...needs: number[]): MemoryNeed =>
  ({ devices: needs.map((needBytes, i) => ({ kind: "gpu", name: `GPU ${i}`, needBytes })) }) as unknown as MemoryNeed;
/** On one that takes its memory out of the system's. */
const onSharing = (needBytes: number): MemoryNeed =>
  ({ devices: [{ kind: "gpu", name: "GPU 0", needBytes, shared: true }] }) as unknown as MemoryNeed;

describe("a machine whose model is about to go", () => {
  const machine = machineOf({ freeBytes: 10 * GiB, totalBytes: 64 * GiB });

  it("is as it is when nothing is loaded", () => {
    expect(freedMachine(machine, engine(loaded({ measured: null }), null))).toEqual(machine);
  });

  it("has what the engine holds, and not the pages of its file, which are free anyway", () => {
    expect(freedMachine(machine, engine(loaded(), nobody)).memory.freeBytes).toBe(13 * GiB);
  });

  it.skipIf(process.platform !== "linux")("counts what a process holds and not what was promised to it", () => {
    const held = Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * KiB;
    const freed = freedMachine(machine, engine(loaded(), process.pid)).memory.freeBytes - machine.memory.freeBytes;
    expect(Math.abs(freed - held)).toBeLessThan(0.25 * held);
  });

  it("never has more than there is", () => {
    const small = machineOf({ freeBytes: 10 * GiB, totalBytes: 64 * GiB, memory: { limitBytes: 11 * GiB } });
    expect(freedMachine(small, engine(loaded(), nobody)).memory.freeBytes).toBe(11 * GiB);
  });

  it("gives back to each GPU its part", () => {
    const gpus = [0, 1].map((i) => ({ name: `GPU ${i}`, freeBytes: 2 * GiB, dedicatedBytes: 12 * GiB }));
    const measured = { anonymousBytes: 0, fileBackedBytes: 0, gpuBytes: 6 * GiB, loadMs: 1 };
    const state = loaded({ measured, predicted: onGpus(4 * GiB, 2 * GiB) });
    const freed = freedMachine(machineOf({ gpus }), engine(state, nobody));
    expect(freed.gpus.map(({ freeBytes }) => freeBytes)).toEqual([6 * GiB, 4 * GiB]);
  });

  it("tells two cards of one name apart", () => {
    const gpus = [0, 1].map(() => ({ name: "RTX 3090", freeBytes: 2 * GiB, dedicatedBytes: 24 * GiB }));
    const predicted = onGpus(10 * GiB, 3 * GiB);
    for (const device of predicted.devices) device.name = "RTX 3090";
    const measured = { anonymousBytes: 0, fileBackedBytes: 0, gpuBytes: 13 * GiB, loadMs: 1 };
    const freed = freedMachine(machineOf({ gpus }), engine(loaded({ measured, predicted }), nobody));
    expect(freed.gpus.map(({ freeBytes }) => freeBytes)).toEqual([12 * GiB, 5 * GiB]);
  });

  it("gives unified memory back once to the system and once to its GPU", () => {
    const gpus = [
      { name: "GPU 0", unified: true, freeBytes: 5 * GiB, dedicatedBytes: null, workingSetBytes: 12 * GiB },
    ];
    const measured = { anonymousBytes: 1 * GiB, fileBackedBytes: 0, gpuBytes: 4 * GiB, loadMs: 1 };
    const unified = machineOf({ freeBytes: 6 * GiB, totalBytes: 16 * GiB, gpus });
    const freed = freedMachine(unified, engine(loaded({ measured, predicted: onSharing(4 * GiB) }), nobody));
    expect(freed.memory.freeBytes).toBe(11 * GiB);
    expect(freed.gpus[0]?.freeBytes).toBe(9 * GiB);
  });

  it("gives graphics that borrow memory back more than the part that is their own", () => {
    const gpus = [
      { name: "GPU 0", unified: true, freeBytes: 3 * GiB, dedicatedBytes: 0.5 * GiB, sharedBytes: 15.5 * GiB },
    ];
    const measured = { anonymousBytes: 0, fileBackedBytes: 0, gpuBytes: 5 * GiB, loadMs: 1 };
    const unified = machineOf({ freeBytes: 8 * GiB, totalBytes: 32 * GiB, gpus });
    const freed = freedMachine(unified, engine(loaded({ measured, predicted: onGpus(5 * GiB) }), nobody));
    expect(freed.gpus[0]?.freeBytes).toBe(8 * GiB);
  });

  it("gives what firmware set aside for graphics back to them alone", () => {
    const gpus = [
      { name: "GPU 0", unified: true, freeBytes: 40 * GiB, dedicatedBytes: 96 * GiB, sharedBytes: 14 * GiB },
    ];
    const measured = { anonymousBytes: 0, fileBackedBytes: 0, gpuBytes: 50 * GiB, loadMs: 1 };
    const carved = machineOf({ freeBytes: 8 * GiB, totalBytes: 28 * GiB, gpus });
    const freed = freedMachine(carved, engine(loaded({ measured, predicted: onGpus(50 * GiB) }), nobody));
    expect(freed.memory.freeBytes).toBe(8 * GiB);
    expect(freed.gpus[0]?.freeBytes).toBe(90 * GiB);
  });
});

describe("a machine whose models stay", () => {
  const machine = machineOf({ freeBytes: 10 * GiB, totalBytes: 64 * GiB });
  const measured = { anonymousBytes: 3 * GiB, fileBackedBytes: 4 * GiB, gpuBytes: null, loadMs: 1 };

  it("lacks no memory for a session that is gone", () => {
    expect(reservedMachine(machine, engine(loaded(), null))).toEqual(machine);
  });

  it("keeps the pages that every token reads, and not all that the load has touched", () => {
    const predicted = { devices: [], fileBackedBytes: 1 * GiB } as unknown as MemoryNeed;
    const free = (held: Held): number => reservedMachine(machine, engine(held, nobody)).memory.freeBytes;
    expect(free(loaded({ measured }))).toBe(6 * GiB);
    expect(free(loaded({ measured, predicted }))).toBe(9 * GiB);
  });

  it.skipIf(process.platform !== "linux")(
    "counts what was promised and not touched, and what was touched no second time",
    () => {
      const touched = Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * KiB;
      const free = (anonymousBytes: number): number => {
        const held = loaded({ measured: { ...measured, anonymousBytes, fileBackedBytes: 0 } });
        return reservedMachine(machine, engine(held, process.pid)).memory.freeBytes;
      };
      expect(free(touched / 2)).toBe(10 * GiB);
      expect(Math.abs(10 * GiB - free(touched + 2 * GiB) - 2 * GiB)).toBeLessThan(0.25 * touched);
    },
  );

  it("keeps the pages of one file once, and the most that one of its readers needs", () => {
    const predicted = { devices: [], fileBackedBytes: 1 * GiB } as unknown as MemoryNeed;
    const both = [...engine(loaded({ measured, predicted }), nobody), ...engine(loaded({ measured }), nobody)];
    expect(reservedMachine(machine, both).memory.freeBytes).toBe(6 * GiB);
    const two = [...both, ...engine(loaded({ measured }), nobody, ["other.gguf"])];
    expect(reservedMachine(machine, two).memory.freeBytes).toBe(2 * GiB);
  });

  it.each([
    ["its own", "model.gguf", 4, [10]],
    ["more of its own", "model.gguf", 6, [10]],
    ["fewer of them", "model.gguf", 1, [10, 7]],
    ["another file's", "other.gguf", 4, [6]],
  ])("leaves room for a plan that reads %s", (_, file, own, free) => {
    const seen: number[] = [];
    fitBeside(machine, engine(loaded({ measured }), nobody), [file], (on) => {
      seen.push(on.memory.freeBytes / GiB);
      return { memory: { fileBackedBytes: own * GiB } } as VariantFit;
    });
    expect(seen).toEqual(free);
  });

  it("never has less than nothing", () => {
    const held = loaded({ measured: { ...measured, fileBackedBytes: 11 * GiB } });
    expect(reservedMachine(machine, engine(held, nobody)).memory.freeBytes).toBe(0);
  });
});
