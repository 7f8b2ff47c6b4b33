import type { OpeningReport } from "./db/index.ts";

/** What a person should know about how the database was opened; null when there is nothing to tell. */
export function describeOpening({ outcome, movedAside }: OpeningReport): string | null {
  const kept = movedAside === null ? "" : ` What was there is kept as ${movedAside}.`;
  if (outcome === "restored") {
    const what = movedAside === null ? "was missing" : "was damaged";
    return `Bitloft's database ${what}, so its last backup is used instead. Anything newer than that backup is not in it.${kept}`;
  }
  if (outcome === "replaced") {
    return `Bitloft's database was damaged and had no usable backup, so a new one was started. Downloaded models are added to it again; conversations could not be recovered.${kept}`;
  }
  if (movedAside === null) return null;
  return `Something else was in the place of a file that Bitloft's database needs. It was moved to ${movedAside}; the database is fine.`;
}
