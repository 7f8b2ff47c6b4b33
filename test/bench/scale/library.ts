import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import type { Database } from "../../../src-main/ground/storage/index.ts";
import { setImmediate as nextTurn } from "node:timers/promises";
import { serialize } from "node:v8";
import type { LedgerEntry, MeasuredHere } from "../../../src-shared/contract/index.ts";
import { Library, findDuplicates, reviewVariants } from "../../../src-main/models/library/index.ts";
import { VariantsTable } from "../../../src-main/models/library/variants-table.ts";
import { arrangeRows } from "../../../src-renderer/features/library/arrange-rows.ts";
import { openAppDatabase } from "../../fixtures/open-app-database.ts";
import { type Comparison, compare, median } from "../harness.ts";

const variants = 10_000;
const folders = 5;
const variantsOfModel = 10;
/** What a library has at most of each: loads, and what the lab has measured. */
const loads = 500;
const measurements = 100;
const pageSize = 100;
const rounds = 51;
const reviewRounds = 5;
/** A frame at 60 a second. */
const frameMs = 16;

/** How long the first page of a large library takes, one from its middle, a search, and how long main stands still for a review. */
export async function libraryAtScale(note: (text: string) => void): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "bitloft-bench-library-"));
  const db = openAppDatabase(join(folder, "bitloft.db"));
  const library = new Library({ db, modelsFolder: () => join(folder, "models"), logger: silentLogger });
  try {
    fill(db, join(folder, "models"));
    const [first, middle] = [null, cursorAt(library, variants / 2)];
    note(`${variants} variants in ${folders} folders, pages of ${pageSize}`);
    const list = library.list();
    const find = (text: string): unknown => arrangeRows(list, { text, sort: "used", speedOf: () => null, most: 100 });
    const asked = await stillFor(() => review(library));
    return [
      bounded("the first page of the library", () => library.page(first, pageSize)),
      bounded("a page from the library's middle", () => library.page(middle, pageSize)),
      bounded("the files of a page that is judged", () =>
        library.some(library.page(middle, pageSize).items.map(({ id }) => id)),
      ),
      bounded("the order of the library's table", () => find("")),
      bounded("a search in the library", () => find("model 77 q5")),
      atMost("main's longest stop while it reviews the library", asked.longestMs),
      compare({ name: "the review, whole", peer: "", unit: "ms", ours: asked.wholeMs, theirs: NaN }, null),
    ];
  } finally {
    await library.dispose();
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the library's screen asks for it; what is sent to the window is written out in one go. */
async function review(library: Library): Promise<void> {
  const known = { variants: library.each(), entries: someLoads(), measured: someMeasured(), now: Date.now() };
  serialize({ ...(await reviewVariants(known)), duplicates: await findDuplicates(library.inSeveralPlaces()) });
}

/** The longest that nothing else had its turn, and how long it took. */
async function stillFor(work: () => Promise<void>): Promise<{ longestMs: number; wholeMs: number }> {
  const longest: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < reviewRounds; round++) {
    let isOver = false;
    let longestMs = 0;
    const begun = performance.now();
    const done = work().finally(() => (isOver = true));
    for (let before = performance.now(); !isOver; before = performance.now()) {
      await nextTurn();
      longestMs = Math.max(longestMs, performance.now() - before);
    }
    await done;
    longest.push(longestMs);
    whole.push(performance.now() - begun);
  }
  return { longestMs: median(longest), wholeMs: median(whole) };
}

function someLoads(): LedgerEntry[] {
  const speeds = [{ contextTokens: 10, tokensPerSecond: 20, promptTokensPerSecond: null }];
  return Array.from(
    { length: loads },
    (_, index) => ({ name: modelOf(index), label: labelOf(index), speeds }) as unknown as LedgerEntry,
  );
}

function someMeasured(): MeasuredHere[] {
  const klDivergence = { mean: 0.01, standardError: 0.001, median: 0.01, p99: 0.01, max: 0.01 };
  const text = { name: "english", sha256: "0", tokens: 4096 };
  return Array.from(
    { length: measurements },
    (_, index) =>
      ({ variantId: `variant-${index}`, referenceId: "variant-0", klDivergence, text }) as unknown as MeasuredHere,
  );
}

const modelOf = (index: number): string => `Model ${Math.floor(index / variantsOfModel)}`;
const labelOf = (index: number): string => `Q${index % variantsOfModel}_K_M`;

/** Each of two shards, and every tenth the same content as the one before it. */
function fill(db: Database, models: string): void {
  const table = new VariantsTable(db);
  db.transaction(() => {
    for (let index = 0; index < variants; index++) {
      const folder = `${models}-${index % folders}`;
      const content = index % 10 === 0 ? index - 1 : index;
      const files = [1, 2].map((shard) => ({
        path: join(folder, "owner", "name", `commit-${index}`, `model-0000${shard}-of-00002.gguf`),
        folder,
        role: "models" as const,
        owner: "bitloft" as const,
        sizeBytes: 4_000_000_000 + shard,
        sha256: `${content}-${shard}`.padStart(64, "0"),
        modifiedAt: index,
        state: "ready" as const,
      }));
      table.put(
        {
          ...{
            id: `variant-${index}`,
            repository: `owner/${modelOf(index)}`,
            commit: `commit-${index}`,
            variantKey: labelOf(index),
          },
          ...{ name: modelOf(index), label: labelOf(index), modifiers: [], architecture: "llama", parameters: 8e9 },
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
  return atMost(name, median(times));
}

function atMost(name: string, ours: number): Comparison {
  return compare({ name, peer: "a frame", unit: "ms", ours, theirs: frameMs }, { at: "most", ours: frameMs });
}
