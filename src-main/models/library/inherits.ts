import type { VariantRecord } from "./types.ts";

/** Whether a variant is opened at files of one that goes, since one of its own is missing or damaged: that content is nowhere else. */
export function inherits(heir: VariantRecord, going: VariantRecord): boolean {
  const goes = new Set(going.files.map(({ id }) => id));
  return (
    heir.files.some(({ here, away, state }) => !away && (!here || state === "damaged")) &&
    heir.opened.some(({ id }) => goes.has(id))
  );
}
