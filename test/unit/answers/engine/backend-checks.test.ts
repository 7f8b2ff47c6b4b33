import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Gpu, GpuReason, Plan } from "../../../../src-shared/contract/index.ts";
import { say, sayAll } from "../../../../src-shared/words/index.ts";
import { keptError } from "../../../fixtures/kept-error.ts";
import { Emitter, silentLogger } from "../../../../src-main/ground/core/index.ts";
import {
  BackendChecks,
  type BackendChecksOptions,
  type Estimator,
  ChildEstimator,
} from "../../../../src-main/answers/engine/index.ts";
import { type EngineBuilds, type Hardware, ProbedHardware } from "../../../../src-main/ground/hardware/index.ts";
import type { LoadOutcome } from "../../../../src-main/models/ledger/index.ts";
import { plan } from "./support.ts";
import { type FakeComputer, fakeSystem } from "../../ground/hardware/fake-system.ts";
import { hybridLaptop, nvidiaDesktop } from "../../ground/hardware/machines/linux.ts";
import { appleM2Pro, windowsDesktop } from "../../ground/hardware/machines/others.ts";

const workerPath = fileURLToPath(new URL("./estimate-stand-in.mjs", import.meta.url));
const noLibglvnd = /finds no card through Vulkan: its driver does not start\. Installing libglvnd .*libegl1/;
const noCudaPart: GpuReason = { key: "cuda-part-missing", figures: {} };
const smi = (driver: string) => ({
  "nvidia-smi": `NVIDIA GeForce RTX 4070, 12282, 11363, ${driver}\n`,
});
const desktop: FakeComputer = {
  ...nvidiaDesktop,
  folders: { "/usr/share/vulkan/icd.d": ["nvidia_icd.json"] },
  programs: smi("580.1"),
};

