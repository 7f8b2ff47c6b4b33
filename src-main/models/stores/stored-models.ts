import { readFiles } from "./readers/files.ts";
import { readHubCache } from "./readers/hub-cache.ts";
import { readJan } from "./readers/jan.ts";
import { readOllama } from "./readers/ollama.ts";
import type { BoundedLook } from "./bounded-look.ts";
import { storeLimits } from "./limits.ts";
import type { Layout, StoreFolder, StoredModel } from "./types.ts";

type Reader = (folder: StoreFolder, look: BoundedLook) => AsyncGenerator<StoredModel>;

const readers: Readonly<Record<Layout, Reader>> = {
  ollama: readOllama,
  hub: readHubCache,
  jan: readJan,
  files: readFiles,
};

/** The models in these folders. A file that several of them have is the first one's: each counts once. */
export async function* storedModels(folders: readonly StoreFolder[], look: BoundedLook): AsyncGenerator<StoredModel> {
  let count = 0;
  /** Content whose hash is known, by that and its size. */
  const contents = new Set<string>();
  for (const folder of folders) {
    for await (const model of readers[folder.layout](folder, look)) {
      const content = contentOf(model);
      if (content !== null && contents.has(content)) continue;
      if (content !== null) contents.add(content);
      if (++count > storeLimits.models) return;
      yield model;
    }
  }
}

function contentOf({ files }: StoredModel): string | null {
  return files.some(({ sha256 }) => sha256 === null)
    ? null
    : files.map(({ sizeBytes, sha256 }) => `${String(sizeBytes)} ${sha256 ?? ""}`).join();
}
