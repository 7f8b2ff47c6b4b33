import { expect, it } from "vitest";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import type { Jobs } from "../../../../src-main/ground/jobs/index.ts";
import { type Lab, LabJobs, type LabWatch, type QuantiseRequest } from "../../../../src-main/models/lab/index.ts";
import type { JobProgress, QuantiseResult } from "../../../../src-shared/contract/index.ts";

const subject = { kind: "file", path: "/tiny-F16.gguf" } as const;
const request: QuantiseRequest = { subject, label: "Q8_0", matrix: null, output: null, threads: 1 };

it("a file is made, whether it can be measured afterwards or not", async () => {
  const made = { variantId: "v" } as QuantiseResult;
  const lab = { quantise: () => Promise.resolve(made) } as unknown as Lab;
  const jobs = {
    start: (kind: string, _: unknown, work: (report: () => void, signal: AbortSignal) => Promise<unknown>) => {
      if (kind === "measure") throw new Error("closing");
      return { result: work(() => undefined, new AbortController().signal) };
    },
  };
  const warned: string[] = [];
  const labJobs = new LabJobs({
    ...{ lab, library: { get: () => null }, jobs: jobs as unknown as Pick<Jobs, "start"> },
    logger: { ...silentLogger, warn: (text) => warned.push(text) },
  });
  const { result } = labJobs.quantise(request, { text: { kind: "bundled", name: "english" }, tokens: 1 });
  expect(await result).toBe(made);
  expect(warned).toHaveLength(1);
});

it("tells that it rests, with what is done until then", async () => {
  const told: JobProgress[] = [];
  const lab = {
    measure: (_: unknown, { onProgress, onResting }: LabWatch) => {
      onResting?.(true);
      onProgress?.(0.25);
      onResting?.(false);
      return Promise.resolve({ id: "m" });
    },
  } as unknown as Lab;
  const start = (_: string, __: unknown, work: (report: (progress: JobProgress) => void) => Promise<unknown>) =>
    work((progress) => told.push(progress));
  const jobs = { start } as unknown as Pick<Jobs, "start">;
  const labJobs = new LabJobs({ ...{ lab, library: { get: () => null }, jobs }, logger: silentLogger });
  labJobs.measure({ variant: subject, reference: subject, text: { kind: "bundled", name: "english" }, tokens: 1 });
  expect(told).toEqual([
    { doneBytes: 0, totalBytes: null, isResting: true },
    { doneBytes: 250_000, totalBytes: 1_000_000, isResting: true },
    { doneBytes: 250_000, totalBytes: 1_000_000, isResting: false },
  ]);
});
