import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MiB } from "../../../../src-shared/figures/index.ts";
import { silentLogger } from "../../../../src-main/ground/core/index.ts";
import { type Estimator, type EstimatorOptions, ChildEstimator } from "../../../../src-main/answers/engine/index.ts";
import { ggufHeaderBytes, syntheticModel } from "../../../fixtures/index.ts";
import { gone, isAlive, plan } from "./support.ts";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
let estimator: Estimator | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-estimator-"));
});
afterEach(async () => {
  await estimator?.dispose();
  estimator = null;
  rmSync(folder, { recursive: true, force: true });
});

function open(workerPath: string, options: Partial<EstimatorOptions> = {}): Estimator {
  estimator = new ChildEstimator({ nodePath: process.execPath, workerPath, logger: silentLogger, ...options });
  return estimator;
}

describe("the engine's own estimate", () => {
  const open8B = (): { file: string; estimator: Estimator } => {
    const file = join(folder, "header-only.gguf");
    writeFileSync(file, ggufHeaderBytes(syntheticModel("llama-3.1-8b", { label: "Q4_K_M", vocabulary: "none" })));
    return { file, estimator: open(source("../../../../src-main/answers/engine/worker/estimate-main.ts")) };
  };

  it("comes from a header alone, for quantised caches too", async () => {
    const { file, estimator } = open8B();
    const at = async (kvType: "f16" | "q8_0"): Promise<number> => {
      const estimate = await estimator.estimate(file, { ...plan, contextTokens: 4096, batchTokens: 512, kvType });
      if (estimate.basis !== "engine") throw new Error(estimate.reason);
      expect(Math.round(estimate.figures.weightsCpuBytes / MiB)).toBe(4685);
      return estimate.figures.contextCpuBytes / MiB;
    };
    const f16 = await at("f16");
    expect(f16).toBeGreaterThan(512 + 250);
    // 4,096 cells in 1.0625 bytes an element instead of 2, and a little more for computing.
    expect(f16 - (await at("q8_0"))).toBeCloseTo(240, -1);
  });

  it("is not told when the engine falls back to its older formula", async () => {
    const { file, estimator } = open8B();
    // llama.cpp has no quantised values without flash attention, so no context can be built.
    const estimate = await estimator.estimate(file, { ...plan, kvType: "q4_0", flashAttention: false });
    expect(estimate.basis).toBe("fallback");
    expect(estimate).not.toHaveProperty("figures");
  });

  it("is not to be had of a file that is no model", async () => {
    const { estimator } = open8B();
    const file = join(folder, "text.gguf");
    writeFileSync(file, "no model");
    expect((await estimator.estimate(file, plan)).basis).toBe("unavailable");
    expect((await estimator.estimate(join(folder, "absent.gguf"), plan)).basis).toBe("unavailable");
  });
});

/** Of this machine; a driver without a card counts, since what it finds is not known. */
const hasCard = ["/dev/nvidiactl", "/dev/dri", "/dev/dxg"].some((path) => existsSync(path));

it.skipIf(process.platform !== "linux" || hasCard)("the engine itself says that it can use no card here", async () => {
  const estimator = open(source("../../../../src-main/answers/engine/worker/estimate-main.ts"));
  for (const backend of ["cuda", "vulkan"] as const) {
    expect(await estimator.openBackend(backend)).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/./) as string,
    });
  }
});

