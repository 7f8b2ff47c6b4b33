import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { formatBytes } from "../../../src-main/core/index.ts";
import { syntheticModel, writeGguf } from "../../fixtures/index.ts";
import { whyNoMemoryCgroup } from "../../fixtures/memory-cgroup.ts";
import {
  type Prediction,
  PressedEngine,
  allowance,
  mostTries,
  predict,
  pressedModels,
  settledPages,
  takenAway,
} from "../../fixtures/pressure.ts";

const refused = whyNoMemoryCgroup();
/** The largest of the models, loaded, and the tests themselves. */
const neededBytes = 4e9;
/** Single pages come back for reasons of the kernel's own; where room is missing it is ten or a hundred thousand of them. */
const manyPages = 5000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-pressure-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How speed suffers is for `npm run bench -- pressure` to tell: pages can be counted on any machine. */
describe("an engine that may use what its plan says it needs", () => {
  beforeEach(({ skip }) => {
    skip(refused !== null, refused ?? "");
    const free = availableBytes();
    skip(free < neededBytes, `${formatBytes(free)} of memory are free; ${formatBytes(neededBytes)} are needed`);
  });

  it.for(pressedModels)(
    "reads nothing twice, and much with a quarter of its cache less: $kind $label",
    { timeout: 300_000 },
    async ({ kind, label }) => {
      const path = join(folder, `${kind}-${label}.gguf`);
      writeGguf(path, syntheticModel(kind, { label }));
      const prediction = await predict(path);
      const enough = prediction.needBytes * allowance;
      const tooLittle = enough - prediction.memory.fileBackedBytes * takenAway;
      expect(await settledPagesOf(path, prediction, enough, mostTries)).toBeLessThan(settledPages);
      expect(await settledPagesOf(path, prediction, tooLittle, 2)).toBeGreaterThan(manyPages);
      rmSync(path);
    },
  );
});

async function settledPagesOf(path: string, prediction: Prediction, limit: number, tries: number): Promise<number> {
  const pressed = await PressedEngine.load(path, prediction, limit);
  try {
    return await pressed.settle(tries);
  } finally {
    await pressed.end();
  }
}

function availableBytes(): number {
  return Number(/MemAvailable:\s+(\d+) kB/.exec(readFileSync("/proc/meminfo", "utf8"))?.[1]) * 1024;
}
