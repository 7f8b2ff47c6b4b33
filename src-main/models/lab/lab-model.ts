import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { appError } from "../../ground/core/index.ts";
import { type Hasher, hashFile } from "../../ground/files/index.ts";
import { localVariant, readGgufFile } from "../catalog/index.ts";
import type { Library } from "../library/index.ts";
import type { LabSubject } from "./types.ts";

/** A model that is read. */
export interface LabModel {
  /** The first file, by which the engine finds the others. */
  path: string;
  /** For people, without label and ending. */
  name: string;
  label: string;
  sizeBytes: number;
  /** Of the one file; of several, of their hashes one after the other. */
  sha256: string;
  headerBytes: number;
  /** Tokens of the vocabulary; 0 where the header does not say. */
  vocabulary: number;
}

export interface ModelSources {
  library: Pick<Library, "get" | "files" | "verify">;
  /** Null: nothing is read for a hash, which is empty then. */
  hasher: Pick<Hasher, "open"> | null;
}

/** Reads what the header says, and hashes what no hash is known of. Throws what is wrong with the file, and `not-found`. */
export async function openLabModel(
  subject: LabSubject,
  { library, hasher }: ModelSources,
  signal: AbortSignal,
): Promise<LabModel> {
  const installed = subject.kind === "installed" ? library.get(subject.variantId) : null;
  if (subject.kind === "installed" && installed === null) throw appError("not-found", "variant", {});
  const path = installed === null ? resolve((subject as { path: string }).path) : installed.path;
  const header = await readGgufFile(path, { signal });
  if (subject.kind === "installed" && hasher !== null && library.files(subject.variantId).some(isUnhashed)) {
    // The library keeps what it reads for that: what is measured is then known as this variant's.
    await library.verify(subject.variantId, undefined, signal);
  }
  const known = subject.kind === "installed" ? library.files(subject.variantId) : [];
  const { modifiers, label } = localVariant(path, header);
  const hashes: string[] = [];
  for (const file of header.files) {
    signal.throwIfAborted();
    const kept = known.find((one) => one.path === file.path)?.sha256 ?? null;
    hashes.push(kept ?? (hasher === null ? "" : await hashFile(hasher, file, { signal })));
  }
  const embedding = header.tensors.find(({ name }) => name === "token_embd.weight");
  return {
    path: header.files[0]?.path ?? path,
    name: installed?.name ?? plainName(path, variantKey(modifiers, label)),
    label: variantKey(modifiers, label),
    sizeBytes: header.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    sha256: hashes.includes("") ? "" : hashOfAll(hashes),
    headerBytes: header.headerBytes,
    vocabulary: embedding?.shape[1] ?? 0,
  };
}

const isUnhashed = ({ sha256 }: { sha256: string | null }): boolean => sha256 === null;

const hashOfAll = (hashes: readonly string[]): string => {
  const [only] = hashes;
  return hashes.length === 1 && only !== undefined
    ? only
    : createHash("sha256").update(hashes.join("\n")).digest("hex");
};

/** Which variant of the library has which content, as far as it is known. */
export function contentHashes(library: Pick<Library, "list" | "files">): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { id, fileCount, sha256 } of library.list()) {
    const hashes = fileCount === 1 ? [sha256] : library.files(id).map((file) => file.sha256);
    const known = hashes.filter((hash) => hash !== null);
    if (known.length === hashes.length && !owners.has(hashOfAll(known))) owners.set(hashOfAll(known), id);
  }
  return owners;
}

/** "SmolLM2-135M-Instruct-F16.gguf" without its label: "SmolLM2-135M-Instruct". */
function plainName(path: string, key: string): string {
  const stem = basename(path).replace(/(-\d{5}-of-\d{5})?(\.gguf)?$/i, "");
  const name = stem.toLowerCase().endsWith(key.toLowerCase()) ? stem.slice(0, -key.length) : stem;
  return name.replace(/[-_. ]+$/, "") || stem;
}
