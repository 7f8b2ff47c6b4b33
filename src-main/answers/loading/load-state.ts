import type { InstalledVariant, PlanRequest, StepTaken, VariantFit } from "../../../src-shared/contract/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";
import { doesNotFit, withNextStep } from "./load-refusals.ts";
import { changesTo, mayStepDown } from "./smaller-plan.ts";
import type { AskedLoad, Candidate } from "./types.ts";

/**
 * A load under way, from the request to its result. The kind says what to do next; the outcome of that is the event
 * from which `nextState` derives the next state.
 */
export type LoadState = LoadSoFar & (UnderWay | Ended);

interface LoadSoFar {
  /** Distinguishes it from the loads before and after it. */
  readonly id: number;
  readonly asked: AskedLoad;
  /** The plans that gave way to smaller ones. */
  readonly steps: readonly StepTaken[];
}

type UnderWay =
  /** What would the plan need? Again when the model before it has gone, since what it gave back is what counts. */
  | { kind: "judging"; variant: InstalledVariant; request: PlanRequest; halved: boolean; isFreed: boolean }
  /** Which smaller plan could take its place? */
  | Seeking
  /** What is to make room goes: only a plan that may be tried costs it. */
  | { kind: "freeing"; candidate: Candidate }
  /** The engine loads it. */
  | { kind: "trying"; candidate: Candidate }
  /** What the dead process held must be free before the next plan is judged. */
  | { kind: "clearing"; candidate: Candidate; error: AppError };

type Ended =
  | { kind: "loaded"; candidate: Candidate; sessionId: string }
  /** `offer`: the smaller plan that it would have gone on with, had there been consent. */
  | { kind: "failed"; error: AppError; offer: Offer | null }
  /** `isBegun`: a try before this one failed, and its session still says so. */
  | { kind: "cancelled"; isBegun: boolean };

export type LoadedState = Extract<LoadState, { kind: "loaded" }>;

/** A smaller plan that needs consent, and the plan that it would replace. */
export interface Offer {
  failed: Candidate;
  reason: AppError;
  smaller: Candidate;
}

/** What a load starts with: the plan that was asked for, or a smaller one that the person has agreed to. */
export interface Beginning extends Omit<LoadSoFar, "id"> {
  readonly variantId: string;
  readonly request: PlanRequest;
  readonly halved: boolean;
}

interface Seeking {
  kind: "seeking";
  candidate: Candidate;
  /** Why the candidate gives way. */
  error: AppError;
  /** Without a smaller one, this one is tried anyway. */
  isOptional: boolean;
  then: "freeing" | "trying";
}

/** What happened to a load; `hasConsent`: smaller plans may be tried without another question. */
export type LoadEvent = { id: number } & (
  | { type: "judged"; candidate: Candidate; hasConsent: boolean }
  | { type: "found"; smaller: Candidate | null; hasConsent: boolean }
  | { type: "freed"; wasLoaded: boolean }
  | { type: "loaded"; sessionId: string }
  | { type: "failed"; error: AppError }
  | { type: "cleared" }
  | { type: "aborted" }
);

/** Verdicts whose plan stays within the budget. */
const fitting: ReadonlySet<VariantFit["verdict"]> = new Set(["runs-well", "runs-slowly", "tight", "partly-on-gpu"]);

/** Whether a plan may be tried: what does not fit only where the person insists. */
export function mayBeTried({ force }: AskedLoad, { verdict }: VariantFit): boolean {
  return force || fitting.has(verdict);
}

/** The load after an event; unchanged after one of another load, or one that says nothing about what it does now. */
export function nextState(state: LoadState, event: LoadEvent): LoadState {
  if (event.id !== state.id) return state;
  switch (event.type) {
    case "judged":
      return state.kind === "judging" ? admit(state, event, state.isFreed ? "trying" : "freeing") : state;
    case "found":
      return state.kind === "seeking" ? stepDown(state, event) : state;
    case "freed":
      return state.kind === "freeing" ? afterFreeing(state, event.wasLoaded) : state;
    case "loaded":
      return state.kind === "trying"
        ? { ...soFar(state), kind: "loaded", candidate: state.candidate, sessionId: event.sessionId }
        : state;
    case "failed":
      return state.kind === "trying" ? afterTry(state, event.error) : state;
    case "cleared":
      return state.kind === "clearing" ? seek(state, state.candidate, state.error, "trying") : state;
    case "aborted":
      return abort(state);
  }
}

