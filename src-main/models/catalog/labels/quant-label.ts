import type { VariantNote } from "../../../../src-shared/contract/index.ts";
/** A quant label in its canonical form, and whether llama.cpp of our engine can load it. */
export interface QuantLabel {
  /** Upper case, aliases resolved: "FP16" is "F16", a bare "Q4_K" is "Q4_K_M". */
  label: string;
  runs: boolean;
  /** Why not. */
  note: VariantNote | null;
}

/** More room for output and embedding than the recipe gives ("_L", "_XL", "_XXL"). */
const SIZE_SUFFIX = "(?:_(?:XXL|XL|L))?";
/** What the other tensors of an MXFP4 file are, as in "MXFP4_MOE_BF16"; part of the label, not a label after it. */
const REST_SUFFIX = "(?:_(?:BF16|F16|FP16|F32|Q\\d_(?:0|1|K(?:_[SML])?)))?";

const removed = "Q4_0_(?:4_4|4_8|8_8)|IQ4_NL_(?:4_4|4_8|8_8)|Q4_[23]";
const fork = [
  "(?:BF16|Q\\d_\\w{1,3}?(?:_[SML])?|I?Q\\d_\\w{1,4}?)_R(?:4|8|16)",
  "IQ[1-6]_K(?:SS|S|L|T)?",
  "IQ[12]_BN",
  "Q6_0",
  "Q8_KV",
].join("|");
const bitnet = "I2_S|TL[12]";
const microscaling = `MXFP4(?:_MOE)?${REST_SUFFIX}|NVFP4`;
const floating = "BF16|FP16|FP32|F16|F32";
const current = [
  `Q[458]_[01]${SIZE_SUFFIX}`,
  "Q[12]_0",
  `Q[2-8]_K(?:_(?:XS|S|M))?${SIZE_SUFFIX}`,
  `IQ[1-4]_(?:XXS|XS|NL|XL|S|M|L)${SIZE_SUFFIX}`,
  "TQ[12]_0",
].join("|");

/** Longest forms first, so that "IQ2_KS" is not read as a part of itself. */
export const labelPattern = [microscaling, removed, fork, current, floating, bitnet].join("|");

const removedForm = new RegExp(`^(?:${removed})$`);
const forkForm = new RegExp(`^(?:${fork})$`);
const bitnetForm = new RegExp(`^(?:${bitnet})$`);
const knownForm = new RegExp(`^(?:${labelPattern})$`);

/** Labels under two names; the right one is what `llama-quantize` writes as `general.file_type`. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["FP16", "F16"],
  ["FP32", "F32"],
  ["Q3_K", "Q3_K_M"],
  ["Q4_K", "Q4_K_M"],
  ["Q5_K", "Q5_K_M"],
]);

/** Reads one label in any case, as "q4_k_m" or "fp16"; null when it is none. */
export function parseQuantLabel(text: string): QuantLabel | null {
  const upper = text.toUpperCase();
  if (!knownForm.test(upper)) return null;
  if (upper.startsWith("MXFP4"))
    return { label: upper.includes("_MOE") ? "MXFP4_MOE" : "MXFP4", runs: true, note: null };
  const label = aliases.get(upper) ?? upper;
  if (removedForm.test(label))
    return refused(label, /^Q4_[23]$/.test(label) ? "oldest-type-removed" : "repacked-type-removed");
  if (forkForm.test(label)) return refused(label, "type-of-ik-llama");
  if (bitnetForm.test(label)) return refused(label, "type-of-bitnet");
  return { label, runs: true, note: null };
}

type Refusal = "oldest-type-removed" | "repacked-type-removed" | "type-of-ik-llama" | "type-of-bitnet";

const refused = (label: string, key: Refusal): QuantLabel => ({ label, runs: false, note: { key, figures: {} } });
