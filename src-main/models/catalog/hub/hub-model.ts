import { type HubRepositoryJson, hubLimits } from "./hub-schemas.ts";
import { type PathProblem, isSafePath, pathProblem } from "./safe-path.ts";
import type { HubFile, HubModel, HubTree } from "./types.ts";

export const isRepositoryId = (id: string): boolean => /^[\w.-]+\/[\w.-]+$/.test(id) && !id.includes("..");

export const noneRefused = (): Record<PathProblem, number> => ({ "control-characters": 0, "leads-outside": 0 });

/** The files that came with the model; null where one has no size, as from a mirror that does not know `blobs`. */
export function treeOf({ siblings }: HubRepositoryJson): HubTree | null {
  if (siblings == null || siblings.length === 0) return null;
  const files: HubFile[] = [];
  const refusedPaths = noneRefused();
  for (const { rfilename, size, lfs } of siblings) {
    const sizeBytes = lfs?.size ?? size ?? null;
    if (sizeBytes === null) return null;
    const problem = pathProblem(rfilename);
    if (problem === null) files.push({ path: rfilename, sizeBytes, sha256: lfs?.sha256.toLowerCase() ?? null });
    else refusedPaths[problem]++;
  }
  return { files, refusedPaths, foreignNextHost: null, isCut: false };
}

export function toModel(json: HubRepositoryJson): HubModel {
  const tags = json.tags ?? [];
  const tagged = (prefix: string): string[] =>
    tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  const cardBase = json.cardData?.base_model;
  const baseModels = cardBase == null ? tagged("base_model:").filter((name) => !name.includes(":")) : [cardBase].flat();
  return {
    repository: json.id,
    commit: json.sha ?? null,
    parameters: json.gguf?.total ?? null,
    architecture: json.gguf?.architecture ?? null,
    trainedContextTokens: json.gguf?.context_length ?? null,
    downloads: json.downloads ?? null,
    likes: json.likes ?? null,
    license: json.cardData?.license ?? tagged("license:")[0] ?? null,
    gated: json.gated == null || json.gated === false ? "no" : json.gated === true ? "manual" : json.gated,
    private: json.private ?? false,
    tags,
    baseModels,
    updatedAt: json.lastModified ?? null,
    paths:
      json.siblings
        ?.slice(0, hubLimits.listedPaths)
        .map((sibling) => sibling.rfilename)
        .filter(isSafePath) ?? null,
    hasGguf: json.gguf != null || tags.includes("gguf"),
  };
}
