import {
  type ModelFacts,
  type Quality,
  type QualityBasis,
  type QualityWarning,
  type Statement,
  bandOfDivergence,
} from "../../../src-shared/contract/index.ts";
import type { MeasuredLoss } from "./measured-loss.ts";
import { hasImportanceMatrix } from "./weights.ts";

interface Measured {
  /** Mean Kullback-Leibler divergence from F16, Llama-3-8B. */
  divergence: number;
  /** Share of next words on which it agrees with F16; null where the source gives none. */
  kept: number | null;
  /** With an importance matrix, where that was measured too. */
  withMatrix?: number;
  /** The label's figure is between measured ones. */
  between?: true;
}

/**
 * Llama-3-8B on Wikitext: llama.cpp, tools/perplexity/README.md ("LLaMA 3 8b Scoreboard" and "LLaMA 2 vs. LLaMA 3 Quantization
 * comparison"). Labels without a row take a figure from the neighbours on either side, and say so.
 */
const measured: Readonly<Record<string, Measured>> = {
  Q8_0: { divergence: 0.0014, kept: 0.977 },
  Q6_K: { divergence: 0.0055, kept: 0.96 },
  Q5_K_M: { divergence: 0.0108, kept: null },
  Q5_K_S: { divergence: 0.0166, kept: null },
  Q5_1: { divergence: 0.018, kept: null },
  Q5_0: { divergence: 0.0222, kept: null },
  Q4_K_M: { divergence: 0.0313, kept: 0.919, withMatrix: 0.0282 },
  Q4_K_S: { divergence: 0.0431, kept: null, withMatrix: 0.032 },
  IQ4_NL: { divergence: 0.0357, kept: null, withMatrix: 0.0357 },
  IQ4_XS: { divergence: 0.0363, kept: null, withMatrix: 0.0363 },
  MXFP4_MOE: { divergence: 0.05, kept: null, between: true },
  Q4_1: { divergence: 0.0717, kept: null },
  Q4_0: { divergence: 0.0719, kept: null },
  Q3_K_L: { divergence: 0.0872, kept: null, withMatrix: 0.0731 },
  Q3_K_M: { divergence: 0.1019, kept: null, withMatrix: 0.0844 },
  IQ3_M: { divergence: 0.1025, kept: null, withMatrix: 0.1025 },
  IQ3_S: { divergence: 0.1113, kept: null, withMatrix: 0.1113 },
  IQ3_XS: { divergence: 0.1387, kept: null, withMatrix: 0.1387 },
  IQ3_XXS: { divergence: 0.1836, kept: null, withMatrix: 0.1836 },
  Q3_K_S: { divergence: 0.2282, kept: null, withMatrix: 0.1998 },
  IQ2_M: { divergence: 0.326, kept: null, withMatrix: 0.326 },
  Q2_K: { divergence: 0.4451, kept: 0.711, withMatrix: 0.3322 },
  Q2_K_S: { divergence: 0.5, kept: null, withMatrix: 0.4034 },
  IQ2_S: { divergence: 0.4392, kept: null, withMatrix: 0.4392 },
  IQ2_XS: { divergence: 0.5463, kept: null, withMatrix: 0.5463 },
  IQ2_XXS: { divergence: 0.812, kept: null, withMatrix: 0.812 },
  TQ2_0: { divergence: 1, kept: null, between: true },
  TQ1_0: { divergence: 1.2, kept: null, between: true },
  IQ1_M: { divergence: 1.3931, kept: null, withMatrix: 1.3931 },
  IQ1_S: { divergence: 2.2, kept: null, withMatrix: 2.2 },
};

const wholeLabels = new Set(["F32", "F16", "BF16", "FP16", "FP32"]);

/** The size of the model that was measured. */
const measuredParameters = 8e9;
/** How loss grows as models shrink: steeper than seen from 70B to 7B, gentler than seen from Llama-2 to Llama-3. */
const sizeExponent = 0.35;
const sizeFactorBounds = [0.5, 2] as const;

/** Labels that are others under another name, as far as quality is concerned. */
function measuredLabel(label: string): string {
  if (measured[label]) return label;
  const base = label.replace(/_(XXL|XL|L|XS)$/, "");
  const candidates = [base, `${base}_M`, label.startsWith("Q8") ? "Q8_0" : "", label === "MXFP4" ? "MXFP4_MOE" : ""];
  return candidates.find((candidate) => measured[candidate]) ?? label;
}

function sizeFactor(parameters: number): number {
  const factor = (measuredParameters / Math.max(1, parameters)) ** sizeExponent;
  return Math.min(sizeFactorBounds[1], Math.max(sizeFactorBounds[0], factor));
}

/** Expected divergence from the full model, corrected for the model's size; null where nothing like it was measured. */
export function expectedLoss(label: string, parameters: number, importanceMatrix: boolean): number | null {
  if (wholeLabels.has(label)) return 0;
  const known = measured[measuredLabel(label)];
  if (!known) return null;
  return ((importanceMatrix ? known.withMatrix : undefined) ?? known.divergence) * sizeFactor(parameters);
}

