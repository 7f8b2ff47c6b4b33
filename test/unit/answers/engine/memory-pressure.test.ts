import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../../src-shared/figures/index.ts";
import { type CpuBuild, ForcedCpuBuild, cpuBuilds, whyNotHere } from "../../../fixtures/cpu-builds.ts";
import { syntheticModel, writeGguf } from "../../../fixtures/index.ts";
import { whyNoMemoryCgroup } from "../../../fixtures/memory-cgroup.ts";
import { openServices } from "../../../fixtures/open-services.ts";
import {
  type Prediction,
  PressedEngine,
  allowance,
  mostTries,
  predict,
  pressedModels,
  settledPages,
  takenAway,
} from "../../../fixtures/pressure.ts";

const refused = whyNoMemoryCgroup();
/** The largest of the models, loaded, and the tests themselves. */
const neededBytes = 4e9;
/** Single pages come back for reasons of the kernel's own; where room is missing it is ten or a hundred thousand of them. */
const manyPages = 5000;

let folder: string;
let here: HardwareProfile;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-pressure-"));
  const services = await openServices(folder);
  here = await services.hardware.get();
  await services.dispose();
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/**
 * The build for this computer, and the best one without tiles: a processor that has these copies nearly every weight, so that little of
 * the file is read again.
 */
const builds: { title: string; models: typeof pressedModels; choose: () => CpuBuild | null }[] = [
  { title: "as this computer's processor has it", models: pressedModels, choose: () => null },
  {
    // Half a minute each: the two that differ in nothing but how much of them is copied.
    models: pressedModels.filter(({ kind }) => kind === "llama-3.2-1b"),
    title: "as a processor without tiles has it",
    choose: () => {
      const able = cpuBuilds.filter((build) => whyNotHere(build, here.cpu.instructionSets) === null);
      const plain = able.filter(({ instructionSets }) => !instructionSets.includes("amx_int8"));
      return able.length === plain.length ? null : (plain.at(-1) ?? null);
    },
  },
];

/** How speed suffers is measured by `npm run bench -- pressure`: pages can be counted on any machine. */
describe.each(builds)("an engine that may use what its plan says it needs, $title,", ({ title, models, choose }) => {
  let forced: ForcedCpuBuild | null = null;
  let build: CpuBuild | null = null;
  beforeEach(({ skip }) => {
    skip(refused !== null, refused ?? "");
    const free = here.memory.freeBytes;
    skip(free < neededBytes, `${formatBytes(free)} of memory are free; ${formatBytes(neededBytes)} are needed`);
    build = choose();
    skip(build === null && title !== builds[0]?.title, "this computer's own build is one");
    forced = build === null ? null : new ForcedCpuBuild(build);
  });
  afterEach(() => {
    forced?.remove();
    forced = null;
  });

  it.for(models)(
    "reads nothing twice, and much with a quarter of its cache less: $kind $label",
    { timeout: 600_000 },
    async ({ kind, label }, { annotate }) => {
      const path = join(folder, `${kind}-${label}.gguf`);
      writeGguf(path, syntheticModel(kind, { label }));
      const prediction = await predict(path, build);
      const enough = prediction.needBytes * allowance;
      const taken = prediction.memory.fileBackedBytes * takenAway;
      expect(await settledPagesOf(path, prediction, enough, mostTries)).toBeLessThan(settledPages);
      // Less than what is allowed for the plan's own error would not be missed.
      if (enough - taken < prediction.needBytes) {
        expect(await settledPagesOf(path, prediction, enough - taken, 2)).toBeGreaterThan(manyPages);
      } else {
        await annotate(`${formatBytes(taken)} less would not be felt: nearly all weights are copied here`);
      }
      rmSync(path);
    },
  );

  async function settledPagesOf(path: string, prediction: Prediction, limit: number, tries: number): Promise<number> {
    const pressed = await PressedEngine.load(path, prediction, limit, forced?.env);
    try {
      return await pressed.settle(tries);
    } finally {
      await pressed.end();
    }
  }
});
