import type {
  HardwareProfile,
  InstalledVariant,
  Making,
  MeasuredHere,
  Parting,
} from "../../../src-shared/contract/index.ts";
import { sampleLadder } from "./sample-ladder.ts";
import { sampleModels } from "./sample-models.ts";

interface Measured {
  id: string;
  variant: InstalledVariant;
  reference: InstalledVariant;
  measuredAt: number;
}

/** As a variant of four bits comes out. */
export function sampleMeasurement({ id, variant, reference, measuredAt }: Measured): MeasuredHere {
  const told = ({ name, label, sizeBytes }: InstalledVariant) => ({ name, label, sizeBytes });
  return {
    id,
    measuredAt,
    variantId: variant.id,
    referenceId: reference.id,
    reference: told(reference),
    variant: told(variant),
    text: { name: "english", sha256: "5e".repeat(32), tokens: 4096 },
    positions: 2040,
    klDivergence: { mean: 0.0581, standardError: 0.0013, median: 0.0374, p99: 0.31, max: 1.82 },
    sameTopWord: { share: 0.869, standardError: 0.0075 },
    perplexity: { reference: 18.31, variant: 19.05, lnRatio: { mean: 0.0396, standardError: 0.0062 } },
    seconds: 34,
    hasParting: true,
  };
}

export const sampleParting: Parting = {
  places: [
    {
      token: 1377,
      klDivergence: 1.82,
      before: "He had been eight years upon a project for extracting sunbeams out of",
      after: " cucumbers, which were to be put in phials",
      reference: [
        { text: " the", probability: 0.62 },
        { text: " cu", probability: 0.18 },
        { text: " a", probability: 0.06 },
      ],
      variant: [
        { text: " water", probability: 0.41 },
        { text: " the", probability: 0.22 },
        { text: " ice", probability: 0.05 },
      ],
    },
    {
      token: 402,
      klDivergence: 0.94,
      before: "The first man I saw was of a meagre aspect, with sooty hands and",
      after: " face, his hair and beard long",
      reference: [
        { text: " face", probability: 0.44 },
        { text: " a", probability: 0.2 },
      ],
      variant: [
        { text: " feet", probability: 0.38 },
        { text: " face", probability: 0.3 },
      ],
    },
  ],
  alongText: [0.051, 0.062, 0.049, 0.071, 0.066, 0.048, 0.052, 0.066],
  byContext: [
    { fromTokens: 256, toTokens: 341, mean: 0.061 },
    { fromTokens: 341, toTokens: 426, mean: 0.058 },
    { fromTokens: 426, toTokens: 511, mean: 0.055 },
  ],
};

/** What can be made of a variant: the rows of a ladder, in proportion. */
export function sampleMaking(source: InstalledVariant, machine: HardwareProfile): Making {
  const [like] = sampleModels;
  if (like === undefined) throw new Error("the sample has no models");
  const request = { repository: like.repository, plan: {}, machine: null };
  const report = sampleLadder(like, request, machine).report;
  const variants = report?.variants ?? [];
  const scale = source.sizeBytes / Math.max(...variants.map(({ sizeBytes }) => sizeBytes));
  const smaller = variants
    .map((fit) => ({ ...fit, sizeBytes: Math.round(fit.sizeBytes * scale) }))
    .filter(({ sizeBytes }) => sizeBytes < source.sizeBytes);
  return {
    fileStem: source.name,
    isQuantised: source.label !== "F16",
    labels: smaller.map((fit) => ({
      label: fit.label,
      sizeBytes: fit.sizeBytes,
      needsMatrix: /^(IQ[12]|Q2_K)/.test(fit.label),
      fit,
    })),
    suggested: report?.recommended ?? null,
    matrix: null,
    freeBytes: 79e9,
  };
}
