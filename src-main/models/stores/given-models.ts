import { resolve } from "node:path";
import { type BoundedLook, storedFile } from "./bounded-look.ts";
import { shardPaths } from "../catalog/index.ts";
import { storedModels } from "./stored-models.ts";
import type { StoreFolder, StoredModel } from "./types.ts";

/** The models in files and folders that a person has named. A file counts whatever it is called: its header says what it is. */
export async function* givenModels(paths: readonly string[], look: BoundedLook): AsyncGenerator<StoredModel> {
  const program = "folder";
  const folders: StoreFolder[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const file = await look.file(path);
    if (file === null) folders.push({ program, path, layout: "files" });
    else {
      const [first = path] = firstOf(path);
      // A shard that is alone is told of by its header.
      const begins = (await look.file(first)) ?? file;
      if (!look.take(begins)) continue;
      const files: StoredModel["files"] = [storedFile(begins)];
      const known = { name: null, repository: null, commit: null, foreign: null };
      yield { program, files, ...known, hasAdapter: false, companionBytes: 0 };
    }
  }
  yield* storedModels(folders, look);
}

function firstOf(path: string): string[] {
  try {
    return shardPaths(path);
  } catch {
    return [path];
  }
}
