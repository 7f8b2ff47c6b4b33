import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type InstalledVariant,
  type LedgerView,
  type MachineInput,
  type VariantFit,
  defaultSampling,
} from "../../../src-shared/contract/index.ts";
import { say, sayError } from "../../../src-shared/words/index.ts";
import { openAppDatabase } from "../../fixtures/open-app-database.ts";
import { type Services } from "../../../src-main/composition/index.ts";
import { beyondMemoryBytes, whyNotRefused } from "../../fixtures/beyond-memory.ts";
import { openServices } from "../../fixtures/open-services.ts";
import { syntheticModel, writeGguf } from "../../fixtures/index.ts";
import { findTestModel } from "../../hub/real-model.ts";

/** A real model beside whatever else the computer does: nothing here is about time. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const request = { contextTokens: 1024 };
const sampling = { ...defaultSampling, temperature: 0, topP: 1, topK: 1, seed: 1, maxTokens: 16 };

let folder: string;
let services: Services;
let installed: InstalledVariant;

const start = (): Promise<Services> => openServices(folder);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-ledger-services-"));
  services = await start();
  // The real model where it exists, else one that is made here: the way is the same.
  let model = findTestModel();
  if (model === null) {
    model = join(folder, "made-Q4_0.gguf");
    writeGguf(model, syntheticModel("smollm2-135m", { label: "Q4_0", shape: { vocabulary: 2048 } }));
  }
  installed = await services.library.importFile(model);
});
afterAll(async () => {
  await services.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function fit(): Promise<VariantFit> {
  const fits = await services.planning.libraryFits({ ids: services.library.list().map(({ id }) => id), plan: request });
  const found = fits[installed.id];
  if (found === undefined) throw new Error("the model could not be judged");
  return found;
}

/** The next that the ledger says and the test waits for. */
function told(until: (view: LedgerView) => boolean): Promise<LedgerView> {
  return new Promise((resolve) => {
    const off = services.ledger.onChange((view) => {
      if (!until(view)) return;
      void off();
      resolve(view);
    });
  });
}

const question = {
  messages: [{ role: "user" as const, text: `Count the stars in this list: ${"star ".repeat(24)}` }],
  sampling,
};

describe("a load and its answer", () => {
  it("make the next prediction one by measurement, which holds what was measured", async () => {
    const before = await fit();
    expect(before.speed?.basis).not.toBe("ledger");
    const loaded = told(({ entries }) => entries.length > 0);
    await services.loader.load({ variantId: installed.id, plan: request, force: false });
    const [entry] = (await loaded).entries;
    expect(entry).toMatchObject({
      outcome: "loaded",
      name: installed.name,
      label: installed.label,
      failure: null,
      firstTokenMs: null,
      speeds: [],
      predicted: { anonymousBytes: before.memory?.anonymousBytes, gpuBytes: 0 },
      predictedTokensPerSecond: before.speed?.tokensPerSecond,
      engineVersion: expect.stringMatching(/^node-llama-cpp \d+\.\d+\.\d+, llama\.cpp \S+$/) as string,
    });
    expect(entry?.plan.contextTokens).toBe(1024);

    const answered = told(({ entries }) => (entries[0]?.speeds.length ?? 0) > 0);
    const lease = await services.loader.lease({ variantId: installed.id, plan: request, force: false });
    const answer = await lease.generate(question);
    lease.release();
    const view = await answered;
    const [speed] = view.entries[0]?.speeds ?? [];
    expect(view.entries[0]?.firstTokenMs).toBe(answer.firstTokenMs);
    expect(speed?.contextTokens).toBe(answer.contextUsedTokens);
    expect(speed?.tokensPerSecond).toBeCloseTo(answer.tokensPerSecond ?? 0, 6);

    const after = await fit();
    const [low, high] = after.speed?.tokensPerSecond ?? [0, 0];
    expect(after.speed?.basis).toBe("ledger");
    // Beside many others it may be next to nothing; ranges end at 0.1.
    expect(low).toBeLessThanOrEqual(Math.max(0.1, answer.tokensPerSecond ?? 0));
    expect(high).toBeGreaterThanOrEqual(answer.tokensPerSecond ?? 0);
  });

  it("tell how right the memory was, and never bring the next figure below it", async () => {
    const [entry] = (await services.ledger.view(10)).entries;
    const measured = services.sessions.state().measured;
    // The first answer's measure has taken the place of the load's.
    expect(entry?.measured).toMatchObject({ anonymousBytes: measured?.anonymousBytes ?? null });
    const { report } = await reportOf();
    if (measured?.anonymousBytes == null) return;
    expect(report.accuracy).toEqual({
      memory: { loads: 1, withinShare: expect.any(Number) as number },
      speed: { loads: 1, within: expect.any(Number) as number, furthestShare: expect.any(Number) as number },
    });
    expect((await fit()).memory?.anonymousBytes).toBeGreaterThanOrEqual(measured.anonymousBytes);
  });

  it("say nothing about another computer", async () => {
    const { report } = await reportOf({ memory: { totalBytes: 16 * 2 ** 30 } });
    expect(report.accuracy).toBeNull();
    expect(report.variants[0]?.speed?.basis).toBe("table");
  });
});

/** Some computers refuse no load. */
let hasFailed = false;

describe("a load that failed", () => {
  it("is kept with its reason, and its plan is not recommended again", async ({ skip }) => {
    skip(whyNotRefused() !== null, whyNotRefused() ?? "");
    const bytesPerToken = 22.5 * 1024;
    const mostTokens = 16_777_216;
    skip(beyondMemoryBytes() / 3 > bytesPerToken * mostTokens, "no context is too long for so much memory");
    await services.sessions.unload();
    const tooLong = { contextTokens: Math.min(mostTokens, Math.ceil(beyondMemoryBytes() / bytesPerToken)) };
    const failed = told(({ entries }) => entries[0]?.outcome === "failed");
    const load = services.loader.load({ variantId: installed.id, plan: tooLong, force: true });
    await expect(load).rejects.toMatchObject({ code: expect.stringMatching(/out-of-memory|load-failed/) as string });
    hasFailed = true;
    const [entry] = (await failed).entries;
    expect(entry?.failure && sayError(entry.failure)).not.toBe("");
    expect(entry).toMatchObject({ measured: null, loadMs: null, plan: tooLong });
    const again = (await services.planning.libraryFits({ ids: [installed.id], plan: tooLong }))[installed.id];
    expect(again?.failedBefore && say(again.failedBefore)).toContain(entry?.failure ? sayError(entry.failure) : "?");
    expect((await fit()).failedBefore).toBeNull();
  });
});

it("another engine begins anew, and what was before is still shown", async () => {
  await services.dispose();
  const db = openAppDatabase(join(folder, "data", "bitloft.db"));
  db.run("UPDATE ledger_loads SET engine_version = 'node-llama-cpp 0.0.1, llama.cpp b1'");
  db.close();
  services = await start();
  expect((await fit()).speed?.basis).not.toBe("ledger");
  const view = await services.ledger.view(10);
  expect(view.accuracy).toBeNull();
  expect(view.entries.map(({ outcome }) => outcome)).toEqual(hasFailed ? ["failed", "loaded"] : ["loaded"]);
});

async function reportOf(machine: MachineInput | null = null) {
  const subject = await services.planning.open({ kind: "file", path: installed.path });
  return { report: await subject.fit({ plan: request, machine }) };
}
