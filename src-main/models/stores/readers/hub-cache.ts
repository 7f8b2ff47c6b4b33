import { basename, dirname, join } from "node:path";
import { isRepositoryId } from "../../../../src-shared/contract/index.ts";
import { modelName } from "../../../../src-shared/figures/index.ts";
import { type BoundedLook, smallText } from "../bounded-look.ts";
import { storeLimits } from "../limits.ts";
import { ownName } from "../own-text.ts";
import type { StoreFolder, StoredFile, StoredModel } from "../types.ts";
import { type FoundWeights, weightsIn } from "./weights-in-folder.ts";

/** A snapshot has the repository's own folders. */
const deepest = 5;
const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/**
 * `models--OWNER--NAME/snapshots/COMMIT/…`, whose files are links to blobs that are called by their hashes; where the system allows
 * no links they are the files themselves. Of several snapshots the one that is in use comes first.
 */
export async function* readHubCache({ path, program }: StoreFolder, look: BoundedLook): AsyncGenerator<StoredModel> {
  for (const entry of await look.list(path, program)) {
    const id = /^models--(.+)$/.exec(entry.name)?.[1];
    if (id === undefined || entry.isFile()) continue;
    // A name may hold the two dashes itself; an owner does not.
    const repository = id.replace("--", "/");
    yield* ofRepository(join(path, entry.name), repository, { program, look });
  }
}

async function* ofRepository(
  folder: string,
  repository: string,
  { program, look }: { program: StoreFolder["program"]; look: BoundedLook },
): AsyncGenerator<StoredModel> {
  const snapshots = join(folder, "snapshots");
  const current = await currentCommit(folder, look, program);
  const commits = (await look.list(snapshots, program)).map(({ name }) => name);
  commits.sort((one, other) => Number(other === current) - Number(one === current));
  const blobs = await look.realPath(join(folder, "blobs"));
  const known = new Set<string>();
  for (const commit of commits) {
    for await (const files of look.filesBelow(join(snapshots, commit), deepest, program)) {
      for (const weights of await weightsIn(files, look)) {
        // What an older snapshot has in the same format is what the newer one replaced.
        if (weights.foreign !== null && known.has(weights.foreign)) continue;
        if (weights.foreign !== null) known.add(weights.foreign);
        yield {
          program,
          ...(await hashed(weights, blobs, look)),
          name: ownName(weights.foreign === null ? modelName(repository) : repository),
          repository: isRepositoryId(repository) ? repository : null,
          commit: isCommit(commit) ? commit : null,
          hasAdapter: false,
        };
      }
    }
  }
}

/** The commit that `main` is at, else that of the first reference that has one. */
async function currentCommit(
  folder: string,
  look: BoundedLook,
  program: StoreFolder["program"],
): Promise<string | null> {
  const names: string[] = ["main"];
  for (const { name } of await look.list(join(folder, "refs"), program)) if (name !== "main") names.push(name);
  for (const name of names) {
    const text = (await smallText(join(folder, "refs", name), storeLimits.refBytes))?.trim() ?? "";
    if (isCommit(text)) return text;
  }
  return null;
}

async function hashed(weights: FoundWeights, blobs: string | null, look: BoundedLook): Promise<FoundWeights> {
  if (weights.foreign !== null) return weights;
  const [first, ...others] = weights.files;
  const rest: StoredFile[] = [];
  for (const file of others) rest.push(await withHash(file, blobs, look));
  return { ...weights, files: [await withHash(first, blobs, look), ...rest] };
}

/** Large files' blobs are called by their SHA-256; small ones' by a shorter hash of Git's. */
async function withHash(file: StoredFile, blobs: string | null, look: BoundedLook): Promise<StoredFile> {
  const real = blobs === null ? null : await look.realPath(file.path);
  if (real === null || dirname(real) !== blobs) return file;
  const name = basename(real);
  return /^[0-9a-f]{64}$/.test(name) ? { ...file, sha256: name } : file;
}
