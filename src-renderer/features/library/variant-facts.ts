import type { InstalledVariant, Job, LedgerEntry, VariantFit } from "../../../src-shared/contract/index.ts";
import { measuredSpeed, mustBeFreeBytes, typicalSpeed, variantLabel } from "../../../src-shared/figures/index.ts";
import type { EngineState } from "../../state/engine.svelte.ts";
import type { JobsState } from "../../state/jobs.svelte.ts";
import type { LibraryState } from "../../state/library.svelte.ts";
import { rowName } from "./arrange-rows.ts";

export interface Sources {
  engine: EngineState;
  jobs: JobsState;
  library: LibraryState;
  /** Loads on this computer, the latest first. */
  entries: () => readonly LedgerEntry[];
}

/** What the table and the panel say of one variant. */
export interface VariantFacts {
  name: string;
  label: string;
  fit: VariantFit | null;
  /** It can be talked to. */
  usable: boolean;
  /** Its files can be read. */
  isThere: boolean;
  loaded: boolean;
  check: Job<"verify"> | null;
  move: Job<"move"> | null;
  /** Must be free for it, or is used by it where it is loaded; null where that is not known, or it does not fit. */
  memoryBytes: number | null;
  memoryIsMeasured: boolean;
  tokensPerSecond: number | null;
  speedIsMeasured: boolean;
}

export function factsOf(variant: InstalledVariant, { engine, jobs, library, entries }: Sources): VariantFacts {
  const fit = library.fits.of(variant.id);
  const loaded = engine.loaded.some(({ variantId }) => variantId === variant.id);
  const usable = variant.notForChat === null && (variant.state === "ready" || variant.state === "unverified");
  // One that does not fit has no speed worth the name: it waits for the disk.
  const fits = fit !== null && fit.verdict !== "does-not-fit" && fit.verdict !== "shorten-context";
  const measured = engine.loadedId === variant.id ? engine.measuredBytes : null;
  const forecastBytes = fits && fit.memory ? mustBeFreeBytes(fit.memory) : null;
  const speed = measuredSpeed(entries(), variant);
  const forecastSpeed = fits && usable && fit.speed ? typicalSpeed(fit.speed) : null;
  return {
    name: rowName(variant),
    label: variantLabel(variant),
    fit,
    usable,
    isThere: variant.state !== "missing" && variant.state !== "away",
    loaded,
    check: jobs.verifyOf(variant.id),
    move: jobs.moveOf(variant.id),
    memoryBytes: measured ?? (usable ? forecastBytes : null),
    memoryIsMeasured: measured !== null,
    tokensPerSecond: speed ?? forecastSpeed,
    speedIsMeasured: speed !== null,
  };
}
