import type {
  LabelReading,
  RepositoryVariant,
  VariantFile,
  VariantNote,
} from "../../../../src-shared/contract/index.ts";
import { variantKey } from "../../../../src-shared/figures/index.ts";
import { type FileName, readFileName, readLabel } from "../labels/index.ts";

export interface GroupedFiles {
  /** Largest first. */
  variants: RepositoryVariant[];
  companions: LabelReading[];
  /** Formats beside GGUF, each with why it does not run here. */
  unsupported: VariantNote[];
}

/** Stands for the label of a file whose name has none, until its header is read. */
export const UNLABELLED = "unlabelled";

/**
 * Part of a folder or file name that distinguishes two variants with the same label; keys must stay short enough to
 * type.
 */
const MAX_DISTINCTION_CHARACTERS = 120;
/** How many missing shards a note names before it only counts them. */
const MAX_NAMED_SHARDS = 5;

/** Files that only one format has, though their ending says nothing. */
const formatFiles: ReadonlyMap<string, string> = new Map([
  ["quantize_config.json", "GPTQ/model.safetensors"],
  ["quant_config.json", "AWQ/model.safetensors"],
]);

interface Group {
  name: FileName;
  reading: LabelReading;
  pieces: { index: number; file: VariantFile }[];
}

/** Sorts a repository's files into variants, companions and what does not run here. */
export function groupVariants(files: readonly VariantFile[]): GroupedFiles {
  const groups = new Map<string, Group>();
  const companions: LabelReading[] = [];
  const unsupported = new Map<string, VariantNote>();
  const aside: Member[] = [];
  for (const file of files) {
    const reading = readLabel(file.path);
    const name = readFileName(file.path);
    if (reading.role === "variant" && (name.extension === ".gguf" || name.split === "raw"))
      addToGroup(groups, { file, reading, name });
    else if (reading.role !== "other" && reading.role !== "variant") companions.push(reading);
    else if (name.extension === ".gguf") aside.push({ file, reading, name });
    else {
      const note = foreignNote(reading, name);
      if (note !== null) unsupported.set(JSON.stringify(note), note);
    }
  }
  const largest = Math.max(
    0,
    ...[...groups.values()].flatMap(({ pieces }) => pieces.map(({ file }) => file.sizeBytes)),
  );
  for (const member of aside) {
    // An adapter is small. One that is as large as the model was merged into it, and only called after it.
    if (member.file.sizeBytes > 0 && member.file.sizeBytes >= largest) addToGroup(groups, asVariant(member));
    else companions.push(member.reading);
  }
  const variants = withUniqueKeys([...groups.values()]).sort(
    (one, other) => other.sizeBytes - one.sizeBytes || (one.key < other.key ? -1 : 1),
  );
  return { variants, companions, unsupported: [...unsupported.values()] };
}

function foreignNote(reading: LabelReading, name: FileName): VariantNote | null {
  const example = formatFiles.get(`${name.stem}${name.extension}`.toLowerCase());
  if (example !== undefined) return readLabel(example).note;
  const isWeights =
    reading.role === "variant" || [".safetensors", ".bin", ".npz", ".onnx", ".pt", ".pth"].includes(name.extension);
  return isWeights ? reading.note : null;
}

interface Member {
  file: VariantFile;
  reading: LabelReading;
  name: FileName;
}

/** The header decides in the end. */
function asVariant(member: Member): Member {
  return { ...member, reading: { ...member.reading, role: "variant", runs: true, note: null } };
}

function addToGroup(groups: Map<string, Group>, { file, reading, name }: Member): void {
  const id = JSON.stringify([name.folder, name.stem, name.split, name.shard?.count ?? null]);
  const group = groups.get(id);
  const piece = { index: name.shard?.index ?? 1, file };
  if (group === undefined) groups.set(id, { name, reading, pieces: [piece] });
  else group.pieces.push(piece);
}

function withUniqueKeys(groups: Group[]): RepositoryVariant[] {
  const byKey = new Map<string, Group[]>();
  for (const group of groups) {
    const key = variantKey(group.reading.modifiers, group.reading.label ?? UNLABELLED);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [group]);
    else same.push(group);
  }
  const taken = new Set<string>();
  /** Where counting goes on, so that many of one name are not counted from the start each time. */
  const counted = new Map<string, number>();
  return [...byKey].flatMap(([key, same]) => {
    const foldersDiffer = new Set(same.map(({ name }) => name.folder)).size === same.length;
    return same.map((group) => {
      const distinction = foldersDiffer ? group.name.folder : group.name.stem;
      const wanted =
        same.length === 1 || distinction === "" ? key : `${key}@${distinction.slice(-MAX_DISTINCTION_CHARACTERS)}`;
      let unique = wanted;
      for (let count = counted.get(wanted) ?? 2; taken.has(unique); count += 1) {
        unique = `${wanted}#${count}`;
        counted.set(wanted, count + 1);
      }
      taken.add(unique);
      return variantOf(group, unique);
    });
  });
}

function variantOf({ name, reading, pieces }: Group, key: string): RepositoryVariant {
  const ordered = [...pieces].sort((one, other) => one.index - other.index);
  const missing = missingShards(name, ordered);
  const raw = name.split === "raw";
  return {
    key,
    label: reading.label ?? UNLABELLED,
    modifiers: reading.modifiers,
    files: ordered.map(({ file }) => file),
    sizeBytes: ordered.reduce((total, { file }) => total + file.sizeBytes, 0),
    complete: missing === null,
    runs: reading.runs && !raw,
    note: raw ? (missing ?? { key: "raw-pieces", figures: {} }) : (reading.note ?? missing),
  };
}

/** What is missing; null when nothing is. */
function missingShards(name: FileName, pieces: { index: number }[]): VariantNote | null {
  if (name.split === null) return null;
  const present = new Set(pieces.map(({ index }) => index));
  // Some count from nothing.
  const first = present.has(0) ? 0 : 1;
  // Letters do not say how many there are: a gap is all that can be seen, and one piece alone is never the whole.
  const last = name.shard?.count ?? Math.max(first + 1, ...present);
  const count = last - first + 1;
  const named: number[] = [];
  // A name may promise 99,999 parts: it is looked through only until enough of them are named.
  for (let index = first; index <= last && named.length < MAX_NAMED_SHARDS; index += 1) {
    if (!present.has(index)) named.push(index);
  }
  const missing = count - [...present].filter((index) => index >= first && index <= last).length;
  if (count === 0) return { key: "counts-no-parts", figures: {} };
  return missing === 0 ? null : { key: "parts-missing", figures: { missing, count, named } };
}