/** A check that is still running reports its result, and nothing more is begun. */
function abort(state: LoadState): LoadState {
  if (state.kind === "freeing") return { ...soFar(state), kind: "cancelled", isBegun: false };
  if (state.kind === "trying") return { ...soFar(state), kind: "cancelled", isBegun: true };
  return state;
}

function admit(
  load: LoadSoFar,
  { candidate, hasConsent }: { candidate: Candidate; hasConsent: boolean },
  then: Seeking["then"],
): LoadState {
  const { fit, plan } = candidate;
  if (!mayBeTried(load.asked, fit)) return seek(load, candidate, doesNotFit(fit), then);
  if (load.asked.force || fit.failedBefore === null || !hasConsent) return { ...soFar(load), kind: then, candidate };
  // What failed here before would fail again, if there is another way; if there is none it has another chance.
  const error = appError("load-failed", "failed-before", { before: fit.failedBefore, backend: plan.backend });
  return { ...soFar(load), kind: "seeking", candidate, error, isOptional: true, then };
}

function afterFreeing(load: LoadSoFar & { candidate: Candidate }, wasLoaded: boolean): LoadState {
  const { candidate } = load;
  if (!wasLoaded) return { ...soFar(load), kind: "trying", candidate };
  const { variant, request, halved } = candidate;
  return { ...soFar(load), kind: "judging", variant, request, halved, isFreed: true };
}

function afterTry(load: LoadSoFar & { candidate: Candidate }, error: AppError): LoadState {
  if (error.code === "cancelled") return { ...soFar(load), kind: "failed", error, offer: null };
  return { ...soFar(load), kind: "clearing", candidate: load.candidate, error };
}

function seek(load: LoadSoFar, candidate: Candidate, error: AppError, then: Seeking["then"]): LoadState {
  if (!mayStepDown(error.toDto(), candidate.plan)) return { ...soFar(load), kind: "failed", error, offer: null };
  return { ...soFar(load), kind: "seeking", candidate, error, isOptional: false, then };
}

/** The way down: taken with consent, else offered with the error. */
function stepDown(
  state: LoadSoFar & Seeking,
  { smaller, hasConsent }: { smaller: Candidate | null; hasConsent: boolean },
): LoadState {
  const { candidate, error, isOptional, then, steps } = state;
  if (smaller === null && isOptional) return { ...soFar(state), kind: then, candidate };
  if (smaller === null) return { ...soFar(state), kind: "failed", error, offer: null };
  if (!isOptional && !hasConsent) {
    const offer = { failed: candidate, reason: error, smaller };
    return { ...soFar(state), kind: "failed", error: withNextStep(error, candidate, smaller), offer };
  }
  return { ...soFar(state), steps: [...steps, stepTo(smaller, candidate, error)], kind: then, candidate: smaller };
}

function stepTo(smaller: Candidate, from: Candidate, reason: AppError): StepTaken {
  return { changes: changesTo(smaller, from), reason: reason.toDto() };
}

export function beginningOf(asked: AskedLoad): Beginning {
  return { asked, steps: [], variantId: asked.variantId, request: asked.plan, halved: false };
}

/**
 * What was loaded for a wish like this and has been ended to give its memory back: with the plan that was loaded in the end, and forced
 * where a person insisted.
 */
export function againAs(before: LoadedState, wish: AskedLoad): Beginning {
  const { asked, steps, candidate } = before;
  const { plan, force, stepDown } = asked;
  const { variant, request, halved } = candidate;
  const again = { ...wish, plan, force, ...(stepDown === undefined ? {} : { stepDown }) };
  return { asked: again, steps, variantId: variant.id, request, halved };
}

/** How a failed load goes on after a yes: with the smaller plan, judged again on the memory that is free by then. */
export function agreedTo({ asked, steps }: LoadSoFar, { failed, reason, smaller }: Offer): Beginning {
  const { variant, request, halved } = smaller;
  return { asked, steps: [...steps, stepTo(smaller, failed, reason)], variantId: variant.id, request, halved };
}

function soFar({ id, asked, steps }: LoadSoFar): LoadSoFar {
  return { id, asked, steps };
}
