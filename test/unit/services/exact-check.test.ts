import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Ladder } from "../../../src-main/contract/index.ts";
import { type Logger, MiB, silentLogger } from "../../../src-main/core/index.ts";
import type { EngineEstimate, Estimator } from "../../../src-main/engine/index.ts";
import { checkLadder } from "../../../src-main/services/exact-check.ts";
import { type Services } from "../../../src-main/services/index.ts";
import { openServices } from "../../fixtures/open-services.ts";
import { type RunningHub, startHub } from "../../hub/index.ts";

const repository = "bitloft-test/Llama-3.1-8B-Instruct-GGUF";

let folder: string;
let hub: RunningHub;
let services: Services;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-check-"));
  hub = await startHub();
  services = await openServices(folder, hub.url);
});
afterAll(async () => {
  await services.dispose();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the engine's word on a ladder", () => {
  it("agrees on the variant whose header was read, and asks the Hub for nothing more", async () => {
    const plan = { contextTokens: 8192, kvType: "q8_0" as const };
    await services.advisor.ladder({ repository, plan, machine: null });
    const before = hub.log().requests.length;
    const checks = await services.advisor.check({ repository, plan, machine: null });
    expect(hub.log().requests).toHaveLength(before);
    const checked = Object.entries(checks).filter(([, { basis }]) => basis === "engine");
    expect(checked.map(([key]) => key)).toEqual(["Q4_K_M"]);
    expect(checked[0]?.[1]).toMatchObject({ agrees: true, gpuBytes: 0 });
    expect(checked[0]?.[1].cpuBytes).toBeGreaterThan(4685 * MiB);
    expect(checks.Q8_0).toEqual({
      basis: "unavailable",
      cpuBytes: null,
      gpuBytes: null,
      differenceShare: null,
      agrees: null,
    });
  });

  it("is silent about other computers", async () => {
    const machine = { memory: { totalBytes: 16 * 2 ** 30 } };
    expect(await services.advisor.check({ repository, plan: {}, machine })).toEqual({});
  });

  it("never shows what the older formula says", async () => {
    const plan = { kvType: "q8_0" as const, flashAttention: false };
    const checks = await services.advisor.check({ repository, plan, machine: null });
    expect(checks.Q4_K_M).toMatchObject({ basis: "fallback", cpuBytes: null, differenceShare: null, agrees: null });
  });
});

describe("a load in the middle of a check", () => {
  it("has no process for the rest of the ladder started beside it", async () => {
    const { detail, report, ...ladder } = await services.advisor.ladder({ repository, plan: {}, machine: null });
    const variants = report?.variants.map((fit) => ({ ...fit, exactWeights: true })) ?? [];
    const estimate = vi.fn<Estimator["estimate"]>(() =>
      Promise.resolve({ basis: "unavailable", reason: "A load.", letGo: true }),
    );
    const checks = await checkLadder(
      { ...ladder, detail, report: report && { ...report, variants } },
      {
        catalog: { ...services.catalog, headerFile: () => Promise.resolve("header.gguf") },
        library: services.library,
        estimator: { estimate },
        logger: silentLogger,
      },
    );
    expect(Object.keys(checks).length).toBeGreaterThan(2);
    expect(estimate).toHaveBeenCalledOnce();
  });
});

describe("a disagreement", () => {
  const checkWith = async (estimate: (ladder: Ladder) => EngineEstimate) => {
    const ladder = await services.advisor.ladder({ repository, plan: {}, machine: null });
    const warn = vi.fn<Logger["warn"]>();
    const estimator = { estimate: () => Promise.resolve(estimate(ladder)) };
    const { catalog, library } = services;
    const checks = await checkLadder(ladder, { catalog, library, estimator, logger: { ...silentLogger, warn } });
    return { check: checks.Q4_K_M, warn };
  };
  /** The engine's total is ours times `share`. */
  const sharing = (share: number) => (ladder: Ladder) => {
    const memory = ladder.report?.variants.find(({ label }) => label === "Q4_K_M")?.memory;
    const need = memory?.devices.reduce((sum, { needBytes }) => sum + needBytes, 0) ?? 0;
    return {
      basis: "engine" as const,
      figures: {
        weightsCpuBytes: need * share - (memory?.overheadBytes ?? 0),
        weightsGpuBytes: 0,
        contextCpuBytes: 0,
        contextGpuBytes: 0,
      },
    };
  };

  it("above 5 % is logged with both sides", async () => {
    const { check, warn } = await checkWith(sharing(1.08));
    expect(check).toMatchObject({ basis: "engine", agrees: false });
    expect(check?.differenceShare).toBeCloseTo(0.08, 3);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[1]).toMatchObject({
      repository,
      variant: "Q4_K_M",
      engineCpuBytes: check?.cpuBytes,
      ourCpuBytes: expect.any(Number) as number,
    });
  });

  it("below that is none", async () => {
    const { check, warn } = await checkWith(sharing(0.96));
    expect(check?.agrees).toBe(true);
    expect(warn).not.toHaveBeenCalled();
  });
});
