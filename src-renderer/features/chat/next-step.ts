import type { AnyError, EngineFailureDetails, PlanRequest } from "../../../src-shared/contract/index.ts";
import { sayChanges } from "../../../src-shared/words/index.ts";

/** The smaller plan that main offers with a failed load. */
export interface NextStep {
  /** "a context of 4K instead of 8K". */
  text: string;
  variantId: string;
  plan: PlanRequest;
}

/** Null when there is none. The request goes back to main, where it is checked like any other. */
export function nextStepOf(error: AnyError | null): NextStep | null {
  const { nextToTry }: EngineFailureDetails = error?.details ?? {};
  return nextToTry === undefined
    ? null
    : { text: sayChanges(nextToTry.changes), variantId: nextToTry.variantId, plan: nextToTry.plan };
}
