import { appError } from "../../../ground/core/index.ts";
import type { GgufValue, HeaderContent } from "../gguf/index.ts";
import { packTensors } from "./packed-tensors.ts";
import { writeRuns } from "./run-lengths.ts";
import { type ShapeRow, shapeRowSchema } from "./shape-row-schema.ts";

/**
 * The row of a model by the header of one of its files, all shards joined. `from` says which file that is. Throws what zod throws for
 * a header that is larger than any model's.
 */
export function shapeRowOf({ metadata, tensors }: HeaderContent, from: string): ShapeRow {
  const text = (key: string): string | undefined => {
    const entry = metadata.get(key);
    return entry?.type === "string" && entry.value !== null && entry.value !== "" ? entry.value : undefined;
  };
  const architecture = text("general.architecture");
  if (architecture === undefined) throw appError("malformed-gguf", "no-architecture");
  const tokens = metadata.get("tokenizer.ggml.tokens");
  const stated = metadata.get(`${architecture}.vocab_size`);
  const embedding = tensors.find(({ name }) => name === "token_embd.weight");
  const general = {
    name: text("general.name"),
    basename: text("general.basename"),
    size_label: text("general.size_label"),
  };
  return shapeRowSchema.parse({
    from,
    architecture,
    general: JSON.parse(JSON.stringify(general)) as ShapeRow["general"],
    tokens:
      tokens?.type === "array"
        ? tokens.length
        : (embedding?.shape[1] ?? (stated?.type === "number" ? stated.value : 0)),
    keys: keysOf(metadata, `${architecture}.`),
    tensors: packTensors(tensors),
  });
}

function keysOf(metadata: HeaderContent["metadata"], prefix: string): ShapeRow["keys"] {
  const keys: ShapeRow["keys"] = {};
  for (const [key, entry] of metadata) {
    const kept = key.startsWith(prefix) ? keptValue(entry) : null;
    if (kept !== null) keys[key.slice(prefix.length)] = kept;
  }
  return keys;
}

/** Null for fractions and texts. */
function keptValue(entry: GgufValue): ShapeRow["keys"][string] | null {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (entry.type === "bool") return entry.value;
  if (entry.type === "number") return !entry.of.startsWith("float") && isCount(entry.value) ? entry.value : null;
  if (entry.type === "string" || entry.of.startsWith("float")) return null;
  if (entry.of === "string") return { length: entry.length };
  return entry.value?.every(isCount) === true ? writeRuns(entry.value) : null;
}
