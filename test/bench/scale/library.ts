import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import type { Database } from "../../../src-main/ground/storage/index.ts";
import { Library } from "../../../src-main/models/library/index.ts";
import { VariantsTable } from "../../../src-main/models/library/variants-table.ts";
import { openAppDatabase } from "../../fixtures/open-app-database.ts";
import { type Comparison, compare, median } from "../harness.ts";

const variants = 10_000;
const pageSize = 100;
const rounds = 51;
/** A frame at 60 a second. */
const frameMs = 16;

/** How long the first page of a large library takes, and one from its middle. */
export async function libraryAtScale(note: (text: string) => void): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-library-"));
  const db = openAppDatabase(join(folder, "bitloft.db"));
  const library = new Library({ db, modelsFolder: () => join(folder, "models"), logger: silentLogger });
  try {
    fill(db, join(folder, "models"));
    const [first, middle] = [null, cursorAt(library, variants / 2)];
    note(`${variants} variants, pages of ${pageSize}`);
    return [
      bounded("the first page of the library", () => library.page(first, pageSize)),
      bounded("a page from the library's middle", () => library.page(middle, pageSize)),
      bounded("the files of a page that is judged", () => library.some(library.page(middle, pageSize).items.map(({ id }) => id))),
    ];
  } finally {
    await library.dispose();
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each of two shards, and every tenth the same content as the one before it. */
function fill(db: Database, models: string): void {
  const table = new VariantsTable(db);
  db.transaction(() => {
    for (let index = 0; index < variants; index++) {
      const content = index % 10 === 0 ? index - 1 : index;
      const files = [1, 2].map((shard) => ({
        path: join(models, "owner", "name", `commit-${index}`, `model-0000${shard}-of-00002.gguf`),
        folder: models,
        role: "models" as const,
        owner: "bitloft" as const,
        sizeBytes: 4_000_000_000 + shard,
        sha256: `${content}-${shard}`.padStart(64, "0"),
        modifiedAt: index,
        state: "ready" as const,
      }));
      table.put(
        {
          ...{ id: `variant-${index}`, repository: "owner/name", commit: `commit-${index}`, variantKey: "Q4_K_M" },
          ...{ name: "A model's name", label: "Q4_K_M", modifiers: ["UD"], architecture: "llama", parameters: 8e9 },
          ...{ trainedContextTokens: 131_072, purpose: "chat", addedAt: index, lastUsedAt: index, files },
        },
        index,
      );
    }
  });
}

function cursorAt(library: Library, position: number): string | null {
  let next: string | null = null;
  for (let at = 0; at < position; at += pageSize) ({ next } = library.page(next, pageSize));
  return next;
}

function bounded(name: string, work: () => unknown): Comparison {
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  const ours = median(times);
  return compare({ name, peer: "a frame", unit: "ms", ours, theirs: frameMs }, { at: "most", ours: frameMs });
}
