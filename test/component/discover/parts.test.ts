import { describe, expect, it } from "vitest";
import type { Ladder } from "../../../src-shared/contract/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { sampleDesktop, sampleLadder, sampleLaptop, sampleModels } from "../../../src-renderer/bridge/fake/index.ts";
import { limitLines } from "../../../src-renderer/features/discover/arithmetic-words.ts";
import { barWords } from "../../../src-renderer/features/discover/bar-words.ts";
import { contextSteps, nearestStep } from "../../../src-renderer/features/discover/context-steps.ts";
import { ladderRows } from "../../../src-renderer/features/discover/ladder-rows.ts";
import { listFit } from "../../../src-renderer/features/discover/list-fit.ts";
import { barsOf, lanesOf, needOf } from "../../../src-renderer/features/discover/memory-lanes.ts";
import { planWords } from "../../../src-renderer/features/discover/plan-words.ts";
import { repositoryIn } from "../../../src-renderer/features/discover/repository-in.ts";
import { firstSentence } from "../../../src-renderer/words/first-sentence.ts";
import { LanguageState } from "../../../src-renderer/state/language.svelte.ts";
import { GiB } from "../../../src-shared/figures/index.ts";

const english = new LanguageState({ language: "en" });
const model = sampleModels.find((one) => one.repository.includes("3.3-70B"));
if (!model) throw new Error("the sample has no large model");
const request = { repository: model.repository, plan: {}, machine: null };

describe("contextSteps", () => {
  it.each([512, 2048, 4096, 32_768, 40_960, 131_072, 1_048_576])("ends at the trained length %d", (trained) => {
    const steps = contextSteps(trained);
    expect(steps.at(-1)).toBe(trained);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps[0]).toBe(512);
  });

  it("has a longest where the model does not say one", () => {
    expect(contextSteps(null).at(-1)).toBe(131_072);
  });

  it("finds the stop that is nearest by factor", () => {
    const steps = [512, 1024, 2048];
    expect([256, 700, 730, 5000].map((tokens) => nearestStep(steps, tokens))).toEqual([0, 0, 1, 2]);
  });
});

