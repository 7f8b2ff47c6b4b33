import { type Repository, type RepositoryFile, gitOid } from "./repository.ts";

/** `GET /api/models` as far as the product and the real client use it. */
export interface SearchResult {
  models: Repository[];
  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

const sorts: Record<string, (model: Repository) => number | string> = {
  downloads: (model) => model.downloads,
  likes: (model) => model.likes,
  lastModified: (model) => model.lastModified,
  createdAt: (model) => model.createdAt,
  trendingScore: (model) => model.trendingScore,
};

export function search(all: readonly Repository[], params: URLSearchParams): SearchResult {
  const terms = (params.get("search") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const filters = params.getAll("filter").flatMap((filter) => filter.split(","));
  const author = params.get("author");
  const [min, max] = parameterBounds(params.get("num_parameters"));
  const sortBy = sorts[params.get("sort") ?? "trendingScore"] ?? sorts["trendingScore"]!;
  const limit = Math.min(Number(params.get("limit") ?? 30) || 30, 1000);
  const from = Number(Buffer.from(params.get("cursor") ?? "", "base64url").toString()) || 0;

  const hits = all
    .filter((model) => !model.private)
    .filter((model) => terms.every((term) => model.id.toLowerCase().includes(term)))
    .filter((model) => filters.every((filter) => model.tags.includes(filter)))
    .filter((model) => author === null || model.id.startsWith(`${author}/`))
    .filter((model) => (model.gguf?.total ?? min) >= min && (model.gguf?.total ?? min) <= max)
    .sort((a, b) => (sortBy(a) < sortBy(b) ? 1 : sortBy(a) > sortBy(b) ? -1 : 0));
  const end = from + limit;
  return {
    models: hits.slice(from, end),
    next: end < hits.length ? Buffer.from(String(end)).toString("base64url") : null,
  };
}

async function siblingJson(file: RepositoryFile, blobs: boolean): Promise<Record<string, unknown>> {
  if (!blobs) return { rfilename: file.path };
  const size = file.body.sizeBytes;
  const lfs = file.lfs ? { lfs: { sha256: await file.body.sha256(), size, pointerSize: 135 } } : {};
  return { rfilename: file.path, size, blobId: gitOid(file), ...lfs };
}

function parameterBounds(text: string | null): [number, number] {
  const read = (name: string, otherwise: number): number => {
    const match = new RegExp(`${name}:([\\d.]+)([KMBT]?)`, "i").exec(text ?? "");
    if (!match) return otherwise;
    const unit = { "": 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[(match[2] ?? "").toUpperCase()] ?? 1;
    return Number(match[1]) * unit;
  };
  return [read("min", 0), read("max", Infinity)];
}

/** A model as JSON; `expand` names the properties, as on the Hub, where only those and the id come back. */
export async function modelJson(
  model: Repository,
  commit: string,
  expand: readonly string[],
  blobs = false,
): Promise<Record<string, unknown>> {
  const files = model.revisions.get(commit) ?? [];
  const all: Record<string, unknown> = {
    author: model.id.split("/")[0],
    baseModels: model.baseModel === null ? null : { relation: "quantized", models: [{ id: model.baseModel }] },
    cardData: {
      ...(model.license === null ? {} : { license: model.license }),
      ...(model.baseModel === null ? {} : { base_model: model.baseModel }),
    },
    config: model.gguf === null ? {} : { model_type: model.gguf.architecture },
    createdAt: model.createdAt,
    disabled: false,
    downloads: model.downloads,
    gated: model.gated,
    gguf: model.gguf ?? undefined,
    lastModified: model.lastModified,
    library_name: "gguf",
    likes: model.likes,
    pipeline_tag: "text-generation",
    private: model.private,
    sha: commit,
    siblings: await Promise.all(files.map((file) => siblingJson(file, blobs))),
    tags: model.tags,
    trendingScore: model.trendingScore,
  };
  const wanted = expand.length === 0 ? Object.keys(all) : expand;
  return {
    _id: model.main.slice(0, 24),
    id: model.id,
    ...(expand.length === 0 ? { modelId: model.id } : {}),
    ...Object.fromEntries(wanted.filter((key) => all[key] !== undefined).map((key) => [key, all[key]])),
  };
}
