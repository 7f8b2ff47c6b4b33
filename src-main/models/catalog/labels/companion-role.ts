import type { VariantNote } from "../../../../src-shared/contract/index.ts";
import type { FileName } from "./file-name.ts";
import type { QuantLabel } from "./quant-label.ts";

export type CompanionRole = "mmproj" | "imatrix" | "draft";

/** What a file that goes with a model is, by its name. */
export interface Companion {
  role: CompanionRole | "other";
  note: VariantNote;
}

const companions = {
  mmproj: { role: "mmproj", note: { key: "is-projector", figures: {} } },
  imatrix: { role: "imatrix", note: { key: "is-importance-matrix", figures: {} } },
  draft: { role: "draft", note: { key: "is-draft-model", figures: {} } },
  lora: { role: "other", note: { key: "is-lora-adapter", figures: {} } },
  control: { role: "other", note: { key: "is-control-vector", figures: {} } },
  vocabulary: { role: "other", note: { key: "is-vocabulary", figures: {} } },
} as const satisfies Record<string, Companion>;

/** A word between characters that are neither letters nor digits. */
const word = (pattern: string): RegExp => new RegExp(`(?<![a-z0-9])(?:${pattern})(?![a-z0-9])`, "i");

const projector = /mmproj|mm[-_]?projector|(?<![a-z])(?:vision|image|audio|visual)[-_.]?(?:encoder|tower|projector)/i;
/** Names that begin with the word. In mid-name, MTP is a normal model that carries such layers. */
const draftPrefix = /^(?:mtp|eagle3?|dflash|dspark|draft)[-_.]/i;
const draftWord = word("eagle3|dflash|dspark|draft(?:er|model)?");
/** Merged, it has become a model. */
const adapter = word("q?lora|dora|adapter");
const merged = /merge|fused/i;
const controlVector = word("control[-_.]?vectors?|cvec");
const vocabulary = /^ggml-vocab-|(?<![a-z0-9])vocab(?:ulary)?(?:[-_.]only)?$/i;
/** What converters write adapters in; a K-quant called after its LoRA is the merged model. */
const adapterLabels = new Set(["F32", "F16", "BF16", "Q8_0"]);

/** The label in a file's name, and where it begins; null in the folder's. */
export interface NamedLabel {
  quant: QuantLabel;
  start: number | null;
}

/** What a file that is not a model itself is, by its name alone; null for a model, as far as the name shows. */
export function companionOf({ stem, extension }: FileName, label: NamedLabel | null): Companion | null {
  const base = stem + extension;
  if (projector.test(base)) return companions.mmproj;
  if (isMatrix(stem, extension, label?.start ?? null)) return companions.imatrix;
  if (draftPrefix.test(base) || draftWord.test(stem)) return companions.draft;
  if (extension !== ".gguf") return null;
  if (controlVector.test(stem)) return companions.control;
  if (vocabulary.test(stem)) return companions.vocabulary;
  const isAdapter =
    adapter.test(stem) && !merged.test(stem) && (label === null || adapterLabels.has(label.quant.label));
  return isAdapter ? companions.lora : null;
}

/** "model-imatrix-Q4_K_M.gguf" was made with one, and is none. */
function isMatrix(stem: string, extension: string, labelStart: number | null): boolean {
  if (!(stem + extension).toLowerCase().includes("imatrix")) return false;
  const at = stem.toLowerCase().lastIndexOf("imatrix");
  return at <= 0 || extension !== ".gguf" || labelStart === null || labelStart < at;
}
