import { basename, dirname, join } from "node:path";
import type { RepositoryVariant } from "../contract/index.ts";
import { type GgufFile, modelFacts } from "./gguf/index.ts";
import { labelled } from "./repository-detail.ts";
import { UNLABELLED, groupVariants } from "./variants/index.ts";

/** The variant that a model on this disk is. The parent folder's name counts, as it may hold the label. */
export function localVariant(path: string, header: GgufFile): RepositoryVariant {
  const folder = basename(dirname(path));
  const files = header.files.map((file) => ({
    path: `${folder === "" ? "" : `${folder}/`}${basename(file.path)}`,
    sizeBytes: file.sizeBytes,
    sha256: null,
  }));
  const [found] = groupVariants(files).variants;
  const variant: RepositoryVariant = found ?? {
    // Named as a companion or without the ending; the header has just shown that it is a model.
    key: UNLABELLED,
    label: UNLABELLED,
    modifiers: [],
    files,
    sizeBytes: files.reduce((total, file) => total + file.sizeBytes, 0),
    complete: true,
    runs: true,
    note: null,
  };
  return {
    ...labelled(variant, modelFacts(header)),
    files: header.files.map((file) => ({ ...file, path: join(file.path), sha256: null })),
  };
}
