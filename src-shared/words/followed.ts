import type { EngineFailureDetails } from "../contract/index.ts";
import type { Saying, Words } from "./language.ts";

type Said = (details: EngineFailureDetails, saying: Saying) => string;

/** The words of the engine's failures, each with what comes after it: a smaller plan that is offered, or that is being loaded already. */
export function followed<Errors>(words: Words<Errors>, afterwards: Said): Words<Errors> {
  const entries = Object.entries(words) as [string, Said][];
  return Object.fromEntries(
    entries.map(([key, say]): [string, Said] => [
      key,
      (details, saying) => say(details, saying) + afterwards(details, saying),
    ]),
  ) as unknown as Words<Errors>;
}
