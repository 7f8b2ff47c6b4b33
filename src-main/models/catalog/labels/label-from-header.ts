import type { LabelReading, ModelFacts } from "../../../../src-shared/contract/index.ts";
import { bitsPerWeight, tensorElements } from "../../../ground/core/index.ts";
import { parseQuantLabel } from "./quant-label.ts";

/** `enum llama_ftype` of llama.cpp's include/llama.h: what `general.file_type` says. */
const fileTypeLabels: ReadonlyMap<number, string> = new Map([
  [0, "F32"],
  [1, "F16"],
  [2, "Q4_0"],
  [3, "Q4_1"],
  [7, "Q8_0"],
  [8, "Q5_0"],
  [9, "Q5_1"],
  [10, "Q2_K"],
  [11, "Q3_K_S"],
  [12, "Q3_K_M"],
  [13, "Q3_K_L"],
  [14, "Q4_K_S"],
  [15, "Q4_K_M"],
  [16, "Q5_K_S"],
  [17, "Q5_K_M"],
  [18, "Q6_K"],
  [19, "IQ2_XXS"],
  [20, "IQ2_XS"],
  [21, "Q2_K_S"],
  [22, "IQ3_XS"],
  [23, "IQ3_XXS"],
  [24, "IQ1_S"],
  [25, "IQ4_NL"],
  [26, "IQ3_S"],
  [27, "IQ3_M"],
  [28, "IQ2_S"],
  [29, "IQ2_M"],
  [30, "IQ4_XS"],
  [31, "IQ1_M"],
  [32, "BF16"],
  [33, "Q4_0_4_4"],
  [34, "Q4_0_4_8"],
  [35, "Q4_0_8_8"],
  [36, "TQ1_0"],
  [37, "TQ2_0"],
  [38, "MXFP4_MOE"],
  [39, "NVFP4"],
  [40, "Q1_0"],
  [41, "Q2_0"],
]);

/** Set where the type was guessed from the tensors (`LLAMA_FTYPE_GUESSED`). */
const GUESSED = 1024;
/** A type this far from the label's own is not a fallback for odd shapes: the label is wrong. */
const MAX_BITS_APART = 1.3;

export type HeaderLabel = Pick<LabelReading, "label" | "modifiers" | "runs" | "note">;

/**
 * The label of a file whose header has been read. `general.file_type` and the type of most weights decide; of the name
 * stay only its modifiers and a suffix that file types do not have ("_L", "_XL").
 */
export function labelFromHeader(
  reading: Pick<LabelReading, "label" | "modifiers">,
  facts: Pick<ModelFacts, "fileType" | "tensors">,
): HeaderLabel {
  const dominant = dominantType(facts.tensors);
  const stated = facts.fileType === null ? undefined : fileTypeLabels.get(facts.fileType % GUESSED);
  const fromHeader =
    stated !== undefined && (dominant === null || agrees(stated, dominant))
      ? stated
      : dominant === null
        ? null
        : ofType(dominant);
  const label =
    keepsSuffix(reading.label, fromHeader) || isDynamic(reading, dominant)
      ? reading.label
      : (fromHeader ?? reading.label);
  const quant = label === null ? null : parseQuantLabel(label);
  return { label, modifiers: reading.modifiers, runs: quant?.runs ?? true, note: quant?.note ?? null };
}

/** The type that most weights of the layers have; embedding and output follow other rules. */
function dominantType(tensors: ModelFacts["tensors"]): string | null {
  const elements = new Map<string, number>();
  for (const { name, type, shape } of tensors ?? []) {
    if (shape.length < 2 || /^(?:token_embd|output|per_layer_token_embd)\./.test(name)) continue;
    elements.set(type, (elements.get(type) ?? 0) + tensorElements(shape));
  }
  const largest = [...elements].sort(([, one], [, other]) => other - one)[0];
  return largest?.[0] ?? null;
}

/** "Q4_K_M" is made of Q4_K, "IQ3_M" of IQ3_S, "MXFP4_MOE" of MXFP4. */
export function typeOfLabel(label: string): string {
  if (label.startsWith("MXFP4")) return "MXFP4";
  if (label === "IQ2_M") return "IQ2_S";
  if (label === "IQ3_M" || label === "IQ3_XS") return "IQ3_S";
  return label.replace(/_(?:XXL|XL|XS|S|M|L)$/, (suffix) => (/^Q\d_K/.test(label) ? "" : suffix));
}

function agrees(label: string, type: string): boolean {
  const own = bitsPerWeight(typeOfLabel(label));
  const found = bitsPerWeight(type);
  if (own === null || found === null) return own === found || typeOfLabel(label) === type;
  return typeOfLabel(label) === type || Math.abs(own - found) <= MAX_BITS_APART;
}

/** What to call a file by its most frequent type alone; K families by their usual size. */
function ofType(type: string): string {
  return parseQuantLabel(type)?.label ?? type;
}

/**
 * Unsloth's dynamic recipes mix types of many sizes, and their file type is whichever was started from: the name is kept as long as
 * most weights could be of that label.
 */
function isDynamic({ label, modifiers }: Pick<LabelReading, "label" | "modifiers">, dominant: string | null): boolean {
  return label !== null && dominant !== null && modifiers.includes("UD") && agrees(label, dominant);
}

function keepsSuffix(named: string | null, fromHeader: string | null): boolean {
  if (named === null || fromHeader === null) return false;
  const bits = (label: string): string | undefined => /\d+/.exec(label)?.[0];
  return /_(?:L|XL|XXL|XS)$/.test(named) && bits(named) === bits(fromHeader) && !fileTypeHas(named);
}

const fileTypeHas = (label: string): boolean => [...fileTypeLabels.values()].includes(label);