describe("memory lanes", () => {
  it("puts the graphics card before the computer's memory, and adds up to the need", () => {
    const report = sampleLadder(model, request, sampleDesktop).report;
    if (!report) throw new Error("no report");
    const lanes = lanesOf(report);
    expect(lanes.map((lane) => lane.short)).toEqual(["GPU", "RAM"]);
    const fit = report.variants.at(-1);
    const need = fit?.memory?.devices.reduce((sum, device) => sum + device.needBytes, 0);
    const bars = fit ? barsOf(fit, lanes) : [];
    const drawn = bars.reduce(
      (sum, bar) => sum + bar.weightsBytes + bar.kvBytes + bar.buffersBytes + bar.overheadBytes,
      0,
    );
    expect(drawn).toBe(need);
  });

  it("takes memory that the graphics share for the one memory that it is", () => {
    const report = sampleLadder(model, request, sampleDesktop).report;
    if (!report) throw new Error("no report");
    const systemBytes = 40e9;
    const shared = {
      ...report,
      variants: report.variants.map((fit) => {
        const gpuNeed = fit.memory?.devices.find((device) => device.kind === "gpu")?.needBytes ?? 0;
        const devices = (fit.memory?.devices ?? []).map((device) =>
          device.kind === "gpu"
            ? { ...device, shared: true }
            : { ...device, budgetBytes: Math.max(0, systemBytes - gpuNeed) },
        );
        return { ...fit, memory: fit.memory && { ...fit.memory, devices } };
      }),
    };
    const lanes = lanesOf(shared);
    expect(lanes).toMatchObject([{ short: "RAM", budgetBytes: systemBytes }]);
    for (const fit of shared.variants.filter((one) => one.memory)) {
      const [bar] = barsOf(fit, lanes);
      expect(bar?.needBytes).toBe(needOf(fit));
      expect(listFit(fit, shared)?.deciding).toMatchObject({
        kind: "cpu",
        needBytes: needOf(fit),
        budgetBytes: systemBytes,
      });
    }
  });

  it("draws cards of one name as the one memory that they are together", () => {
    const report = sampleLadder(model, request, sampleDesktop).report;
    const fit = report?.variants.at(-1);
    const card = fit?.memory?.devices.find((device) => device.kind === "gpu");
    if (!report || !fit?.memory || !card) throw new Error("no card");
    const half = { ...card, needBytes: 20e9, weightsBytes: 19e9, kvBytes: 1e9, budgetBytes: 23e9, totalBytes: 24e9 };
    const others = fit.memory.devices.filter((device) => device.kind !== "gpu");
    const both = { ...fit, memory: { ...fit.memory, devices: [...others, half, { ...half }] } };
    const lanes = lanesOf({ ...report, variants: [both] });
    expect(lanes).toMatchObject([{ short: "GPUs", count: 2, budgetBytes: 46e9, totalBytes: 48e9 }, { short: "RAM" }]);
    const [bar] = barsOf(both, lanes);
    if (!bar) throw new Error("no bar");
    expect(bar).toMatchObject({ needBytes: 40e9, fits: true });
    expect(barWords(english.words, bar, true)).toMatch(/^2 × .+: needs 37\.3 of 42\.8 GB available: weights 35\.4 GB/);
    const uneven = [
      { ...half, needBytes: 24e9 },
      { ...half, needBytes: 16e9 },
    ];
    const over = { ...both, memory: { ...both.memory, devices: [...others, ...uneven] } };
    expect(barsOf(over, lanes)[0]).toMatchObject({ needBytes: 40e9, fits: false });
  });

  it("draws to the scale of the variants and not of the machine, with room for the figure of the largest", () => {
    for (const machine of [sampleLaptop, sampleDesktop]) {
      const report = sampleLadder(model, request, machine).report;
      if (!report) throw new Error("no report");
      const lanes = lanesOf(report);
      lanes.forEach((lane, at) => {
        const needs = report.variants.flatMap((fit) => (fit.memory ? [barsOf(fit, lanes)[at]?.needBytes ?? 0] : []));
        expect(lane.scaleBytes).toBeCloseTo(Math.max(...needs) * 1.25);
      });
    }
  });
});

describe("limitLines", () => {
  it("show a sum that comes out as written, for each card its own", () => {
    const fit = sampleLadder(model, request, sampleDesktop).report?.variants.at(-1);
    const card = fit?.memory?.devices.find((device) => device.kind === "gpu");
    if (!fit?.memory || !card) throw new Error("no card");
    const devices = [card, { ...card }];
    const limit = {
      device: card.name,
      freeBytes: 85.03 * GiB,
      reserveBytes: 1.07 * GiB,
      sharedBytes: 0,
      budgetBytes: 83.96 * GiB,
    };
    const other = { ...limit, freeBytes: 81 * GiB, reserveBytes: GiB, budgetBytes: 80 * GiB };
    const arithmetic = { weights: [], cache: [], speed: [], tokenSeconds: [0, 0] as [number, number] };
    const lines = limitLines(
      english.words.discover.arithmetic,
      { ...fit, memory: { ...fit.memory, devices } },
      { ...arithmetic, limits: [limit, other] },
    );
    expect(lines.map(({ how }) => how)).toEqual([
      "85.03 GB free now − 1.07 GB kept for other programs = 83.96 GB available",
      "81.0 GB free now − 1.0 GB kept for other programs = 80.0 GB available",
    ]);
  });
});

