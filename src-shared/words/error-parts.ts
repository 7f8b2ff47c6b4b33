import type { AnyError } from "../contract/index.ts";
import type { Saying } from "./language.ts";

/** A sentence, and after it what was left out, where anything was. */
export const withLeftOut = (text: string, leftOut: AnyError | null, saying: Saying): string =>
  leftOut === null ? text : `${text} ${saying.error(leftOut)}`;

/** How many candidates are named; the details have all of them. */
const mostNamed = 20;

/** The first of names that commas part, with words for how many more there are. */
export function someOf(candidates: string, more: (count: number) => string): string {
  const names = candidates.split(", ");
  const left = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(", ")}${left > 0 ? more(left) : ""}`;
}
