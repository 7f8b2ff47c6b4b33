import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { ForcedCpuBuild, cpuBuilds, whyNotHere } from "../../../fixtures/cpu-builds.ts";
import { everyTypeModel } from "../../../fixtures/every-type-model.ts";
import { writeGguf } from "../../../fixtures/index.ts";
import type { OneEngine } from "../../../fixtures/one-engine.ts";
import { openServices } from "../../../fixtures/open-services.ts";
import { predictedMemory } from "../../../fixtures/predicted-memory.ts";
import { ask, loadOptions, newEngine, pidOf, plan, tinyModelFolder } from "./support.ts";

const engineBuffers = fileURLToPath(new URL("../../../fixtures/engine-buffers.ts", import.meta.url));
/** The engine gives the size of each of its buffers to a hundredth of a MiB, and aligns each tensor in them. */
const roundingBytes = 0.02 * MiB;

let files: ReturnType<typeof tinyModelFolder>;
let available: readonly string[];
const everyType: Record<"dense" | "experts", string> = { dense: "", experts: "" };
beforeAll(async () => {
  files = tinyModelFolder();
  for (const kind of ["dense", "experts"] as const) {
    everyType[kind] = join(files.folder, `every-type-${kind}.gguf`);
    writeGguf(everyType[kind], everyTypeModel({ experts: kind === "experts" }));
  }
  const services = await openServices(files.folder);
  available = (await services.hardware.get()).cpu.instructionSets;
  await services.dispose();
});
afterAll(() => files.remove());

/** What another computer's processor makes of a model is seen here: the engine has a build for each generation of them. */
describe.each(cpuBuilds)("the engine's build for $name", (build) => {
  let forced: ForcedCpuBuild;
  let engine: OneEngine | null = null;
  beforeEach(({ skip }) => {
    const reason = whyNotHere(build, available);
    skip(reason !== null, reason ?? "");
    forced = new ForcedCpuBuild(build);
  });
  afterEach(async () => {
    await engine?.dispose();
    engine = null;
    forced.remove();
  });

  it.each(["dense", "experts"] as const)("copies the weights that were predicted: %s", async (kind) => {
    const path = everyType[kind];
    const { repackBytes } = await predictedMemory(path, plan, build.instructionSets);
    const { CPU_Mapped: mapped = 0, ...copies } = await buffersOf(path, forced.env);
    expect(mapped).toBeGreaterThan(0);
    const copied = Object.values(copies).reduce((sum, bytes) => sum + bytes, 0);
    expect(Math.abs(copied - repackBytes)).toBeLessThan(roundingBytes);
  });

  it("loads, answers, goes on a conversation, and reads of the file what was predicted", async () => {
    engine = newEngine(undefined, { env: forced.env });
    await engine.load(loadOptions(files.endless));
    if (process.platform === "linux") {
      const libraries = readFileSync(`/proc/${String(pidOf(engine))}/maps`, "utf8").match(/libggml-cpu-\w+\.so/g);
      expect(new Set(libraries)).toEqual(new Set([`libggml-cpu-${build.name}.so`]));
    }
    const first = await engine.generate({ ...ask("Hi"), maxTokens: 6 });
    expect(first).toMatchObject({ text: "tick tock tick tock tick tock ", tokens: 6, stopReason: "max-tokens" });
    const again = await engine.generate({ ...ask("Hi"), maxTokens: 1 });
    expect(again).toMatchObject({ text: "tick", promptTokens: first.promptTokens });
    expect(again.cachedTokens).toBe(first.promptTokens - 1);

    await engine.load(loadOptions(files.model));
    expect((await engine.generate({ ...ask("Hi"), maxTokens: 4 })).promptTokens).toBe(again.promptTokens);
    const { fileBackedBytes } = await predictedMemory(files.model, plan, build.instructionSets);
    const read = engine.state().measured?.fileBackedBytes;
    if (process.platform === "linux") expect(Math.abs((read ?? NaN) - fileBackedBytes)).toBeLessThan(1.5 * MiB);
  });
});

async function buffersOf(path: string, env: Record<string, string>): Promise<Record<string, number>> {
  const child = fork(engineBuffers, [path], { execArgv: [], env: { ...process.env, ...env } });
  try {
    const [buffers] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => Promise.reject(new Error("the engine ended before it told its buffers"))),
    ])) as [Record<string, number>];
    return buffers;
  } finally {
    child.kill("SIGKILL");
  }
}
