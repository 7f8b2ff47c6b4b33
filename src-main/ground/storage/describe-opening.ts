import type { DatabaseNotice } from "../../../src-shared/contract/index.ts";
import type { OpeningReport } from "./types.ts";

/** What a person should know about how the database was opened; null when there is nothing to report. */
export function describeOpening({ outcome, movedAside }: OpeningReport): DatabaseNotice | null {
  const wrong = movedAside === null ? "was missing" : "was damaged, or not one that Bitloft knows";
  const kept = movedAside === null ? "" : ` What was there is kept, unchanged, as ${movedAside}.`;
  if (outcome === "restored") {
    return {
      title: "Your last backup is in use",
      text: `Bitloft's database ${wrong}, so its last backup is used instead. Anything newer than that backup is not in it.${kept}`,
    };
  }
  if (outcome === "replaced") {
    return {
      title: "Bitloft starts with an empty database",
      text: `Bitloft's database ${wrong}, and there was no usable backup, so Bitloft starts with an empty one. Downloaded models are added to it again; conversations are not in it.${kept}`,
    };
  }
  if (movedAside === null) return null;
  return {
    title: "Your database is fine",
    text: `Something else was in the place of a file that Bitloft's database needs. It was moved to ${movedAside}; the database is fine.`,
  };
}
