import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  EngineFailureDetails,
  HardwareProfile,
  InstalledVariant,
  PlanRequest,
  Settings,
  VariantFit,
} from "../../../../src-shared/contract/index.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";
import { sayChanges, sayError } from "../../../../src-shared/words/index.ts";
import { AppError, silentLogger, systemClock } from "../../../../src-main/ground/core/index.ts";
import { SessionPool, backendRefusal } from "../../../../src-main/answers/engine/index.ts";
import type { LoadOutcome } from "../../../../src-main/models/ledger/index.ts";
import { type Lease, type Loader, ModelLoader } from "../../../../src-main/answers/loading/index.ts";
import { isAlive, sampling } from "../engine/support.ts";
import { machineOf } from "../../models/recommend/facts.ts";
import { settingsSchema } from "../../../../src-main/ground/inputs/index.ts";
import { Requests } from "../../../../src-main/ground/requests/index.ts";
import { type Label, fitOf, labels, variantOf } from "./two-variants.ts";

// The whole life of a load in one file, although it is long: every part needs the loader and the engine under it.
/** See `engine-stand-in.mjs`. */
interface Behaviour {
  room?: { contextTokens?: number; gpuLayers?: number; kvBits?: number };
  death?: string;
  answer?: "dies" | "loses the GPU";
  refuses?: "cuda";
  lendFromTokens?: string;
}

const layersOf8B = 33;

let folder: string;
let sessions: SessionPool;
let loader: Loader;
let machine: HardwareProfile;
let onRefresh: () => void;
let settings: Settings;
let installed: InstalledVariant[];
let failedBefore: (request: PlanRequest) => VariantFit["failedBefore"];
let outcomes: LoadOutcome[];
let kernelKills: boolean;
let requests: Requests;
let settle: () => Promise<HardwareProfile>;

