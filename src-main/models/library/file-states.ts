import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { InstalledState, VariantRecord } from "./types.ts";

/** A drive that does not answer for so long counts as missing, and must not hold up the rest. */
const answerMs = 2000;

/** So many files are asked for at a time: a drive answers a few as fast as many, and a time limit that began for all at once would run out for the last of them. */
const atOnce = 16;

/** The state of each variant's files, in their order. */
export async function statesOfFiles(variants: readonly VariantRecord[]): Promise<InstalledState[]> {
  const states: InstalledState[] = [];
  /** Of drives that did not answer: each of their files would be waited for in turn. */
  const silent = new Set<string>();
  const entries = variants.entries();
  const work = async (): Promise<void> => {
    for (const [index, variant] of entries) {
      const place = variant.root ?? dirname(variant.files[0]?.path ?? "");
      const began = performance.now();
      const state = silent.has(place) ? "missing" : await stateOfFiles(variant);
      if (state === "missing" && performance.now() - began >= answerMs) silent.add(place);
      states[index] = state;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return states;
}

/** The state that a variant's files are in now, by their presence, size and time of change alone. */
async function stateOfFiles(variant: VariantRecord): Promise<InstalledState> {
  const found = await Promise.all(variant.files.map(({ path }) => look(path)));
  if (found.some((file) => file === null)) return "missing";
  const same = variant.files.every(
    ({ sizeBytes, modifiedAt }, index) =>
      found[index]?.sizeBytes === sizeBytes && found[index]?.modifiedAt === modifiedAt,
  );
  // What was found damaged and still has the wrong length cannot have been mended since.
  const wrongLength = variant.files.some(({ sizeBytes }, index) => found[index]?.sizeBytes !== sizeBytes);
  if (!same) return wrongLength && variant.state === "damaged" ? "damaged" : "unverified";
  // Back where it was, and the same: what was known about it holds again.
  return variant.state === "missing" ? "ready" : variant.state;
}

async function look(path: string): Promise<{ sizeBytes: number; modifiedAt: number } | null> {
  const given = new AbortController();
  const tooLong = delay(answerMs, null, { signal: given.signal, ref: false }).catch(() => null);
  const answer = stat(path).then(
    (found) => (found.isFile() ? { sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs) } : null),
    () => null,
  );
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    given.abort();
  }
}