/**
 * Whether a variant was made with an importance matrix; null where neither header nor name says. One header speaks for
 * its repository; what the catalogue keeps of one does not.
 */
export function knownMatrix(
  facts: ModelFacts,
  variant: { label: string; modifiers: readonly string[] },
): boolean | null {
  if (hasImportanceMatrix(facts, variant)) return true;
  return facts.tensors === null || facts.headerBytes === null ? null : false;
}

/** Labels of less than three bits, which small models do not survive. */
export function isBelowThreeBits(label: string): boolean {
  return /^(IQ1|IQ2|Q2_K|Q2_0|Q1_0|TQ)/.test(label);
}

const source: Quality["source"] = {
  title: { key: "llama-cpp-measurements", figures: {} },
  url: "https://github.com/ggml-org/llama.cpp/blob/master/tools/perplexity/README.md",
};

/** From this size down a model has little to spare. */
const smallParameters = 3e9;
/** More than two warnings are not read. */
const maxWarnings = 2;
/** An importance matrix that takes off so much of the loss is worth a word. */
const worthwhileMatrix = 0.9;

/**
 * How much of the full model a variant keeps: a band with the source that it rests on. Null: how it was made is
 * unknown.
 */
export function qualityOf(label: string, parameters: number, importanceMatrix: boolean | null): Quality {
  if (wholeLabels.has(label)) {
    return {
      band: "full",
      basis: [{ key: "as-published", figures: {} }],
      kept: 1,
      importanceMatrix: null,
      source: null,
      warnings: [],
    };
  }
  const base = measuredLabel(label);
  const known = measured[base];
  const loss = expectedLoss(label, parameters, importanceMatrix === true);
  if (!known || loss === null) {
    const basis: QualityBasis[] = [{ key: "unmeasured", figures: {} }];
    const warnings = isBelowThreeBits(label) ? [fewBits(parameters)] : [];
    return { band: "unknown", basis, kept: null, importanceMatrix, source: null, warnings };
  }
  const band = bandOfDivergence(loss);
  const sameSize = parameters > measuredParameters / 2 && parameters < measuredParameters * 2;
  return {
    band,
    basis: basisOf(known, base === label, parameters),
    kept: base === label && sameSize ? known.kept : null,
    importanceMatrix,
    source,
    warnings: warningsOf(label, band, parameters, importanceMatrix),
  };
}

/** The same of a variant that was measured on this computer: nothing of the table is said of it. */
export function measuredQuality(
  label: string,
  parameters: number,
  importanceMatrix: boolean | null,
  { divergence, kept }: MeasuredLoss,
): Quality {
  const isWhole = wholeLabels.has(label);
  return {
    band: isWhole ? "full" : bandOfDivergence(divergence),
    basis: [{ key: "measured-here", figures: { keptShare: kept } }],
    kept,
    importanceMatrix: isWhole ? null : importanceMatrix,
    source: null,
    warnings: isBelowThreeBits(label) ? [fewBits(parameters)] : [],
  };
}

/** Where the band comes from. */
function basisOf({ kept, between }: Measured, exact: boolean, parameters: number): QualityBasis[] {
  const measurement: QualityBasis =
    between || !exact
      ? { key: "between-measured", figures: {} }
      : kept === null
        ? { key: "measured-divergence", figures: {} }
        : { key: "measured-words", figures: { keptShare: kept } };
  if (sizeFactor(parameters) > 1.2) return [measurement, { key: "smaller-loses-more", figures: {} }];
  if (sizeFactor(parameters) < 0.8) return [measurement, { key: "larger-loses-less", figures: {} }];
  return [measurement];
}

/** What a person should know of this variant, the gravest first. */
function warningsOf(
  label: string,
  band: Quality["band"],
  parameters: number,
  importanceMatrix: boolean | null,
): QualityWarning[] {
  const known = measured[measuredLabel(label)];
  const warnings: QualityWarning[] = [];
  if (isBelowThreeBits(label)) warnings.push(fewBits(parameters), { key: "much-learnt-suffers", figures: {} });
  if (parameters < smallParameters && band !== "near-lossless") {
    warnings.push({ key: "small-loses-more", figures: {} });
  }
  const gain = known?.withMatrix === undefined ? 1 : known.withMatrix / known.divergence;
  if (importanceMatrix === false && gain < worthwhileMatrix) {
    warnings.push({ key: "without-matrix", figures: {} });
  }
  if (band === "good" || band === "fair" || band === "poor") {
    warnings.push({ key: "uploaders-differ", figures: { label } });
  }
  return warnings.slice(0, maxWarnings);
}

/** Models smaller than this do not survive fewer than three bits. */
export const smallModelParameters = 13e9;

/** Of labels with less than three bits. */
export function fewBits(parameters: number): Statement<"too-few-bits" | "few-bits"> {
  return { key: parameters < smallModelParameters ? "too-few-bits" : "few-bits", figures: {} };
}
