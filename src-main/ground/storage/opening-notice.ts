import type { DatabaseNotice } from "../../../src-shared/contract/index.ts";
import type { OpeningReport } from "./types.ts";

/** What a person should know about how the database was opened; null when there is nothing to report. */
export function openingNotice({ outcome, movedAside }: OpeningReport): DatabaseNotice | null {
  if (outcome === "restored" || outcome === "replaced") return { kind: outcome, movedAside };
  return movedAside === null ? null : { kind: "moved-aside", movedAside };
}
