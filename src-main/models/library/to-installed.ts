import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { isSound } from "./opened-files.ts";
import { repositoryPath } from "./repository-path.ts";
import { stateOf } from "./state-of.ts";
import type { VariantRecord } from "./types.ts";

/** A variant as the window and the command line see it. */
export function toInstalled(variant: VariantRecord): InstalledVariant {
  const { files, opened } = variant;
  const [first] = files;
  const lost = opened === files ? undefined : files.find((file) => !isSound(file));
  const lostState = lost === undefined ? "ready" : stateOf([lost]);
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
    path: opened[0]?.path ?? "",
    insteadOf: lost === undefined || lostState === "ready" ? null : { path: lost.path, state: lostState },
    repositoryPath: first === undefined ? null : repositoryPath(first),
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    sha256: first?.sha256 ?? null,
    fileCount: files.length,
    state: stateOf(opened),
    imported: !files.some(({ owner }) => owner === "bitloft"),
    addedAt: variant.addedAt,
    lastUsedAt: variant.lastUsedAt,
  };
}
