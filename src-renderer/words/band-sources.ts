import type { Capability } from "../../src-shared/contract/index.ts";
import type { WindowWords } from "../../src-shared/words/index.ts";

/** Where the bands of a list come from, each source once with its latest day; null where no band is shown. */
export function bandSources(
  words: WindowWords,
  shown: readonly Pick<Capability, "band" | "basis" | "asOf">[],
): string | null {
  const { sources, sourceOf } = words.suggestions;
  const parts = (["arena", "euroeval", "mteb", "placed"] as const).flatMap((basis) => {
    const its = shown.filter((one) => one.band !== null && one.basis === basis);
    const days = its.flatMap(({ asOf }) => asOf ?? []).sort();
    // A band that was placed by hand rests on no figures of a day.
    return its.length === 0 ? [] : [sourceOf(basis, basis === "placed" ? null : (days.at(-1) ?? null))];
  });
  return parts.length === 0 ? null : sources(parts);
}
