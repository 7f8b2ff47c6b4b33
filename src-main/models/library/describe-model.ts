import { type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  type GgufFile,
  type ReadOptions,
  UNLABELLED,
  localVariant,
  modelFacts,
  readGgufFile,
  refuseConverted,
} from "../catalog/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { appError, systemCode } from "../../ground/core/index.ts";
import type { FoundFile, VariantFacts } from "./types.ts";

export type ModelDescription = Pick<
  VariantFacts,
  "label" | "modifiers" | "architecture" | "parameters" | "trainedContextTokens" | "purpose"
> & {
  /** In the order of the shards. */
  files: FoundFile[];
  /** The file's own, without label and ending; the header's where the file's says nothing. */
  name: string;
};

/**
 * What a model on this disk is, by its header, which a bounded reader reads before anything native sees the file. Throws
 * `file-missing`, `invalid-input`, `disk-failed`, `not-gguf`, `malformed-gguf`, `incomplete-model`, `unsupported-model`.
 */
export async function describeModel(path: string, options?: ReadOptions): Promise<ModelDescription> {
  // Before it is opened: a pipe would be waited for without end.
  await statFile(path);
  const model = await readGgufFile(path, options);
  refuseConverted(model);
  const facts = modelFacts(model);
  requireVocabulary(model);
  const { label, modifiers } = localVariant(path, model);
  const files: FoundFile[] = [];
  for (const file of model.files) files.push(await fileRecord(file.path, null));
  return {
    name: nameOf(model.files[0]?.path ?? path, variantKey(modifiers, label), facts.name),
    label: label === UNLABELLED ? "unknown" : label,
    modifiers,
    architecture: facts.architecture,
    parameters: Math.round(facts.parameters),
    trainedContextTokens: facts.trainedContextTokens,
    purpose: facts.purpose ?? "chat",
    files,
  };
}

/** Made for measuring; the engine's process would end at the first word it is asked to read. */
function requireVocabulary({ metadata }: GgufFile): void {
  const kind = metadata.get("tokenizer.ggml.model");
  if (kind?.type !== "string" || !["none", "no_vocab"].includes(kind.value ?? "")) return;
  throw appError("unsupported-model", "no-vocabulary");
}

/**
 * People know a model by its file. What makers leave in the header ("models", "Smollm2 135M 8k Lc100K Mix1 Ep2") is the
 * second choice, for a file called "model" or after its checksum.
 */
function nameOf(path: string, key: string, headerName: string | null): string {
  const stem = basename(path).replace(/(-\d{5}-of-\d{5})?(\.gguf)?$/i, "");
  const labelAtEnd = stem.toLowerCase().endsWith(key.toLowerCase()) ? stem.slice(0, -key.length) : stem;
  const name = labelAtEnd.replace(/[-_. ]+$/, "");
  const saysNothing = /^((ggml-)?model|sha256-.*|[0-9a-f]{32,}|)$/i.test(name);
  return (saysNothing ? headerName?.trim() : "") || name || stem;
}

export async function fileRecord(path: string, sha256: string | null): Promise<FoundFile> {
  const { size, mtimeMs } = await statFile(path);
  return { path, sizeBytes: size, sha256, modifiedAt: Math.floor(mtimeMs) };
}

/** Follows links: the Hugging Face cache is made of them. */
async function statFile(path: string): Promise<Stats> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "EACCES" || code === "EPERM") {
      throw appError("disk-failed", "may-not-read", { path, reason: code }, { cause: error });
    }
    throw appError("file-missing", "no-such-file", { path }, { cause: error });
  }
  if (found.isDirectory()) {
    throw appError("invalid-input", "is-folder-to-import", { path });
  }
  if (!found.isFile()) throw appError("invalid-input", "no-file-to-import", { path });
  return found;
}
