import { basename, dirname, join } from "node:path";
import type { RepositoryVariant } from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type GgufFile, modelFacts } from "./gguf/index.ts";
import { labelFromHeader } from "./labels/index.ts";
import { UNLABELLED, groupVariants } from "./variants/index.ts";

/**
 * The variant that a model on this disk is. The parent folder's name counts, as it may hold the label; the header, which
 * has been read, is believed before both, as files are renamed.
 */
export function localVariant(path: string, header: GgufFile): RepositoryVariant {
  const folder = basename(dirname(path));
  const files = header.files.map((file) => ({
    path: `${folder === "" ? "" : `${folder}/`}${basename(file.path)}`,
    sizeBytes: file.sizeBytes,
    sha256: null,
  }));
  const [grouped] = groupVariants(files).variants;
  const variant: RepositoryVariant = grouped ?? {
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
  const named = { label: variant.label === UNLABELLED ? null : variant.label, modifiers: variant.modifiers };
  const found = labelFromHeader(named, modelFacts(header));
  const label = found.label ?? UNLABELLED;
  return {
    ...variant,
    key: label === variant.label ? variant.key : variantKey(variant.modifiers, label),
    label,
    runs: variant.complete && found.runs,
    note: variant.complete ? found.note : variant.note,
    files: header.files.map((file) => ({ ...file, path: join(file.path), sha256: null })),
  };
}
