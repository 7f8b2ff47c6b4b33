import type { Plan, PlanRequest } from "../../../src-shared/contract/index.ts";

/** What a caller wants of a model. */
export interface Wish {
  variantId: string;
  /** What is left out may be anything that is there. */
  plan: PlanRequest;
  /** What is left out is to be chosen again: there may be more room than when it was last chosen. */
  anew?: boolean;
}

/** What was asked for, or what came of it. */
export interface There {
  variantId: string;
  plan: PlanRequest | Plan;
}

/** Whether a loaded session is what the caller wants. */
export function meets(there: There, { variantId, plan, anew = false }: Wish): boolean {
  const has = there.plan as Readonly<Record<string, unknown>>;
  const wanted = namedIn(plan);
  const isSo = there.variantId === variantId && wanted.every(([name, value]) => isServed(name, has[name], value));
  return isSo && (!anew || wanted.length === namedIn(there.plan).length);
}

/** More sequences than are wanted serve as well. */
function isServed(name: string, has: unknown, wanted: unknown): boolean {
  return name === ("sequences" satisfies keyof Plan) ? Number(has) >= Number(wanted) : has === wanted;
}

function namedIn(plan: PlanRequest): [string, unknown][] {
  return Object.entries(plan).filter(([, value]) => value !== undefined);
}
