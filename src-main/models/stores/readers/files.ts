import type { BoundedLook } from "../bounded-look.ts";
import { ownName } from "../own-text.ts";
import type { StoreFolder, StoredModel } from "../types.ts";
import { folderNameOf, weightsIn } from "./weights-in-folder.ts";

/** LM Studio's is two folders deep; people nest more. */
const deepest = 6;

/** Files in folders, as most programs and most people have them. Of the Hub's own layout beside them nothing is read twice. */
export async function* readFiles(
  { path: folder, program }: StoreFolder,
  look: BoundedLook,
): AsyncGenerator<StoredModel> {
  for await (const files of look.filesBelow(folder, deepest, program)) {
    for (const weights of await weightsIn(files, look)) {
      const name = weights.foreign === null ? null : ownName(folderNameOf(weights.files[0].path));
      yield { program, ...weights, name, repository: null, commit: null, hasAdapter: false };
    }
  }
}
