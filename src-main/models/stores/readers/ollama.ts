import { join, relative } from "node:path";
import { z } from "zod";
import { isRepositoryId } from "../../../../src-shared/contract/index.ts";
import { parseJson } from "../../../ground/core/index.ts";
import { type BoundedLook, type SeenFile, smallText, storedFile } from "../bounded-look.ts";
import { storeLimits } from "../limits.ts";
import { ownName } from "../own-text.ts";
import type { StoreFolder, StoredModel } from "../types.ts";

/** `HOST/NAMESPACE/MODEL/TAG`. */
const deepest = 6;
const ownHost = "registry.ollama.ai";
const ownNamespace = "library";
/** Of which Ollama pulls files as they are. */
const hubHosts = new Set(["hf.co", "huggingface.co"]);

const kind = (name: string): string => `application/vnd.ollama.image.${name}`;
const manifestSchema = z.object({
  layers: z
    .array(
      z.object({
        mediaType: z.string().max(200),
        // The only part that becomes a path.
        digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
        size: z.number().int().nonnegative().optional(),
      }),
    )
    .max(storeLimits.layers),
});
type Layer = z.infer<typeof manifestSchema>["layers"][number];

/** Each tag is a small file that names its blobs, which are called by their hashes. Two tags of one blob are one model. */
export async function* readOllama(
  { path: folder, program }: StoreFolder,
  look: BoundedLook,
): AsyncGenerator<StoredModel> {
  const root = join(folder, "manifests");
  const tags: SeenFile[] = [];
  for await (const files of look.filesBelow(root, deepest, program)) tags.push(...files);
  // A tag that says what it is names the model better than "latest".
  const isLatest = ({ name }: SeenFile): number => Number(name === "latest");
  tags.sort((one, other) => isLatest(one) - isLatest(other));
  for (const tag of tags) {
    const layers = await layersOf(tag.path);
    if (layers === null) look.tell({ program, path: tag.path, reason: "not-understood" });
    else yield* modelsOf(layers, namedBy(relative(root, tag.path).split(/[/\\]/)), { folder, program, look });
  }
}

async function layersOf(path: string): Promise<Layer[] | null> {
  const text = await smallText(path, storeLimits.manifestBytes);
  if (text === null) return null;
  try {
    const { manifestDepth: depth, manifestValues: values } = storeLimits;
    return manifestSchema.parse(parseJson(text, { depth, values })).layers;
  } catch {
    return null;
  }
}

interface Within {
  folder: string;
  program: StoreFolder["program"];
  look: BoundedLook;
}

async function* modelsOf(
  layers: readonly Layer[],
  named: Pick<StoredModel, "name" | "repository">,
  { folder, program, look }: Within,
): AsyncGenerator<StoredModel> {
  const of = (name: string): Layer[] => layers.filter(({ mediaType }) => mediaType === kind(name));
  const blob = (layer: Layer): Promise<SeenFile | null> =>
    look.file(join(folder, "blobs", layer.digest.replace(":", "-")));
  const common = { program, ...named, commit: null, hasAdapter: of("adapter").length > 0 };
  let companionBytes = 0;
  for (const layer of of("projector")) companionBytes += (await blob(layer))?.sizeBytes ?? 0;
  for (const layer of of("model")) {
    const file = await blob(layer);
    if (file === null || !look.take(file)) continue;
    const isWhole = layer.size === undefined || layer.size === file.sizeBytes;
    const sha256 = isWhole ? layer.digest.slice("sha256:".length) : null;
    yield { ...common, files: [storedFile(file, sha256)], foreign: null, companionBytes };
    companionBytes = 0;
  }
  const tensors: StoredModel["files"][number][] = [];
  for (const layer of of("tensor")) {
    const file = await blob(layer);
    if (file !== null && look.take(file)) tensors.push(storedFile(file));
  }
  const [first, ...others] = tensors;
  if (first !== undefined) yield { ...common, files: [first, ...others], foreign: "safetensors", companionBytes };
}

/** As Ollama itself calls it: `llama3.2:3b`, `hf.co/owner/name:Q4_K_M`. */
function namedBy(parts: readonly string[]): Pick<StoredModel, "name" | "repository"> {
  const [host = "", ...inside] = parts;
  const tag = inside.at(-1) ?? "";
  const path = inside.slice(0, -1);
  const repository = hubHosts.has(host) && path.length === 2 ? path.join("/") : null;
  const shown = host !== ownHost ? [host, ...path] : path[0] === ownNamespace ? path.slice(1) : path;
  return {
    name: ownName(`${shown.join("/")}:${tag}`),
    repository: repository !== null && isRepositoryId(repository) ? repository : null,
  };
}
