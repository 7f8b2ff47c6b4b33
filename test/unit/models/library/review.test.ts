import { describe, expect, it } from "vitest";
import type { InstalledVariant, LedgerEntry, MeasuredHere } from "../../../../src-shared/contract/index.ts";
import { reviewVariants } from "../../../../src-main/models/library/index.ts";
import { sampleLedger, sampleLibrary } from "../../../../src-renderer/bridge/fake/index.ts";

const day = 86_400_000;
const now = 1_800_000_000_000;
const [like] = sampleLibrary;
const [load] = sampleLedger.entries;
if (!like || !load) throw new Error("the sample has nothing in it");

const variant = (label: string, more: Partial<InstalledVariant> = {}): InstalledVariant => ({
  ...like,
  ...{ id: `v-${label}`, label, variantKey: label, addedAt: now, lastUsedAt: now },
  ...more,
});
const speed = (label: string, tokensPerSecond: number): LedgerEntry => ({
  ...load,
  ...{ name: like.name, label },
  speeds: [{ contextTokens: 10, tokensPerSecond, promptTokensPerSecond: null }],
});
const measured = (label: string, mean: number, standardError: number, text = "english"): MeasuredHere => ({
  id: label,
  measuredAt: 1,
  variantId: `v-${label}`,
  referenceId: "v-F16",
  hasParting: false,
  reference: { name: "m", label: "F16", sizeBytes: 1 },
  variant: { name: "m", label, sizeBytes: 1 },
  text: { name: text, sha256: text, tokens: 4096 },
  positions: 2040,
  klDivergence: { mean, standardError, median: mean, p99: mean, max: mean },
  sameTopWord: { share: 0.9, standardError: 0.01 },
  perplexity: { reference: 1, variant: 1, lnRatio: null },
  seconds: 1,
});

describe("which of several variants to keep", () => {
  const variants = [variant("Q5_K_S"), variant("Q5_K_M"), variant("Q2_K")];
  const entries = [speed("Q5_K_S", 22), speed("Q5_K_M", 20), speed("Q2_K", 40)];
  const choice = async (measurements: MeasuredHere[], loads = entries) =>
    (await reviewVariants({ variants, entries: loads, measured: measurements, now })).choices[0];

  it("is the quicker of two that were measured to predict alike", async () => {
    const found = await choice([
      measured("Q5_K_S", 0.012, 0.001),
      measured("Q5_K_M", 0.0105, 0.001),
      measured("Q2_K", 0.2, 0.01),
    ]);
    expect(found?.quickerOfEqual).toEqual({ keepId: "v-Q5_K_S", otherId: "v-Q5_K_M" });
    expect(found?.variants.map(({ label, tokensPerSecond }) => [label, tokensPerSecond])).toEqual([
      ["Q5_K_S", 22],
      ["Q5_K_M", 20],
      ["Q2_K", 40],
    ]);
    expect(found?.variants[0]?.divergence).toEqual({ mean: 0.012, standardError: 0.001 });
  });

  it.each([
    ["they were measured to differ", [measured("Q5_K_S", 0.02, 0.001), measured("Q5_K_M", 0.01, 0.001)], entries],
    ["one was not measured", [measured("Q5_K_S", 0.01, 0.001)], entries],
    [
      "they were measured over other texts",
      [measured("Q5_K_S", 0.01, 0.001), measured("Q5_K_M", 0.01, 0.001, "code")],
      entries,
    ],
    [
      "one is hardly quicker",
      [measured("Q5_K_S", 0.01, 0.001), measured("Q5_K_M", 0.01, 0.001)],
      [speed("Q5_K_S", 20.5), speed("Q5_K_M", 20)],
    ],
    ["a speed is not known", [measured("Q5_K_S", 0.01, 0.001), measured("Q5_K_M", 0.01, 0.001)], [speed("Q5_K_S", 22)]],
  ])("is not said where %s", async (_name, measurements, loads) => {
    expect((await choice(measurements, loads))?.quickerOfEqual).toBeNull();
  });

  it("is no question of one variant in two places, or of one model alone", async () => {
    const twice = [
      variant("Q5_K_S"),
      variant("Q5_K_S", { id: "v-2" }),
      variant("Q8_0", { repository: "o/other-GGUF" }),
    ];
    const { choices } = await reviewVariants({ variants: twice, entries, measured: [], now });
    expect(choices).toEqual([]);
  });
});

it("names what Bitloft put there and nobody used for three months, by its last use or else by when it came", async () => {
  const old = now - 91 * day;
  const variants = [
    variant("A", { lastUsedAt: old }),
    variant("B", { lastUsedAt: null, addedAt: old }),
    variant("C", { lastUsedAt: null }),
    variant("D", { lastUsedAt: old, imported: true }),
    variant("E", { lastUsedAt: old, state: "missing" }),
  ];
  const { unused } = await reviewVariants({ variants, entries: [], measured: [], now });
  expect(unused.map(({ id }) => id)).toEqual(["v-A", "v-B"]);
});
