import type { WindowWords } from "../../../src-shared/words/index.ts";

export type AdviceAction = keyof WindowWords["discover"]["detail"]["actions"];
type Problem = keyof WindowWords["discover"]["detail"]["problems"];

export interface Advice {
  /** What happened, in a word; the error's own words say the rest. */
  problem: Problem;
  actions: readonly AdviceAction[];
}

const actionsFor: Readonly<Record<Problem, readonly AdviceAction[]>> = {
  "hub-offline": ["retry", "settings"],
  "hub-timeout": ["retry", "settings"],
  "hub-rate-limited": ["retry", "token"],
  "hub-not-found": ["page", "token"],
  "hub-gated": ["page", "token"],
  "hub-bad-token": ["token", "retry"],
  "hub-bad-answer": ["retry", "settings"],
  "hub-refused-address": ["settings"],
  "unsupported-model": ["page"],
  "incomplete-model": ["page"],
  "malformed-gguf": ["page", "retry"],
  "not-gguf": ["page"],
  other: ["retry"],
};

/** What a person can do about an error code; `code` may be one that this window does not know. */
export function adviceFor(code: string): Advice {
  const problem = Object.hasOwn(actionsFor, code) ? (code as Problem) : "other";
  return { problem, actions: actionsFor[problem] };
}