describe("the process that estimates", () => {
  const notes = (): { pid: number; backend: string }[] =>
    readFileSync(join(folder, "notes"), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ pid: Number(line.split(" ")[0]), backend: line.split(" ")[1] ?? "" }));
  const standIn = (options: Partial<EstimatorOptions> = {}): Estimator =>
    open(source("./estimate-stand-in.mjs"), { env: { NOTES: join(folder, "notes") }, ...options });

  it("is one for many questions, and ends when no more come", async () => {
    const estimator = standIn({ idleMs: 50 });
    const asked = [1024, 2048, 4096].map((contextTokens) => estimator.estimate("a.gguf", { ...plan, contextTokens }));
    const figures = (await Promise.all(asked)).map(
      (found) => found.basis === "engine" && found.figures.weightsCpuBytes,
    );
    expect(figures).toEqual([1024, 2048, 4096]);
    const [started, ...others] = notes();
    expect(others).toEqual([]);
    await gone(started?.pid ?? 0);
  });

  it("ends soon when nobody waits for what it is asked, and the next question has another", async () => {
    const estimator = standIn({ limitMs: 2 ** 31 - 1 });
    const controller = new AbortController();
    const asked = estimator.estimate("hang.gguf", plan, controller.signal);
    await expect.poll(() => existsSync(join(folder, "notes"))).toBe(true);
    controller.abort();
    expect(await asked).toMatchObject({ basis: "unavailable" });
    await gone(notes()[0]?.pid ?? 0);
    expect(await estimator.estimate("a.gguf", plan)).toMatchObject({ basis: "engine" });
  });

  it("stays for the next question when it was about to answer one that nobody waits for", async () => {
    const estimator = standIn();
    const controller = new AbortController();
    const asked = estimator.estimate("a.gguf", plan, controller.signal);
    await estimator.estimate("b.gguf", plan);
    controller.abort();
    await asked;
    await estimator.estimate("c.gguf", plan, controller.signal);
    await estimator.estimate("d.gguf", plan);
    expect(notes()).toHaveLength(1);
  });

  it("is another one for another backend", async () => {
    const estimator = standIn();
    await estimator.estimate("a.gguf", plan);
    await estimator.estimate("a.gguf", { ...plan, backend: "vulkan", gpuLayers: 1 });
    const [first, second] = notes();
    expect([first?.backend, second?.backend]).toEqual(["cpu", "vulkan"]);
    expect(isAlive(first?.pid ?? 0)).toBe(false);
  });

  it.each([
    ["dies", "die"],
    ["hangs", "hang"],
    ["answers nonsense", "nonsense"],
  ])("is no harm when it %s: the next question gets a new one", async (_, name) => {
    const estimator = standIn({ limitMs: name === "die" ? 20_000 : 1000 });
    expect((await estimator.estimate(`${name}.gguf`, plan)).basis).toBe("unavailable");
    expect((await estimator.estimate("a.gguf", plan)).basis).toBe("engine");
    expect(notes()).toHaveLength(2);
  });

  it("tells its last words when it dies", async () => {
    const estimate = await standIn().estimate("die.gguf", plan);
    expect(estimate).toMatchObject({ basis: "unavailable", reason: expect.stringContaining("GGML_ASSERT") as string });
  });

  it("is ended at once when a load needs its room", async () => {
    const estimator = standIn();
    await estimator.estimate("a.gguf", plan);
    const [asked, waiting] = ["hang.gguf", "a.gguf"].map((file) => estimator.estimate(file, plan));
    // Not before the first of them has been sent.
    await Promise.resolve();
    await estimator.letGo();
    expect(await asked).toMatchObject({ basis: "unavailable", letGo: true });
    expect(await waiting).toMatchObject({ basis: "unavailable", letGo: true });
    expect(isAlive(notes()[0]?.pid ?? 0)).toBe(false);
    expect((await estimator.estimate("a.gguf", plan)).basis).toBe("engine");
  });

  it.skipIf(process.platform === "win32")("is ended although it was stopped", async () => {
    const estimator = standIn();
    await estimator.estimate("a.gguf", plan);
    const pid = notes()[0]?.pid ?? NaN;
    process.kill(pid, "SIGSTOP");
    const asked = estimator.estimate("b.gguf", plan);
    await Promise.resolve();
    await estimator.letGo();
    expect(await asked).toMatchObject({ basis: "unavailable", letGo: true });
    await gone(pid);
  });

  it("does not begin for another backend after a load needed its room", async () => {
    const estimator = standIn();
    await estimator.estimate("a.gguf", plan);
    const asked = estimator.estimate("a.gguf", { ...plan, backend: "vulkan", gpuLayers: 1 });
    // By now the process for the processor is being ended, and there is none for the graphics card yet.
    await Promise.resolve();
    await Promise.resolve();
    await estimator.letGo();
    expect(isAlive(notes()[0]?.pid ?? 0)).toBe(false);
    expect(await asked).toMatchObject({ basis: "unavailable" });
    expect(notes()).toHaveLength(1);
  });

  it.each([
    ["finds a card", ["NVIDIA H200"], { usable: true, devices: ["NVIDIA H200"] }],
    ["finds none", [], { usable: false }],
    ["cannot open its driver", "No binary was found.", { usable: false, reason: "No binary was found." }],
    ["crashes over it", "die", { usable: false, reason: expect.stringContaining("GGML_ASSERT") as string }],
    ["is ended by somebody else", "end", { usable: "unknown" }],
    ["hangs", "hang", { usable: "unknown" }],
  ])("opens a backend, and lets go of it at once: it %s", async (_, found, answer) => {
    const env = { NOTES: join(folder, "notes"), DEVICES: JSON.stringify({ vulkan: found }) };
    const estimator = standIn({ env, limitMs: found === "hang" ? 3000 : 20_000 });
    expect(await estimator.openBackend("vulkan")).toMatchObject(answer);
    expect(notes().map(({ backend }) => backend)).toEqual(["vulkan"]);
    expect(isAlive(notes()[0]?.pid ?? 0)).toBe(false);
  });

  it("does not open a backend while a load wants its room, which says nothing about the backend", async () => {
    const estimator = standIn({ env: { NOTES: join(folder, "notes"), DEVICES: JSON.stringify({ cuda: "hang" }) } });
    const [opening, next] = [estimator.openBackend("cuda"), estimator.openBackend("vulkan")];
    await Promise.resolve();
    await estimator.letGo();
    expect(await opening).toMatchObject({ usable: "unknown" });
    expect(await next).toMatchObject({ usable: "unknown" });
    expect((await estimator.openBackend("vulkan")).usable).toBe(true);
  });

  it("that cannot be started says nothing about a backend", async () => {
    const estimator = open(join(folder, "absent.js"), { nodePath: join(folder, "no-node") });
    expect((await estimator.openBackend("cuda")).usable).toBe("unknown");
  });

  it("is asked again after the system refused to start it", async () => {
    let refusals = 2;
    // What Node throws at once, as it does when the system has no memory for another process.
    const buildsEnvironment = (): Record<string, string> => (refusals-- > 0 ? { BUILDS: "\0" } : {});
    const estimator = standIn({ buildsEnvironment });
    expect(await estimator.estimate("a.gguf", plan)).toMatchObject({ basis: "unavailable" });
    expect(await estimator.openBackend("vulkan")).toMatchObject({ usable: "unknown" });
    expect(await estimator.estimate("a.gguf", plan)).toMatchObject({ basis: "engine" });
  });

  it("is not asked for those who no longer wait", async () => {
    const estimate = await standIn().estimate("a.gguf", plan, AbortSignal.abort());
    expect(estimate.basis).toBe("unavailable");
  });

  it("is missing without harm", async () => {
    const estimator = open(join(folder, "absent.js"), { nodePath: join(folder, "no-node") });
    expect((await estimator.estimate("a.gguf", plan)).basis).toBe("unavailable");
  });
});
