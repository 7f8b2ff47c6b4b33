/** Shorter names are not split: an ellipsis would hide little. */
const shortestSplit = 16;
const mostTail = 12;
const usualTail = 8;

/**
 * A name in two parts, of which the second stays whole where there is no room for both: names of models differ at their end, and it begins
 * at a hyphen where there is one near.
 */
export function inTwo(name: string): readonly [string, string] {
  if (name.length < shortestSplit) return [name, ""];
  const hyphen = name.lastIndexOf("-");
  const isNear = name.length - hyphen <= mostTail && hyphen > 0;
  const at = isNear ? hyphen : name.length - usualTail;
  return [name.slice(0, at), name.slice(at)];
}
