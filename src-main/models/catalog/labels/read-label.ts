import type { LabelReading } from "../../../../src-shared/contract/index.ts";
import { companionOf } from "./companion-role.ts";
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

/**
 * "X.f16.q6.gguf": output and embedding are kept in the first, the rest is in the second, whose family alone is written. What llama.cpp
 * calls the whole is the rest's label.
 */
const mixedRest = /^[-._]q([2-8])(?:_?k)?(?![A-Za-z0-9])/i;
const restLabels: Readonly<Record<string, string>> = {
  "2": "Q2_K",
  "3": "Q3_K_M",
  "4": "Q4_K_M",
  "5": "Q5_K_M",
  "6": "Q6_K",
  "8": "Q8_0",
};
const floats = new Set(["F32", "F16", "BF16"]);

/** Tiers of APEX, a recipe whose layers differ: what stands in the place of a label, which the header alone knows. */
const apexTier =
  /(?<![A-Za-z0-9])APEX[-._]((?:I[-._])?(?:Balanced|Compact|Mini|Micro|Nano|Quality|Ultra|Tiny))(?![A-Za-z0-9])/i;

/**
 * What a file's name says, its role first, then its split, then the last label in the name, else in the parent
 * folder; never the repository's name. Takes any string and never throws. Once the header is read it knows better.
 */
export function readLabel(path: string): LabelReading {
  const file = readFileName(path);
  const found = labelOf(file);
  const companion = companionOf(
    file,
    found && { quant: found.quant, start: found.text === file.stem ? found.start : null },
  );
  const foreign = foreignFormat(path, file, found !== null);
  const quant = found?.quant ?? null;
  const reading = {
    name: path,
    label: quant?.label ?? null,
    modifiers: modifiersOf(file, found),
    shard: file.shard,
  };
  if (companion !== null) return { ...reading, ...companion, runs: false };
  if (foreign !== null)
    return {
      ...reading,
      role: quant === null ? "other" : "variant",
      runs: false,
      note: { key: "foreign-format", figures: { format: foreign } },
    };
  const isModel = file.extension === ".gguf" || (file.extension === "" && quant !== null);
  if (!isModel)
    return {
      ...reading,
      role: "other",
      label: null,
      modifiers: [],
      runs: false,
      note: { key: "no-model-file", figures: {} },
    };
  if (file.split === "raw")
    return { ...reading, role: "variant", runs: false, note: quant?.note ?? { key: "raw-piece", figures: {} } };
  return { ...reading, role: "variant", runs: quant?.runs ?? true, note: quant?.note ?? null };
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
  if (quant === null) return null;
  const end = match.index + match[0].length;
  const rest = floats.has(quant.label) ? mixedRest.exec(text.slice(end)) : null;
  const label = restLabels[rest?.[1] ?? ""];
  if (rest === null || label === undefined) return { quant, text, start: match.index, end };
  return { quant: { ...quant, label }, text, start: end + 1, end: end + rest[0].length };
}

function modifiersOf(file: FileName, found: FoundLabel | null): string[] {
  const names: string[] = [];
  const tier = apexTier.exec(file.stem)?.[1];
  if (tier !== undefined) names.push(`APEX-${tier}`);
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

/** What does not distinguish one model from another: labels, their modifiers, and what stands for a rest's label. */
const notTheModel = new RegExp(
  `(?<![A-Z0-9])(?:${labelPattern}|ud|i1|imat|gguf|q[2-8](?:_?k)?|apex|i|balanced|compact|mini|quality)(?![A-Z0-9])`,
  "gi",
);

/**
 * The name of the model that a file is a variant of, in lower case, with its folders: files whose labels alone differ have one name. ""
 * where the path holds nothing but a label.
 */
export function modelNameOf(path: string): string {
  const { folder, stem } = readFileName(path);
  const parts = [...folder.split("/"), stem].map((part) =>
    part
      .replace(notTheModel, " ")
      .toLowerCase()
      .split(/[^a-z0-9.]+|\.(?!\d)/)
      .filter((word) => word !== "")
      .join("-"),
  );
  // "Model-Q8_0/Model-Q8_0-00001-of-00002.gguf" names it twice.
  return [...new Set(parts.filter((part) => part !== ""))].join("/");
}
