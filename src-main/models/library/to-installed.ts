import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { repositoryPath } from "./repository-path.ts";
import { stateOf } from "./state-of.ts";
import type { VariantRecord } from "./types.ts";

/** A variant as the window and the command line see it. */
export function toInstalled(variant: VariantRecord): InstalledVariant {
  const { files } = variant;
  const [first] = files;
  return {
    id: variant.id,
    repository: variant.repository,
    commit: variant.commit,
    variantKey: variant.variantKey,
    name: variant.name,
    label: variant.label,
    modifiers: variant.modifiers,
    architecture: variant.architecture,
    parameters: variant.parameters,
    trainedContextTokens: variant.trainedContextTokens,
    notForChat: variant.purpose === null || variant.purpose === "chat" ? null : variant.purpose,
    path: first?.path ?? "",
    repositoryPath: first === undefined ? null : repositoryPath(first),
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    sha256: first?.sha256 ?? null,
    fileCount: files.length,
    state: stateOf(variant),
    imported: !files.some(({ owner }) => owner === "bitloft"),
    addedAt: variant.addedAt,
    lastUsedAt: variant.lastUsedAt,
  };
}
