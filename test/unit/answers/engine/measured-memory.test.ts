import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findTestModel } from "../../../../scripts/setup/model.mjs";
import { openServices } from "../../../fixtures/open-services.ts";
import { formatBytes } from "../../../../src-shared/figures/index.ts";
import { say } from "../../../../src-shared/words/index.ts";
import { type Services } from "../../../../src-main/composition/index.ts";
import { ForcedCpuBuild, cpuBuilds, whyNotHere } from "../../../fixtures/cpu-builds.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";
import { type ModelKind, syntheticModel, writeGguf } from "../../../fixtures/index.ts";
import { predictedMemory } from "../../../fixtures/predicted-memory.ts";
import { newEngine } from "./support.ts";

/** Beside the model's own need, for the tests themselves and for what else runs. */
const leaveFreeBytes = 1e9;
const withinShare = 0.07;

let folder: string;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-measured-memory-"));
  services = await openServices(folder);
});
afterAll(async () => {
  await services.dispose();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The whole way: the header read, the plan made and the memory predicted, then loaded and asked of the kernel. */
async function predictedAndMeasured(
  path: string,
  contextTokens: number,
  sequences = 1,
): Promise<{ predicted: number; measured: number }> {
  const subject = await services.planning.open({ kind: "file", path });
  const report = await subject.fit({ plan: { contextTokens, sequences, gpuLayers: 0 }, machine: null });
  const fit = report.variants[0];
  if (fit?.plan == null || fit.memory === null) throw new Error(fit?.note ? say(fit.note) : "the file has no plan");
  const session = await services.sessions.load({
    ...{ variantId: path, files: [path], plan: fit.plan, predicted: fit.memory },
  });
  const measured = session.state().measured?.anonymousBytes ?? NaN;
  await services.sessions.unload();
  return { predicted: fit.memory.anonymousBytes, measured };
}

/** What a container or a service may take is counted too. */
async function whyTooLittle(needBytes: number): Promise<string | null> {
  const { freeBytes } = (await services.hardware.refresh()).memory;
  const wanted = needBytes + leaveFreeBytes;
  return freeBytes >= wanted ? null : `${formatBytes(freeBytes)} of memory are free; ${formatBytes(wanted)} are needed`;
}

const real = findTestModel();
/** Zeros take no room on the disk; the engine copies and allocates as for any other weights. */
const shapes: { kind: ModelKind; label: string; contextTokens: number; sequences?: number; needBytes: number }[] = [
  { kind: "llama-3.2-1b", label: "Q4_K_M", contextTokens: 4096, needBytes: 2e9 },
  { kind: "llama-3.2-1b", label: "Q4_0", contextTokens: 4096, sequences: 3, needBytes: 2.5e9 },
  { kind: "llama-3.2-3b", label: "Q8_0", contextTokens: 8192, needBytes: 5e9 },
  { kind: "qwen3-4b", label: "Q4_0", contextTokens: 4096, needBytes: 4e9 },
  { kind: "llama-3.1-8b", label: "Q4_K_M", contextTokens: 4096, needBytes: 6e9 },
];

/** One for each layout that the engine's builds copy weights into, from none at all to that for tiles. */
const layouts = ["sandybridge", "haswell", "skylakex", "sapphirerapids"];

describe("the anonymous memory of the engine's process, as Linux counts it,", () => {
  beforeEach(({ skip }) => skip(process.platform !== "linux", "only Linux tells what a process has been promised"));

  it("is what was predicted for the real SmolLM2", async ({ skip }) => {
    skip(real === null, "the real model is not here: neither PyPI nor the Hub gave it");
    const { predicted, measured } = await predictedAndMeasured(real ?? "", 4096);
    expectClose(predicted, measured);
  });

  it.for(shapes)(
    "is what was predicted for $kind $label, each of its sequences with a cache of its own",
    async (shape, { skip }) => {
      const { kind, label, contextTokens, sequences, needBytes } = shape;
      const tooLittle = await whyTooLittle(needBytes);
      skip(tooLittle !== null, tooLittle ?? "");
      const path = join(folder, `${kind}-${label}.gguf`);
      writeGguf(path, syntheticModel(kind, { label }));
      const { predicted, measured } = await predictedAndMeasured(path, contextTokens, sequences);
      rmSync(path);
      expectClose(predicted, measured);
    },
  );

  it.for(layouts)("is what was predicted for a processor like the engine's build for %s", async (name, { skip }) => {
    const build = cpuBuilds.find((one) => one.name === name);
    if (build === undefined) throw new Error(`no build is called ${name}`);
    const reason = whyNotHere(build, (await services.hardware.get()).cpu.instructionSets) ?? (await whyTooLittle(2e9));
    skip(reason !== null, reason ?? "");
    const path = join(folder, `${name}.gguf`);
    writeGguf(path, syntheticModel("llama-3.2-1b", { label: "Q4_K_M" }));
    const forced = new ForcedCpuBuild(build);
    const engine = newEngine(undefined, { env: forced.env });
    try {
      const plan = cpuPlan({ contextTokens: 4096 });
      const predicted = await predictedMemory(path, plan, build.instructionSets);
      const { measured } = await engine.load({ variantId: name, files: [path], plan, predicted });
      expectClose(predicted.anonymousBytes, measured?.anonymousBytes ?? NaN);
    } finally {
      await engine.dispose();
      forced.remove();
      rmSync(path);
    }
  });
});

function expectClose(predicted: number, measured: number): void {
  const off = measured / predicted - 1;
  expect(Math.abs(off), `predicted ${formatBytes(predicted)}, measured ${formatBytes(measured)}`).toBeLessThan(
    withinShare,
  );
}
