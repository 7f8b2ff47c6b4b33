import { type Dirent, type Stats } from "node:fs";
import { readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { type Elsewhere, type OtherProgram, otherPrograms } from "../../../src-shared/contract/index.ts";
import { type JsonBounds, parseJson } from "../../ground/core/index.ts";

/** Where programs keep models depends on these. */
export interface HomePlace {
  home: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** A look is for one sentence and must not be felt. */
export const elsewhereLimits = {
  /** Names of files and folders, over all programs. */
  entries: 20_000,
  manifestBytes: 256 * 1024,
  milliseconds: 1500,
};

/** LM Studio's is two folders deep, Jan's may hold slashes, a snapshot of the Hub's cache has the repository's own folders. */
const deepest = 6;
const manifestBounds: JsonBounds = { depth: 12, values: 10_000 };
const modelLayer = "application/vnd.ollama.image.model";
const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) })).max(200),
});

/** Shards after the first belong to the same model. */
const laterShard = /-(?!00001)\d{5}-of-\d{5}\.gguf$/i;
const notAModel = /^(mmproj|mtp-|eagle3-|dflash-|dspark-|incomplete-)/i;

interface LookOptions {
  /** A folder that is not another program's: that of Bitloft's own models. */
  skip: string;
  signal?: AbortSignal;
  limits?: { entries: number; milliseconds: number };
}

/**
 * Counts the models that other programs hold, and their bytes on disk. Nothing is written or opened but Ollama's lists, links are
 * followed, and a file that is found twice counts once. What cannot be read is as if it were not there.
 */
export async function lookElsewhere(place: HomePlace, options: LookOptions): Promise<Elsewhere> {
  const look = new Look(options);
  const counted: Elsewhere["programs"] = [];
  for (const program of otherPrograms) {
    let models = 0;
    let bytes = 0;
    for (const folder of foldersOf(program, place)) {
      const files = program === "ollama" ? look.ollama(folder) : look.gguf(folder);
      for await (const file of files) {
        if (file.begins) models++;
        bytes += file.bytes;
      }
    }
    if (models > 0) counted.push({ program, models, bytes });
  }
  options.signal?.throwIfAborted();
  return { programs: counted, partial: look.partial };
}

/** As each program documents them; those that are moved by a setting of its own are not found. */
function foldersOf(program: OtherProgram, { home, platform, env }: HomePlace): string[] {
  const local = env["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  const roaming = env["APPDATA"] ?? join(home, "AppData", "Roaming");
  const data = env["XDG_DATA_HOME"] ?? join(home, ".local", "share");
  const cache = env["XDG_CACHE_HOME"] ?? join(home, ".cache");
  const support = join(home, "Library", "Application Support");
  const on = (windows: string, mac: string, other: string): string =>
    platform === "win32" ? windows : platform === "darwin" ? mac : other;
  switch (program) {
    case "lm-studio":
      return [join(home, ".lmstudio", "models"), join(home, ".cache", "lm-studio", "models")];
    case "ollama":
      return env["OLLAMA_MODELS"]
        ? [env["OLLAMA_MODELS"]]
        : [join(home, ".ollama", "models"), ...ollamaServices(platform)];
    case "hf-cache":
      return [
        env["HF_HUB_CACHE"] ??
          env["HUGGINGFACE_HUB_CACHE"] ??
          (env["HF_HOME"] ? join(env["HF_HOME"], "hub") : join(cache, "huggingface", "hub")),
      ];
    case "jan":
      return [join(on(join(roaming, "Jan"), join(support, "Jan"), join(data, "Jan")), "data", "llamacpp", "models")];
    case "gpt4all":
      return [join(on(local, support, data), "nomic.ai", "GPT4All")];
    case "llama-cpp":
      return [env["LLAMA_CACHE"] ?? join(on(local, join(home, "Library", "Caches"), cache), "llama.cpp")];
  }
}

/** Where it runs as a service of its own user. */
const ollamaServices = (platform: NodeJS.Platform): string[] =>
  platform === "linux" ? ["/usr/share/ollama/.ollama/models", "/var/lib/ollama/.ollama/models"] : [];

interface FoundFile {
  bytes: number;
  /** Of the files of a model its first. */
  begins: boolean;
}

/** One look over all programs: its limits, and what it has counted. */
class Look {
  readonly #skip: string;
  readonly #signal: AbortSignal | undefined;
  readonly #endsAt: number;
  /** Device and inode of every counted file. */
  readonly #seen = new Set<string>();
  #left: number;
  #partial = false;

  constructor({ skip, signal, limits = elsewhereLimits }: LookOptions) {
    this.#skip = skip;
    this.#signal = signal;
    this.#left = limits.entries;
    this.#endsAt = performance.now() + limits.milliseconds;
  }

  get partial(): boolean {
    return this.#partial;
  }

  async *gguf(folder: string): AsyncGenerator<FoundFile> {
    for await (const path of this.#filesIn(folder, deepest)) {
      const name = basename(path);
      if (!/\.gguf$/i.test(name)) continue;
      const bytes = await this.#count(path);
      if (bytes !== null) yield { bytes, begins: !laterShard.test(name) && !notAModel.test(name) };
    }
  }

  /** Tags of models are small files that name a blob each; two tags of one blob are one model. */
  async *ollama(folder: string): AsyncGenerator<FoundFile> {
    for await (const path of this.#filesIn(join(folder, "manifests"), deepest)) {
      for (const digest of await modelDigests(path)) {
        const bytes = await this.#count(join(folder, "blobs", digest.replace(":", "-")));
        if (bytes !== null) yield { bytes, begins: true };
      }
    }
  }

  async *#filesIn(folder: string, depth: number): AsyncGenerator<string> {
    if (folder === this.#skip) return;
    for (const entry of await entriesOf(folder)) {
      if (!this.#goOn()) return;
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) yield path;
      else if (depth > 1) yield* this.#filesIn(path, depth - 1);
    }
  }

  /** Its size, once; null where it is no file or was counted. */
  async #count(path: string): Promise<number | null> {
    const found = await stat(path).catch((): Stats | null => null);
    if (!found?.isFile()) return null;
    const key = `${String(found.dev)}:${String(found.ino)}`;
    if (this.#seen.has(key)) return null;
    this.#seen.add(key);
    return found.size;
  }

  #goOn(): boolean {
    if (this.#signal?.aborted === true) return false;
    if (this.#left-- > 0 && performance.now() < this.#endsAt) return true;
    this.#partial = true;
    return false;
  }
}

/** Of the models that a tag of Ollama's consists of; none where it is not such a list. */
async function modelDigests(path: string): Promise<string[]> {
  try {
    if ((await stat(path)).size > elsewhereLimits.manifestBytes) return [];
    const { layers } = manifestSchema.parse(parseJson(await readFile(path, "utf8"), manifestBounds));
    return layers.filter(({ mediaType }) => mediaType === modelLayer).map(({ digest }) => digest);
  } catch {
    return [];
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
