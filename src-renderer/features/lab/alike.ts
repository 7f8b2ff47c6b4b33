import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { modelName, variantLabel, withoutFormat } from "../../../src-shared/figures/index.ts";

/** Whether two are variants of one model, as far as their headers say. */
export function isAlike(one: InstalledVariant, other: InstalledVariant): boolean {
  return one.parameters > 0 && one.architecture === other.architecture && one.parameters === other.parameters;
}

/** What the lab can read. */
export function isReadable({ state }: InstalledVariant): boolean {
  return state === "ready" || state === "unverified";
}

/** Those of the same model, the largest file first: what a variant is best compared with comes first. */
export function alikeOf(variant: InstalledVariant, all: readonly InstalledVariant[]): InstalledVariant[] {
  return all
    .filter((other) => other.id !== variant.id && isReadable(other) && isAlike(variant, other))
    .toSorted((one, other) => other.sizeBytes - one.sizeBytes);
}

function nameOf({ repository, name }: InstalledVariant): string {
  return repository === null ? withoutFormat(name) : modelName(repository);
}

/** "SmolLM2-135M-Instruct Q4_K_M". */
export function wholeName(variant: InstalledVariant): string {
  return `${nameOf(variant)} ${variantLabel(variant)}`;
}

/** "Q4_K_M · SmolLM2-135M-Instruct": where there may be no room for all of it, what distinguishes variants comes first. */
export function listedName(variant: InstalledVariant): string {
  return `${variantLabel(variant)} · ${nameOf(variant)}`;
}
