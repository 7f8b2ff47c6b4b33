import type { LabelReading } from "../../contract/index.ts";
import { type FileName, readFileName } from "./file-name.ts";
import { foreignFormat } from "./foreign-format.ts";
import { type QuantLabel, labelPattern, parseQuantLabel } from "./quant-label.ts";

/** Letters and digits on both sides of a label would make it part of a word, as in "Q4Bot". */
const labelInName = new RegExp(`(?<![A-Z0-9])(?:${labelPattern})(?![A-Z0-9])`, "gi");

/** Written before the label; "QAT" may stand anywhere. The right side is how convention writes them. */
const modifierNames: ReadonlyMap<string, string> = new Map([
  ["ud", "UD"],
  ["i1", "i1"],
  ["imat", "imat"],
  ["qat", "QAT"],
]);
const modifierBefore = /(?:^|[^A-Za-z0-9])(ud|i1|imat|qat)[-._]$/i;
const modifierAfter = /^[-._]imat(?![A-Za-z0-9])/i;
const qatAnywhere = /(?<![A-Za-z0-9])qat(?![A-Za-z0-9])/i;

/** Companions whose names begin with a word for it. In mid-name, MTP is a normal model that carries such layers. */
const draftPrefix = /^(?:mtp|eagle3|dflash|dspark)-/i;
const draftWord = /(?<![a-z0-9])(?:eagle3|dflash|dspark)-/i;

const companionNotes = {
  mmproj: "A projector for images or sound: it goes with a model and is none itself.",
  imatrix: "An importance matrix: it was used to make the variants and is no model itself.",
  draft: "A draft model for speculative decoding: it goes with a model and is none itself.",
} as const;

/**
 * What a file's name says, its role first, then its split, then the last label in the name, else in the parent
 * folder; never the repository's name. Takes any string and never throws. Once the header is read it knows better.
 */
export function readLabel(path: string): LabelReading {
  const file = readFileName(path);
  const role = companionRole(file);
  const found = labelOf(file);
  const foreign = foreignFormat(path, file, found !== null);
  const quant = found?.quant ?? null;
  const reading = {
    name: path,
    label: quant?.label ?? null,
    modifiers: modifiersOf(file, found),
    shard: file.shard,
  };
  if (role !== null) return { ...reading, role, runs: false, note: companionNotes[role] };
  if (foreign !== null)
    return { ...reading, role: quant === null ? "other" : "variant", runs: false, note: foreign.note };
  const isModel = file.extension === ".gguf" || (file.extension === "" && quant !== null);
  if (!isModel)
    return { ...reading, role: "other", label: null, modifiers: [], runs: false, note: "Not a model file." };
  return { ...reading, role: "variant", runs: quant?.runs ?? true, note: quant?.note ?? null };
}

function companionRole({ stem, extension }: FileName): keyof typeof companionNotes | null {
  const base = (stem + extension).toLowerCase();
  if (base.includes("mmproj")) return "mmproj";
  if (base.includes("imatrix")) return "imatrix";
  return draftPrefix.test(base) || draftWord.test(base) ? "draft" : null;
}

interface FoundLabel {
  quant: QuantLabel;
  /** Where it was found, and what stands before and after it. */
  text: string;
  start: number;
  end: number;
}

function labelOf(file: FileName): FoundLabel | null {
  const inName = lastLabel(file.stem);
  if (inName !== null) return inName;
  // A folder that ends in "-GGUF" is a copy of a repository, whose name says nothing about one file in it.
  return /[-_.]gguf$/i.test(file.parent) ? null : lastLabel(file.parent);
}

function lastLabel(text: string): FoundLabel | null {
  const match = [...text.matchAll(labelInName)].at(-1);
  if (match === undefined) return null;
  const quant = parseQuantLabel(match[0]);
  return quant === null ? null : { quant, text, start: match.index, end: match.index + match[0].length };
}

function modifiersOf(file: FileName, found: FoundLabel | null): string[] {
  const names: string[] = [];
  if (found !== null) {
    let before = found.text.slice(0, found.start);
    for (let match = modifierBefore.exec(before); match !== null; match = modifierBefore.exec(before)) {
      names.unshift(modifierNames.get((match[1] ?? "").toLowerCase()) ?? "");
      before = before.slice(0, match.index + match[0].length - (match[1] ?? "").length - 1);
    }
    if (modifierAfter.test(found.text.slice(found.end))) names.push("imat");
  }
  if (qatAnywhere.test(file.stem) && !names.includes("QAT")) names.unshift("QAT");
  return [...new Set(names)];
}
