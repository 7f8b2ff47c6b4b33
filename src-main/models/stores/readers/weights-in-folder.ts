import { dirname } from "node:path";
import { z } from "zod";
import type { ForeignFormat } from "../../../../src-shared/contract/index.ts";
import { parseJson } from "../../../ground/core/index.ts";
import { readLabel } from "../../catalog/index.ts";
import { type BoundedLook, type SeenFile, smallText, storedFile } from "../bounded-look.ts";
import { storeLimits } from "../limits.ts";
import type { StoredModel } from "../types.ts";

/** What goes with a model beside it, and what is not finished. */
const notAModel = /^(mmproj|mtp-|eagle3-|dflash-|dspark-|incomplete-)|\.(incomplete|part|partial|download)$/i;
const shard = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;
/** A fragment that is kept beside weights, as an optimiser's state, is no model of this size. */
const leastForeignBytes = 1024 * 1024;

export type FoundWeights = Pick<StoredModel, "files" | "foreign" | "companionBytes">;

/**
 * The models among the files of one folder: each GGUF file, shards as one, with the projectors beside them; and weights that this
 * engine does not read, all of one folder together.
 */
export async function weightsIn(files: readonly SeenFile[], look: BoundedLook): Promise<FoundWeights[]> {
  const models = ggufIn(files).filter((model) => look.take(model.first));
  const found: FoundWeights[] = models.map(({ stored }) => ({ files: stored, foreign: null, companionBytes: 0 }));
  const [first] = found;
  for (const file of files) {
    if (first === undefined || !/^mmproj.*\.gguf$/i.test(file.name) || !look.take(file)) continue;
    first.companionBytes += file.sizeBytes;
  }
  const foreign = await foreignIn(files, look);
  return foreign === null ? found : [...found, foreign];
}

interface GgufModel {
  first: SeenFile;
  stored: StoredModel["files"];
}

function ggufIn(files: readonly SeenFile[]): GgufModel[] {
  const wholes: SeenFile[][] = [];
  const sets = new Map<string, SeenFile[]>();
  for (const file of files) {
    if (!/\.gguf$/i.test(file.name) || notAModel.test(file.name)) continue;
    const match = shard.exec(file.name);
    if (match === null) wholes.push([file]);
    else {
      const key = `${match[1] ?? ""} ${match[3] ?? ""}`;
      sets.set(key, [...(sets.get(key) ?? []), file]);
    }
  }
  return [...wholes, ...sets.values()].flatMap((parts): GgufModel[] => {
    const [first, ...others] = parts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return first === undefined
      ? []
      : [{ first, stored: [storedFile(first), ...others.map((file) => storedFile(file))] }];
  });
}

async function foreignIn(files: readonly SeenFile[], look: BoundedLook): Promise<FoundWeights | null> {
  const weights: { file: SeenFile; format: ForeignFormat }[] = [];
  for (const file of files) {
    const { note } = readLabel(file.path.split(/[/\\]/).slice(-4).join("/"));
    if (note?.key === "foreign-format" && /\.[a-z0-9]+$/i.test(file.name)) {
      weights.push({ file, format: note.figures.format });
    }
  }
  const sizeBytes = weights.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const [first] = weights;
  if (first === undefined || sizeBytes < leastForeignBytes) return null;
  const taken = weights.filter(({ file }) => look.take(file)).map(({ file }) => storedFile(file));
  const [head, ...rest] = taken;
  if (head === undefined) return null;
  const config = files.find(({ name }) => name === "config.json");
  const said = config === undefined ? null : await formatSaid(config.path);
  return { files: [head, ...rest], foreign: said ?? first.format, companionBytes: 0 };
}

const methods: Readonly<Record<string, ForeignFormat>> = {
  gptq: "gptq",
  awq: "awq",
  exl2: "exl2",
  exl3: "exl3",
  bitsandbytes: "bitsandbytes",
};
const configSchema = z.object({
  quantization_config: z.object({ quant_method: z.string().max(100) }).optional(),
  // As MLX's converter writes it.
  quantization: z.object({ group_size: z.number(), bits: z.number() }).optional(),
});

/** What a model's own description says of how its weights are stored: names of folders say it less surely. */
async function formatSaid(path: string): Promise<ForeignFormat | null> {
  const text = await smallText(path, storeLimits.settingsBytes);
  if (text === null) return null;
  try {
    const { settingsDepth: depth, settingsValues: values } = storeLimits;
    const { quantization_config: config, quantization } = configSchema.parse(parseJson(text, { depth, values }));
    if (config !== undefined) return methods[config.quant_method.toLowerCase()] ?? "serving";
    return quantization === undefined ? null : "mlx";
  } catch {
    return null;
  }
}

/** The name of the folder that the files are in. */
export const folderNameOf = (path: string): string => dirname(path).split(/[/\\]/).at(-1) ?? path;
