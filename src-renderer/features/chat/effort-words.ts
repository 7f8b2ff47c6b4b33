import type { ThinkingAbility } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";

/** As people read it; a word of a model's own that we have none for stays as it is. */
export function effortName(effort: string, { efforts }: WindowWords["asking"]["thinking"]): string {
  return Object.entries(efforts).find(([name]) => name === effort)?.[1] ?? effort;
}

export interface EffortChoice {
  effort: string | null;
  label: string;
}

/** What can be asked for, the least first; null where the model is left to itself, and that is none of them. */
export function effortChoices(
  { efforts, usualEffort }: ThinkingAbility,
  words: WindowWords["asking"]["thinking"],
): EffortChoice[] {
  const named = efforts.map((effort): EffortChoice => {
    const name = effortName(effort, words);
    return effort === usualEffort ? { effort: null, label: words.usual(name) } : { effort, label: name };
  });
  return usualEffort === null ? [{ effort: null, label: words.asUsual }, ...named] : named;
}