beforeEach(() => {
  kernelKills = true;
  let kills = 0;
  folder = mkdtempSync(join(tmpdir(), "bitloft-loader-"));
  machine = machineOf({});
  onRefresh = () => undefined;
  settings = settingsSchema.parse({});
  installed = labels.map(variantOf);
  failedBefore = () => null;
  outcomes = [];
  requests = new Requests(systemClock);
  settle = () => Promise.resolve(machine);
  sessions = new SessionPool({
    nodePath: process.execPath,
    workerPath: fileURLToPath(new URL("./engine-stand-in.mjs", import.meta.url)),
    logger: silentLogger,
    clock: systemClock,
    memoryKills: () => (kernelKills ? ++kills : 0),
  });
  loader = new ModelLoader({
    hardware: {
      refresh() {
        onRefresh();
        return Promise.resolve(machine);
      },
    },
    planning: {
      open: ({ variantId }) =>
        Promise.resolve({
          fitOn: (on, request) => ({ ...fitOf(variantId, request, on), failedBefore: failedBefore(request) }),
          mappedTensors: () => Promise.resolve([]),
          lendFromTokens: () => 49,
        }),
    },
    library: {
      refresh: () => Promise.resolve(),
      list: () => installed,
      get: (id) => installed.find((variant) => variant.id === id) ?? null,
      files: (id) => [{ path: join(folder, id), sizeBytes: 1, sha256: null }],
      touch: () => undefined,
    },
    sessions,
    estimator: { letGo: () => Promise.resolve() },
    backends: { settle: () => settle() },
    settings: { get: () => settings },
    requests,
  });
  loader.onLoadOutcome((outcome) => outcomes.push(outcome));
});
afterEach(async () => {
  await sessions.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What a variant's "file" holds. */
function given(behaviour: Behaviour, id: Label = "Q4_K_M"): void {
  writeFileSync(join(folder, id), JSON.stringify(behaviour));
}

const load = (plan: PlanRequest = {}, more: { stepDown?: boolean; force?: boolean } = {}) =>
  loader.load({ variantId: "Q4_K_M", plan, force: false, ...more });
/** As a conversation has it, which asks no question yet. */
const ready = async (plan: PlanRequest): Promise<void> => {
  (await loader.lease({ variantId: "Q4_K_M", plan, force: false })).release();
};
const processIds = (): (number | null)[] => sessions.list().map((session) => session.processId());
const failure = async (loading: Promise<unknown>): Promise<AppError> => {
  const thrown = await loading.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw new Error(`no AppError: ${String(thrown)}`);
  return thrown;
};
/** The smaller plan that an error offers, its changes in words. */
const offered = ({ details }: { details: EngineFailureDetails }) => {
  if (details.nextToTry === undefined) throw new Error("no smaller plan is offered");
  return { ...details.nextToTry, changes: sayChanges(details.nextToTry.changes) };
};
const withGpu = (freeBytes: number): HardwareProfile => machineOf({ gpus: [{ freeBytes, dedicatedBytes: 24 * GiB }] });

describe("without consent a failed load", () => {
  it("offers the next smaller plan, in words and as a request, and tries nothing", async () => {
    given({ room: { contextTokens: 2048 }, death: "says" });
    const error = await failure(load({ contextTokens: 4096 }));
    expect(error).toMatchObject({
      code: "out-of-memory",
      details: { device: "CPU", purpose: "cache" },
    });
    expect(offered(error)).toEqual({
      changes: "the context kept in 8 bits instead of 16",
      variantId: "Q4_K_M",
      plan: { contextTokens: 4096, kvType: "q8_0" },
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["failed"]);
    expect(outcomes[0]).toMatchObject({ error: { code: "out-of-memory" }, plan: { contextTokens: 4096 } });
  });

  it("offers nothing for what is wrong at any size", async () => {
    installed = installed.map((variant) => ({ ...variant, state: "missing" }));
    const error = await failure(load({}, { stepDown: true }));
    expect(error.code).toBe("file-missing");
    expect(sayError(error)).toMatch(/^The file is not there: Q4_K_M\./);
    expect(error.details).not.toHaveProperty("nextToTry");
    installed = installed.map((variant) => ({ ...variant, fileCount: 2 }));
    expect(sayError(await failure(load()))).toMatch(/^One of its files is not there, beside Q4_K_M\./);
  });
});

describe("the engine", () => {
  it("is judged for again when what was ended has given its memory back", async () => {
    given({});
    await load();
    const pid = sessions.list()[0]?.processId() ?? expect.fail("nothing is loaded");
    const unloaded = loader.unload();
    let wasThere: boolean | null = null;
    onRefresh = () => (wasThere ??= isAlive(pid));
    await load();
    await unloaded;
    expect(wasThere).toBe(false);
  });

  it("is started to lend the card no work of single tokens", async () => {
    given({ lendFromTokens: "49" });
    expect(await load()).toMatchObject({ status: "ready" });
  });
});

describe("a backend that the engine cannot use", () => {
  const reached = (backend: "cuda" | "vulkan" | null) =>
    machineOf({ gpus: [{ backend, freeBytes: 20 * GiB, dedicatedBytes: 24 * GiB }] });

  beforeEach(() => {
    machine = reached("cuda");
    given({ refuses: "cuda" });
  });
  /** What a failure teaches, as `BackendChecks` does. */
  const afterwards = (backend: "vulkan" | null): void => {
    loader.onLoadOutcome(({ error }) => {
      if (error !== null && backendRefusal(error) !== null) machine = reached(backend);
    });
  };

  it.each([
    ["vulkan", layersOf8B, "Vulkan instead of CUDA"],
    [null, 0, "no layers on the GPU instead of 33"],
  ] as const)("gives way to the next one, with consent (%s)", async (backend, gpuLayers, change) => {
    afterwards(backend);
    const state = await load({ contextTokens: 4096 }, { stepDown: true });
    expect(state).toMatchObject({ status: "ready", plan: { backend, gpuLayers, contextTokens: 4096, kvType: "f16" } });
    expect(state.steps.map((step) => sayChanges(step.changes))).toEqual([change]);
  });

  it("is told with the way that would be next, without consent", async () => {
    afterwards("vulkan");
    const error = await failure(load({ contextTokens: 4096 }));
    expect(error.code).toBe("load-failed");
    expect(offered(error)).toEqual({
      changes: "Vulkan instead of CUDA",
      variantId: "Q4_K_M",
      plan: { contextTokens: 4096 },
    });
  });

  it("leaves the processor where nothing else is known", async () => {
    const state = await load({ contextTokens: 4096 }, { stepDown: true });
    expect(state.plan).toMatchObject({ backend: null, gpuLayers: 0 });
  });
});

describe("with consent a failed load goes down the ladder", () => {
  it.each(["says", ...(process.platform === "win32" ? [] : ["SIGABRT", "SIGKILL"])])(
    "on the CPU: a smaller cache, then a shorter context, however it fails (%s)",
    async (death) => {
      given({ room: { contextTokens: 4096, kvBits: 4 }, death });
      const state = await load({ contextTokens: 16_384 }, { stepDown: true });
      expect(state).toMatchObject({
        status: "ready",
        variantId: "Q4_K_M",
        plan: { contextTokens: 4096, kvType: "q4_0", gpuLayers: 0 },
      });
      expect(state.steps.map(({ changes }) => sayChanges(changes))).toEqual([
        "the context kept in 8 bits instead of 16",
        "the context kept in 4 bits instead of 8",
        "a context of 8K instead of 16K",
        "a context of 4K instead of 8K",
      ]);
      for (const { reason } of state.steps) expect(sayError(reason)).not.toBe("");
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed", "failed", "loaded"]);
    },
  );

  it.skipIf(process.platform === "win32")("not when somebody else ended the engine", async () => {
    kernelKills = false;
    given({ room: { contextTokens: 0 }, death: "SIGTERM" });
    const error = await failure(load({ contextTokens: 4096 }, { stepDown: true }));
    expect(error).toMatchObject({ code: "engine-crashed", details: { planAtFault: false } });
    expect(error.details).not.toHaveProperty("nextToTry");
    expect(outcomes).toHaveLength(1);
  });

  it("given once for all in the settings", async () => {
    settings = { ...settings, stepDown: true };
    given({ room: { kvBits: 8 }, death: "says" });
    expect((await load({ contextTokens: 4096 })).plan?.kvType).toBe("q8_0");
  });

  it("with a GPU: half of its layers, then none", async () => {
    machine = withGpu(20 * GiB);
    given({ room: { gpuLayers: 0 }, death: "says" });
    const state = await load({}, { stepDown: true });
    expect(state.plan).toMatchObject({ gpuLayers: 0, backend: null, kvType: "f16" });
    expect(state.steps.map(({ changes }) => sayChanges(changes))).toEqual([
      `16 layers on the GPU instead of ${String(layersOf8B)}`,
      "no layers on the GPU instead of 16",
    ]);
    expect(state.steps[0]?.reason.details).toMatchObject({ device: "CUDA0", bufferBytes: 2e9 });
  });

  it("to a smaller variant that is installed, with the context that was asked for", async () => {
    given({ room: { contextTokens: 0 }, death: "says" });
    given({}, "Q2_K");
    const state = await load({ contextTokens: 2048 }, { stepDown: true });
    expect(state).toMatchObject({ variantId: "Q2_K", plan: { contextTokens: 2048 } });
    expect(sayChanges(state.steps.at(-1)?.changes ?? [])).toMatch(/^Q2_K instead of Q4_K_M/);
  });

  it("past plans that failed here before", async () => {
    failedBefore = ({ kvType }) =>
      kvType === "q8_0"
        ? {
            key: "failed-before",
            figures: {
              failure: { code: "load-failed", key: "kept", details: { message: "It failed here before." } },
              like: null,
            },
          }
        : null;
    given({ room: { kvBits: 8 }, death: "says" });
    const state = await load({ contextTokens: 4096 }, { stepDown: true });
    expect(state.plan?.kvType).toBe("q4_0");
    expect(outcomes).toHaveLength(2);
  });

  it("and tells the last reason at its foot", async () => {
    given({ room: { contextTokens: 0 }, death: "says" });
    given({ room: { contextTokens: 0 }, death: "says" }, "Q2_K");
    const error = await failure(load({ contextTokens: 2048 }, { stepDown: true }));
    expect(error.code).toBe("out-of-memory");
    expect(error.details).not.toHaveProperty("nextToTry");
    expect(sessions.state()).toMatchObject({ status: "failed", error: { code: "out-of-memory" } });
    expect(sessions.state().steps.length).toBeGreaterThan(1);
  });

  it("until it is cancelled, between two steps too", async () => {
    given({ room: { contextTokens: 0 }, death: "says" });
    given({ room: { contextTokens: 0 }, death: "says" }, "Q2_K");
    const loading = failure(load({ contextTokens: 16_384 }, { stepDown: true }));
    await new Promise<void>((resolve) => {
      loader.onLoadOutcome(() => {
        void loader.cancel();
        resolve();
      });
    });
    expect((await loading).code).toBe("cancelled");
    expect(outcomes).toHaveLength(1);
    expect(sessions.state().status).toBe("idle");
  });
});

describe("a load that is on its way", () => {
  it.each(["cancel", "unload"] as const)("ends with %s, while the engine is asked what it can use", async (end) => {
    const asked = new Promise<void>((resolve) => {
      settle = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const loading = failure(load());
    await asked;
    await loader[end]();
    expect((await loading).code).toBe("cancelled");
    expect(sessions.state().status).toBe("idle");
  });

  it("is not waited for by whoever cancelled it before the engine was asked what it can use", async () => {
    settle = () => new Promise(() => undefined);
    onRefresh = () => void loader.cancel();
    expect((await failure(load())).code).toBe("cancelled");
  });

  it("ends with an unload between two steps, and leaves nothing loaded", async () => {
    given({ room: { contextTokens: 4096 }, death: "says" });
    const loading = failure(load({ contextTokens: 16_384 }, { stepDown: true }));
    await new Promise<void>((resolve) => {
      loader.onLoadOutcome(() => void loader.unload().then(resolve));
    });
    expect((await loading).code).toBe("cancelled");
    expect(outcomes).toHaveLength(1);
    expect(sessions.state().status).toBe("idle");
  });

  it("goes on when the variant before it is deleted, and ends with its own", async () => {
    given({});
    given({}, "Q2_K");
    await load();
    let deleted: Promise<void> = Promise.resolve();
    onRefresh = () => {
      onRefresh = () => undefined;
      deleted = loader.release("Q4_K_M");
    };
    expect(await loader.load({ variantId: "Q2_K", plan: {}, force: false })).toMatchObject({ status: "ready" });
    await deleted;
    onRefresh = () => {
      onRefresh = () => undefined;
      deleted = loader.release("Q4_K_M");
    };
    expect((await failure(load())).code).toBe("cancelled");
    await deleted;
    expect(sessions.state()).toMatchObject({ status: "ready", variantId: "Q2_K" });
  });

  it("gives way to the same one with more allowed, and not to one with less", async () => {
    given({});
    machine = machineOf({ freeBytes: 1e9, totalBytes: 4e9 });
    const refused = failure(load());
    const insisted = load({}, { force: true });
    const joined = load();
    expect((await refused).code).toBe("out-of-memory");
    expect((await insisted).status).toBe("ready");
    expect((await joined).sessions[0]?.id).toBe((await insisted).sessions[0]?.id);
    expect(outcomes).toHaveLength(1);
  });
});

describe("a plan that does not fit now", () => {
  it("is refused without costing the model that is loaded", async () => {
    given({});
    given({}, "Q2_K");
    await load();
    const before = processIds();
    machine = machineOf({ freeBytes: 1e9, totalBytes: 4e9 });
    const error = await failure(loader.load({ variantId: "Q2_K", plan: {}, force: false }));
    expect(error).toMatchObject({ code: "out-of-memory", details: { verdict: expect.any(String) as string } });
    expect(sessions.state()).toMatchObject({ status: "ready", variantId: "Q4_K_M" });
    expect(processIds()).toEqual(before);
  });

  it("gives way to a smaller one with consent", async () => {
    given({});
    // The weights and a small cache have room, a cache of 4.3 GB has not.
    machine = machineOf({ freeBytes: 7e9, totalBytes: 16e9 });
    const state = await load({ contextTokens: 32_768 }, { stepDown: true });
    expect(state.status).toBe("ready");
    expect(state.steps[0]).toMatchObject({ reason: { code: "out-of-memory", details: { deviceKind: "cpu" } } });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["loaded"]);
  });
});

describe("what was stepped down to", () => {
  it("answers for what was asked, without another load", async () => {
    settings = { ...settings, stepDown: true };
    given({ room: { contextTokens: 4096 }, death: "says" });
    await ready({ contextTokens: 8192 });
    const tries = outcomes.length;
    await ready({ contextTokens: 8192 });
    expect((await load({ contextTokens: 8192 })).plan?.contextTokens).toBe(4096);
    expect(outcomes).toHaveLength(tries);
    await ready({ contextTokens: 2048 });
    expect(sessions.state().plan?.contextTokens).toBe(2048);
  });

  it("answers in a conversation that names only its context", async () => {
    settings = { ...settings, stepDown: true };
    given({ room: { contextTokens: 4096 }, death: "says" });
    await load({ contextTokens: 8192, kvType: "q8_0" });
    const tries = outcomes.length;
    await ready({ contextTokens: 8192 });
    expect(outcomes).toHaveLength(tries);
  });
});

describe.skipIf(process.platform === "win32")("a GPU that is lost in mid-answer", () => {
  const wish = { variantId: "Q4_K_M", plan: {}, force: false };
  const ask = async (held?: Lease): Promise<{ text: string; error: AppError }> => {
    let text = "";
    const lease = held ?? (await loader.lease(wish));
    const error = await failure(
      lease.generate(
        { messages: [{ role: "user", text: "Tell me a story." }], sampling },
        {
          signal: new AbortController().signal,
          onText: (more) => (text += more),
          onThinking: (more) => (text += more),
          onRecast: () => undefined,
        },
      ),
    );
    return { text, error };
  };
  const loaded = (): Promise<void> =>
    new Promise((resolve) => {
      loader.onLoadOutcome(({ outcome }) => outcome === "loaded" && resolve());
    });

  it.each(["dies", "loses the GPU"] as const)(
    "is followed by a load on the CPU with consent, and said in words (the engine %s)",
    async (answer) => {
      settings = { ...settings, stepDown: true };
      machine = withGpu(20 * GiB);
      given({ answer });
      expect((await load()).plan?.gpuLayers).toBe(layersOf8B);
      const reloaded = loaded();
      const { text, error } = await ask();
      expect(text).toBe("Once upon a time");
      expect(error.code).toBe("engine-crashed");
      expect(sayError(error)).toMatch(/Reloading automatically with no layers on the GPU instead of 33\.$/);
      await reloaded;
      expect(sessions.state()).toMatchObject({ status: "ready", plan: { gpuLayers: 0, backend: null } });
      const { steps } = sessions.state();
      expect(steps).toMatchObject([{ reason: { code: "engine-crashed" } }]);
      expect(steps.map(({ changes }) => sayChanges(changes))).toEqual(["no layers on the GPU instead of 33"]);
      expect(outcomes.map(({ outcome, plan }) => [outcome, plan.gpuLayers])).toEqual([
        ["loaded", layersOf8B],
        ["failed", layersOf8B],
        ["loaded", 0],
      ]);
    },
  );

  it("is offered the CPU without consent", async () => {
    machine = withGpu(20 * GiB);
    given({ answer: "dies" });
    await load();
    const { error } = await ask();
    expect(offered(error).changes).toBe("no layers on the GPU instead of 33");
    expect(sessions.state().status).toBe("failed");
  });

  it("is told as failed by whoever goes on no further", async () => {
    settings = { ...settings, stepDown: true };
    machine = withGpu(20 * GiB);
    given({ answer: "dies" });
    await load();
    const asked = { messages: [{ role: "user" as const, text: "Tell me a story." }], sampling };
    await failure((await loader.lease({ ...wish, afterLoss: "tell" })).generate(asked));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["loaded", "failed"]);
    expect(sessions.state().status).toBe("failed");
  });

  it.each(["at once", "while its successor is looked for"])("gives way to another one, asked for %s", async (when) => {
    settings = { ...settings, stepDown: true };
    machine = withGpu(20 * GiB);
    given({ answer: "dies" });
    given({}, "Q2_K");
    await load();
    let other: Promise<unknown> = Promise.resolve();
    const askForOther = (): void => {
      onRefresh = () => undefined;
      other = loader.load({ variantId: "Q2_K", plan: {}, force: false });
    };
    if (when === "at once") sessions.onChange(({ status }) => status === "failed" && askForOther());
    else onRefresh = askForOther;
    const { error } = await ask();
    expect(sayError(error)).not.toMatch(/Reloading automatically/);
    expect(await other).toMatchObject({ status: "ready", variantId: "Q2_K" });
  });

  it("is not what the failure of a later load means", async () => {
    machine = withGpu(20 * GiB);
    given({});
    const lease = await loader.lease(wish);
    given({ room: { contextTokens: 0 }, death: "says" }, "Q2_K");
    const later = await failure(loader.load({ variantId: "Q2_K", plan: {}, force: false }));
    expect(later.code).toBe("out-of-memory");
    expect((await ask(lease)).error.code).toBe("no-model-loaded");
    expect(outcomes.map(({ outcome, variant }) => [outcome, variant.id])).toEqual([
      ["loaded", "Q4_K_M"],
      ["failed", "Q2_K"],
    ]);
  });

  it("is not what other errors mean", async () => {
    settings = { ...settings, stepDown: true };
    given({});
    await load();
    const { error } = await ask();
    expect(error).toMatchObject({ code: "context-full", key: "full" });
    expect(sessions.state().status).toBe("ready");
  });
});

describe("with somebody there to agree, a load that failed", () => {
  const failing = { room: { contextTokens: 4096, kvBits: 8 }, death: "says" };
  beforeEach(() => void requests.addDoor(() => true));
  const open = () => requests.list().items;
  const answer = (isAgreed: boolean): Promise<void> =>
    requests.answer({ id: open()[0]?.id ?? "", kind: "step-down", answer: isAgreed });

  it("is over, and asks whether it shall go on with the plan that its error names", async () => {
    given(failing);
    const error = await failure(load({ contextTokens: 4096 }));
    expect(open()).toMatchObject([
      {
        kind: "step-down",
        about: {
          variantId: "Q4_K_M",
          plan: { contextTokens: 4096 },
          reason: error.toDto(),
          next: (error.details as EngineFailureDetails).nextToTry,
        },
      },
    ]);
  });

  it("goes on with a yes, and says what it gave way from", async () => {
    given(failing);
    await failure(load({ contextTokens: 4096 }));
    await answer(true);
    const state = sessions.state();
    expect(state).toMatchObject({ status: "ready", plan: { contextTokens: 4096, kvType: "q8_0" } });
    expect(state.steps.map(({ changes }) => sayChanges(changes))).toEqual(["the context kept in 8 bits instead of 16"]);
    expect(state.steps[0]?.reason.details).not.toHaveProperty("nextToTry");
    // It is what was asked for, as far as that goes.
    const tries = outcomes.length;
    await ready({ contextTokens: 4096 });
    expect(outcomes).toHaveLength(tries);
    expect(open()).toEqual([]);
  });

  it("asks once more where the smaller plan fails too, of whoever answered", async () => {
    given({ ...failing, room: { contextTokens: 4096, kvBits: 4 } });
    await failure(load({ contextTokens: 4096 }));
    expect((await failure(answer(true))).code).toBe("out-of-memory");
    expect(open()).toHaveLength(1);
    await answer(true);
    expect(sessions.state()).toMatchObject({ status: "ready", plan: { kvType: "q4_0" } });
    expect(sessions.state().steps).toHaveLength(2);
  });

  it("keeps that the person insisted", async () => {
    given(failing);
    await failure(load({ contextTokens: 4096 }, { force: true }));
    machine = machineOf({ freeBytes: 1e9, totalBytes: 4e9 });
    await answer(true);
    expect(sessions.state()).toMatchObject({ status: "ready", plan: { kvType: "q8_0" } });
  });

  it("loads nothing with a no", async () => {
    given(failing);
    await failure(load({ contextTokens: 4096 }));
    await answer(false);
    expect(outcomes).toHaveLength(1);
    expect(open()).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["another load", () => loader.load({ variantId: "Q2_K", plan: {}, force: false })],
    ["an unload", () => loader.unload()],
    ["the deletion of its variant", () => loader.release("Q4_K_M")],
  ])("asks no longer after %s", async (_what, act) => {
    given(failing);
    given({}, "Q2_K");
    await failure(load({ contextTokens: 4096 }));
    expect(open()).toHaveLength(1);
    await act();
    expect(open()).toEqual([]);
  });

  it("asks no longer after the deletion of what was never tried", async () => {
    machine = machineOf({ freeBytes: 7e9, totalBytes: 16e9 });
    await failure(load({ contextTokens: 32_768 }));
    expect(sessions.list()).toEqual([]);
    await loader.release("Q2_K");
    expect(open()).toHaveLength(1);
    await loader.release("Q4_K_M");
    expect(open()).toEqual([]);
  });

  it("asks nothing where it was cancelled or something else is wanted by now", async () => {
    given(failing);
    const loading = failure(load({ contextTokens: 4096 }));
    onRefresh = () => {
      if (outcomes.length > 0) void loader.unload();
    };
    await loading;
    expect(open()).toEqual([]);
  });

  it("asks nothing where there is consent", async () => {
    given(failing);
    await load({ contextTokens: 4096 }, { stepDown: true });
    expect(open()).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("is offered the CPU after its GPU was lost in mid-answer", async () => {
    machine = withGpu(20 * GiB);
    given({ answer: "dies" });
    const lease = await loader.lease({ variantId: "Q4_K_M", plan: {}, force: false });
    await failure(lease.generate({ messages: [{ role: "user", text: "Tell me a story." }], sampling }));
    lease.release();
    expect(open()).toMatchObject([{ about: { variantId: "Q4_K_M", reason: { code: "engine-crashed" } } }]);
    given({});
    await answer(true);
    expect(sessions.state()).toMatchObject({ status: "ready", plan: { gpuLayers: 0 } });
    expect(sessions.state().steps).toHaveLength(1);
  });
});