describe("ladderRows", () => {
  const ladder = sampleLadder(model, request, sampleLaptop);

  it("shows every variant of the repository, largest first, fitted or not", () => {
    const rows = ladderRows(english, ladder);
    expect(rows.map((row) => row.name)).toEqual(ladder.detail.variants.map((variant) => variant.label));
    expect(rows.every((row) => row.variant !== null)).toBe(true);
  });

  it("tells apart variants that share a label, of which one is recommended", () => {
    const [first] = ladder.detail.variants;
    const [fit] = ladder.report?.variants ?? [];
    if (!first || !fit || !ladder.report) throw new Error("no variant");
    const twin = {
      ...first,
      key: "F16@old",
      files: [{ path: "old/F16.gguf", sizeBytes: 1, sha256: null }],
      sizeBytes: 1,
    };
    const twinFit = { ...fit, key: "F16@old", files: ["old/F16.gguf"], sizeBytes: 1 };
    const both: Ladder = {
      ...ladder,
      detail: { ...ladder.detail, variants: [twin, first] },
      report: { ...ladder.report, variants: [fit, twinFit] },
    };
    const rows = ladderRows(english, { ...both, report: both.report && { ...both.report, recommended: "F16@old" } });
    expect(rows.map(({ place }) => place)).toEqual([null, "recommended"]);
    expect(rows.map((row) => [row.id, row.fit?.files[0]])).toEqual([
      ["F16", fit.files[0]],
      ["F16@old", "old/F16.gguf"],
    ]);
    expect(rows.map((row) => row.path)).toEqual([fit.files[0], "old/F16.gguf"]);
    expect(ladderRows(english, ladder).every((row) => row.path === null)).toBe(true);
  });

  it("has names and sizes where the header could not be read", () => {
    const rows = ladderRows(english, {
      ...ladder,
      report: null,
      problem: keptError("malformed-gguf", "Torn."),
    });
    expect(rows).toHaveLength(ladder.detail.variants.length);
    expect(rows.every((row) => row.fit === null && row.sizeBytes > 0)).toBe(true);
  });

  it("says that shards are missing", () => {
    const [first, ...others] = ladder.detail.variants;
    if (!first) throw new Error("no variant");
    const broken: Ladder = {
      ...ladder,
      detail: { ...ladder.detail, variants: [{ ...first, complete: false }, ...others] },
    };
    expect(ladderRows(english, broken)[0]?.note).toContain("missing");
  });
});

describe("firstSentence", () => {
  it("ends at a full stop before a capital or a figure, and not inside one", () => {
    expect(firstSentence("Q2_K needs 20.8 GB, and 3.8 GB is available. 2K instead of 128K frees 17.0 GB.")).toBe(
      "Q2_K needs 20.8 GB, and 3.8 GB is available.",
    );
    expect(firstSentence("See llama.cpp at github.com for more. Then come back.")).toBe(
      "See llama.cpp at github.com for more.",
    );
  });
});

describe("planWords", () => {
  const now = { contextTokens: 8192, kvType: "f16" };
  it.each([
    [{ contextTokens: 4096 }, "Set the context to 4,096 tokens"],
    [{ contextTokens: 4096, kvType: "q8_0" }, "Set the context to 4,096 tokens, kept in 8 bits"],
    [{ contextTokens: 8192, kvType: "q8_0" }, "Keep the context in 8 bits"],
    [{ gpuLayers: 12 }, "Put 12 layers on the GPU"],
  ] as const)("says what %j changes", (request, words) => {
    expect(planWords(english.words, request, now)).toBe(words);
  });
});

describe("repositoryIn", () => {
  it.each([
    ["bartowski/Qwen3-4B-GGUF", "bartowski/Qwen3-4B-GGUF"],
    [" https://huggingface.co/bartowski/Qwen3-4B-GGUF/tree/main?x=1 ", "bartowski/Qwen3-4B-GGUF"],
    ["llama 3.1", null],
    ["llama", null],
    ["../etc/passwd", null],
    ["a/../b", null],
  ])("reads %j as %j", (text, repository) => {
    expect(repositoryIn(text)).toBe(repository);
  });
});
