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

/** "SmolLM2-135M-Instruct Q4_K_M". */
export function wholeName(variant: InstalledVariant): string {
  const name = variant.repository === null ? withoutFormat(variant.name) : modelName(variant.repository);
  return `${name} ${variantLabel(variant)}`;
}
