import type { ErrorDto, PlanRequest } from "../../../src-shared/contract/index.ts";

/** The smaller plan that main offers with a failed load. */
export interface NextStep {
  /** "a context of 4K instead of 8K". */
  text: string;
  variantId: string;
  plan: PlanRequest;
}

/** Null when there is none. The request is main's own text and goes back to it, where it is checked like any other. */
export function nextStepOf(error: Pick<ErrorDto, "details"> | null): NextStep | null {
  const { nextStep, nextRequest } = error?.details ?? {};
  if (typeof nextStep !== "string" || typeof nextRequest !== "string") return null;
  return { text: nextStep, ...(JSON.parse(nextRequest) as Pick<NextStep, "variantId" | "plan">) };
}
