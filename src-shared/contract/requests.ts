import type { ErrorDto } from "./errors.ts";
import type { PlanRequest } from "./fit.ts";
import type { NextToTry } from "./load-statements.ts";

/** A load that failed, or a session that was lost, and the smaller plan that may be loaded instead. */
export interface StepDown {
  /** What failed. */
  variantId: string;
  plan: PlanRequest;
  reason: ErrorDto;
  next: NextToTry;
}

/** Each kind of question that main asks a person: what it is about, and the type of its answer. */
export interface RequestKinds {
  /** Whether the smaller plan shall be loaded. */
  "step-down": { about: StepDown; answer: boolean };
}
export type RequestKind = keyof RequestKinds;

/** A question without an answer so far. */
export type OpenRequest<K extends RequestKind = RequestKind> = {
  [Kind in K]: {
    id: string;
    kind: Kind;
    about: RequestKinds[Kind]["about"];
    askedAt: number;
  };
}[K];

export type RequestAnswer = {
  [K in RequestKind]: { id: string; kind: K; answer: RequestKinds[K]["answer"] };
}[RequestKind];
