import { stat } from "node:fs/promises";
import { modelFacts, readGgufFile } from "../catalog/index.ts";
import type { ModelFacts } from "../../../src-shared/contract/index.ts";

/** What an installed variant's files are now; the library says what they were. */
interface Found {
  /** Changes with any of the files; null when one is gone. */
  stamp: string | null;
  sizesBytes: (number | null)[];
}

export interface InstalledFacts {
  facts: ModelFacts;
  /** Of each file; null where it is gone. */
  sizesBytes: (number | null)[];
}

/** Installed variants' own headers, read once while their files stay the same: a person may put another model in one's place. */
export class InstalledHeaders {
  readonly #known = new Map<string, { stamp: string; facts: ModelFacts }>();

  async read(variantId: string, paths: readonly string[]): Promise<InstalledFacts> {
    const { stamp, sizesBytes } = await lookAt(paths);
    const before = this.#known.get(variantId);
    // A loaded model stays loaded when its file is deleted.
    if (before !== undefined && (stamp === null || stamp === before.stamp)) return { facts: before.facts, sizesBytes };
    const facts = modelFacts(await readGgufFile(paths[0] ?? ""));
    if (stamp !== null) this.#known.set(variantId, { stamp, facts });
    return { facts, sizesBytes };
  }
}

async function lookAt(paths: readonly string[]): Promise<Found> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const stamps = found.map((file) => (file === null ? null : `${file.ino} ${file.size} ${file.mtimeMs}`));
  return {
    stamp: stamps.includes(null) ? null : stamps.join(),
    sizesBytes: found.map((file) => file?.size ?? null),
  };
}