let folder: string;
let running: Run[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-backends-"));
  writeFileSync(join(folder, "notes"), "");
});
afterEach(async () => {
  for (const { estimator } of running) await estimator.dispose();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  hardware: Hardware;
  backends: BackendChecks;
  estimator: Estimator;
}

interface Circumstances extends Partial<BackendChecksOptions> {
  computer?: FakeComputer;
  /** What the stand-in does when it is asked about a backend. */
  devices?: Partial<Record<string, string[] | string>>;
  builds?: EngineBuilds;
  limitMs?: number;
}

/** One run of the application. */
function run({ computer = desktop, devices = {}, builds, limitMs, ...options }: Circumstances = {}): Run {
  const estimator = new ChildEstimator({
    nodePath: process.execPath,
    workerPath,
    env: { NOTES: join(folder, "notes"), DEVICES: JSON.stringify(devices) },
    logger: silentLogger,
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  const hardware: Hardware = new ProbedHardware({
    logger: silentLogger,
    modelsFolder: () => folder,
    system: fakeSystem(computer),
    engineBuilds: () =>
      Promise.resolve({
        cuda: null,
        vulkan: null,
        ...builds,
        refusal: (backend, gpu, gpus) => backends.refusal(backend, gpu, gpus),
      }),
  });
  const backends = new BackendChecks({
    hardware,
    estimator,
    isGpuInUse: () => false,
    cudaVersion: () => 13,
    platform: computer.platform,
    engineVersion: "node-llama-cpp 1, llama.cpp b1",
    file: join(folder, "backends.json"),
    logger: silentLogger,
    patienceMs: 60_000,
    ...options,
  });
  const made = { hardware, backends, estimator };
  running.push(made);
  return made;
}

const asked = (): string[] =>
  readFileSync(join(folder, "notes"), "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? []);
const waysOf = (gpus: readonly Gpu[]) =>
  gpus.map(({ backend, backendReasons = [] }) => [backend, sayAll(backendReasons)]);
/** As a plan would find it. */
const settled = async (circumstances: Circumstances = {}) => {
  const { backends } = run(circumstances);
  return waysOf((await backends.settle()).gpus);
};

describe("a way that probes found is one when the engine says so", () => {
  it("stands as it was found until it is asked, and when it agrees", async () => {
    const { hardware, backends } = run();
    expect((await hardware.get()).gpus).toMatchObject([{ backend: "cuda" }]);
    expect(asked()).toEqual([]);
    expect((await backends.settle()).gpus).toMatchObject([{ backend: "cuda" }]);
    expect(asked()).toEqual(["cuda"]);
  });

  it.each([
    ["says no", "NoBinaryFoundError"],
    ["crashes", "die"],
  ])("gives way to none when the engine %s, which comes as a change of the machine", async (_, no) => {
    const { hardware, backends } = run({ devices: { vulkan: no }, builds: { cuda: [noCudaPart], vulkan: null } });
    await hardware.get();
    const told: unknown[] = [];
    hardware.onChange(({ gpus, problems }) => told.push([gpus[0]?.backend, sayAll(problems)]));
    const { gpus } = await backends.settle();
    const [[backend, reason] = []] = waysOf(gpus);
    expect(backend).toBeNull();
    expect(reason).toMatch(noLibglvnd);
    expect(reason).toContain(say(noCudaPart));
    expect(told).toEqual([[null, reason]]);
  });

  it("gives way to Vulkan where CUDA does not open, and to none where neither does", async () => {
    const noCuda = /finds no card through CUDA/;
    expect(await settled({ devices: { cuda: "no" } })).toEqual([["vulkan", expect.stringMatching(noCuda)]]);
    expect(asked()).toEqual(["cuda", "vulkan"]);
    rmSync(join(folder, "backends.json"));
    const neither = await settled({ devices: { cuda: "no", vulkan: "no" } });
    expect(neither).toEqual([[null, expect.stringMatching(noCuda)]]);
    expect(neither[0]?.[1]).toMatch(noLibglvnd);
  });

  it("stays as it was where the engine does not answer, and is asked about in the next run", async () => {
    expect(await settled({ devices: { cuda: "hang" }, limitMs: 500 })).toMatchObject([["cuda", expect.anything()]]);
    expect(await settled({ devices: { cuda: "no" } })).toMatchObject([["vulkan", expect.anything()]]);
  });

  it("is not waited for longer than some seconds", async () => {
    const ways = await settled({ devices: { cuda: "hang" }, patienceMs: 10 });
    expect(ways).toMatchObject([["cuda", expect.anything()]]);
  });

  it("of several cards is none for the one whose driver does not start", async () => {
    const computer = { ...hybridLaptop, folders: { "/etc/vulkan/icd.d": ["nvidia_icd.json", "intel_icd.json"] } };
    const builds = { cuda: [noCudaPart], vulkan: null };
    const devices = { vulkan: ["Intel(R) Iris(R) Xe Graphics (ADL GT2)"] };
    const ways = await settled({ computer, builds, devices });
    expect(ways).toEqual([
      [null, expect.stringMatching(noLibglvnd)],
      ["vulkan", expect.anything()],
    ]);
    rmSync(join(folder, "backends.json"));
    const card = ["NVIDIA GeForce RTX 4060 Laptop GPU"];
    expect(await settled({ computer, builds, devices: { vulkan: card } })).toMatchObject([
      ["vulkan", expect.anything()],
      ["vulkan", expect.anything()],
    ]);
  });

  it("may be Metal", async () => {
    expect(await settled({ computer: appleM2Pro, devices: { metal: "no" } })).toEqual([
      [null, "The engine cannot use the graphics through Metal. Updating macOS may help."],
    ]);
  });

  it("may be none on Windows, where no package is named", async () => {
    const ways = await settled({ computer: windowsDesktop, devices: { cuda: "no", vulkan: "no" } });
    expect(ways[0]?.[0]).toBeNull();
    expect(ways[0]?.[1]).toMatch(
      /through CUDA: .* through Vulkan: its driver does not start\. Reinstalling the driver/,
    );
  });

  it("is not asked about where no GPU has one", async () => {
    expect(
      await settled({ computer: { ...desktop, folders: {} }, builds: { cuda: [noCudaPart], vulkan: null } }),
    ).toEqual([[null, expect.stringContaining(say(noCudaPart))]]);
    expect(asked()).toEqual([]);
  });
});

describe("an answer", () => {
  it("that is a yes costs no second start", async () => {
    await settled();
    expect(await settled({ devices: { cuda: "no" } })).toMatchObject([["cuda", expect.anything()]]);
    expect(asked()).toEqual(["cuda"]);
  });

  it("that is a no holds from the start of the next run, which asks once more", async () => {
    await settled({ devices: { cuda: "no" } });
    const { hardware, backends } = run();
    expect((await hardware.get()).gpus).toMatchObject([{ backend: "vulkan" }]);
    expect((await backends.settle()).gpus).toMatchObject([{ backend: "cuda" }]);
    expect(asked()).toEqual(["cuda", "vulkan", "cuda"]);
    await backends.settle();
    expect(asked()).toHaveLength(3);
  });

  it.each([
    ["another driver", { computer: { ...desktop, programs: smi("590.1") } }],
    ["another version of the engine", { engineVersion: "node-llama-cpp 2, llama.cpp b2" }],
    ["another CUDA", { cudaVersion: () => 12 }],
  ])("says nothing for %s", async (_, changed) => {
    await settled();
    expect(await settled({ ...changed, devices: { cuda: "no" } })).toMatchObject([["vulkan", expect.anything()]]);
    expect(asked()).toEqual(["cuda", "cuda", "vulkan"]);
  });

  it("that is a no is asked again when the person looks again", async () => {
    const { backends } = run({ devices: { cuda: "no" } });
    await backends.settle();
    expect((await backends.lookAgain()).gpus).toMatchObject([{ backend: "vulkan" }]);
    await backends.settle();
    expect(asked()).toEqual(["cuda", "vulkan", "cuda"]);
  });

  it("that is a no is forgotten when a part of the engine comes or goes", async () => {
    const { hardware, backends } = run({ devices: { cuda: "no" } });
    await backends.settle();
    backends.forgetRefusals();
    expect((await hardware.refresh()).gpus).toMatchObject([{ backend: "cuda" }]);
  });

  it.each([
    "",
    "{}",
    '{"version":1,"engineVersion":"node-llama-cpp 1, llama.cpp b1","computer":"","answers":{"cuda":1}}',
  ])("is asked for again where its file holds %j", async (text) => {
    writeFileSync(join(folder, "backends.json"), text);
    expect(await settled({ devices: { cuda: "no" } })).toMatchObject([["vulkan", expect.anything()]]);
  });
});

describe("a load", () => {
  /** As the loader reports it. */
  function tell(outcome: Pick<LoadOutcome, "plan" | "error">, backends: BackendChecks): void {
    const outcomes = new Emitter<typeof outcome>();
    backends.learnFrom({ onLoadOutcome: (listener) => outcomes.on(listener) });
    outcomes.emit(outcome);
  }

  function fail(backend: Plan["backend"], refusal: string, backends: BackendChecks): void {
    const error = keptError("load-failed", "", { backendRefusal: refusal });
    tell({ plan: { ...plan, backend }, error }, backends);
  }

  it.each([
    ["teaches that CUDA opens, however long that takes", { backend: "cuda", gpuLayers: 20 }, "cuda"],
    ["without a layer on the card teaches nothing", { backend: "cuda", gpuLayers: 0 }, "vulkan"],
    ["through another backend teaches nothing about CUDA", { backend: "vulkan", gpuLayers: 20 }, "vulkan"],
  ] as const)("that succeeded %s", async (_, loaded, way) => {
    const { backends, estimator } = run({ devices: { cuda: "hang" }, patienceMs: 10 });
    await backends.settle();
    await estimator.letGo();
    tell({ plan: { ...plan, ...loaded }, error: null }, backends);
    expect(await settled({ devices: { cuda: "no" } })).toMatchObject([[way, expect.anything()]]);
  });

  it("that failed for another reason teaches nothing", async () => {
    const { backends, hardware } = run();
    await backends.settle();
    fail("cuda", "something else", backends);
    fail(null, "unopened", backends);
    expect((await hardware.refresh()).gpus).toMatchObject([{ backend: "cuda" }]);
  });

  it("teaches that a backend does not open, until it is asked again", async () => {
    const { hardware, backends } = run();
    await backends.settle();
    fail("cuda", "unopened", backends);
    expect((await hardware.refresh()).gpus).toMatchObject([{ backend: "vulkan" }]);
    expect(await settled()).toMatchObject([["cuda", expect.anything()]]);
  });

  it("teaches that a card takes none of the engine's code, which opening it does not show", async () => {
    const { backends } = run();
    await backends.settle();
    fail("cuda", "no-code", backends);
    const words = /does not support this card with its driver\. A newer driver may help\./;
    expect(await settled()).toEqual([["vulkan", expect.stringMatching(words)]]);
    expect(await settled({ computer: { ...desktop, programs: smi("590.1") } })).toMatchObject([
      ["cuda", expect.anything()],
    ]);
  });

  it("that is on a GPU is not disturbed by a question", async () => {
    expect(await settled({ isGpuInUse: () => true })).toMatchObject([["cuda", expect.anything()]]);
    expect(asked()).toEqual([]);
  });

  it("that wants the memory ends the question without an answer", async () => {
    const { backends, estimator } = run({ devices: { cuda: "hang" } });
    const settling = backends.settle();
    while (asked().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await estimator.letGo();
    expect((await settling).gpus).toMatchObject([{ backend: "cuda" }]);
    expect(await settled()).toMatchObject([["cuda", expect.anything()]]);
    expect(asked()).toEqual(["cuda", "cuda"]);
  });
});
