import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { InstalledState, VariantRecord } from "./db/index.ts";

/** A drive that does not answer for so long counts as missing, and must not hold up the rest. */
const answerMs = 2000;

/** The state that a variant's files are in now, by their presence, size and time of change alone. */
export async function stateOfFiles(variant: VariantRecord): Promise<InstalledState> {
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
