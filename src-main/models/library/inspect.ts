import { basename } from "node:path";
import {
  type InspectedType,
  type InspectedValue,
  type Inspection,
  mostInspectedTensors,
} from "../../../src-shared/contract/index.ts";
import { type GgufValue, readGgufFile } from "../catalog/index.ts";

const limits = {
  /** Of a value's text. */
  characters: 2_000,
  /** Numbers of an array that are shown. */
  numbers: 16,
  /** Of a key or a tensor's name. */
  nameCharacters: 200,
} as const;

/** What would be obeyed or hidden where it is shown: control characters but line ends and tabs, marks and overrides of direction, and what has no width. */
const unseen =
  // eslint-disable-next-line no-control-regex -- such characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

/**
 * What the header of a file says, of all its shards together, as text that does nothing where it is shown. Long values are cut, arrays summed
 * up. Throws what `readGgufFile` throws.
 */
export async function inspectFile(path: string, signal?: AbortSignal): Promise<Inspection> {
  const { files, version, headerBytes, metadata, tensors } = await readGgufFile(path, { signal });
  const types = new Map<string, InspectedType>();
  for (const { type, sizeBytes } of tensors) {
    const known = types.get(type) ?? { type, tensors: 0, sizeBytes: 0 };
    types.set(type, { type, tensors: known.tensors + 1, sizeBytes: known.sizeBytes + sizeBytes });
  }
  return {
    fileNames: files.map((file) => visible(basename(file.path), limits.nameCharacters).text),
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    version,
    headerBytes,
    metadata: [...metadata].map(([key, value]) => describe(key, value)),
    types: [...types.values()].sort((a, b) => b.sizeBytes - a.sizeBytes),
    tensors: tensors.slice(0, mostInspectedTensors).map(({ name, type, shape, sizeBytes }) => ({
      name: visible(name, limits.nameCharacters).text,
      ...{ type, shape: [...shape], sizeBytes },
    })),
    tensorCount: tensors.length,
  };
}

function describe(name: string, value: GgufValue): InspectedValue {
  const key = visible(name, limits.nameCharacters).text;
  if (value.type === "string") {
    const { text, isCut } = visible(value.value ?? "", limits.characters);
    return { key, type: "string", text, isCut: isCut || value.value === null, length: null };
  }
  if (value.type !== "array") {
    const type = value.type === "bool" ? "bool" : value.of;
    return { key, type, text: String(value.value), isCut: false, length: null };
  }
  const { of, length, value: numbers } = value;
  const shown = (numbers ?? []).slice(0, limits.numbers);
  return { key, type: `${of}[]`, text: shown.join(", "), isCut: shown.length < length, length };
}

function visible(text: string, most: number): { text: string; isCut: boolean } {
  const cut = text.slice(0, most);
  const shown = cut.replace(unseen, (found) => `\\u{${found.codePointAt(0)?.toString(16) ?? ""}}`);
  return { text: shown, isCut: cut.length < text.length };
}
