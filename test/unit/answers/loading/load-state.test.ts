import { describe, expect, it } from "vitest";
import type { ErrorDto, InstalledVariant, PlanRequest, VariantFit } from "../../../../src-shared/contract/index.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";
import { type LoadEvent, type LoadState, nextState } from "../../../../src-main/answers/loading/load-state.ts";
import type { AskedLoad, Candidate } from "../../../../src-main/answers/loading/types.ts";
import { type AppError, appError } from "../../../../src-main/ground/core/index.ts";
import { cpuPlan } from "../../../fixtures/cpu-plan.ts";

const id = 7;
const variant = { id: "one", label: "Q4_K_M", modifiers: [] } as unknown as InstalledVariant;
const outOfMemory = keptFailure("out-of-memory", "No room.", { deviceKind: "cpu" });

const candidateOf = (request: PlanRequest, fit: Partial<VariantFit> = {}): Candidate => ({
  variant,
  request,
  fit: { verdict: "runs-well", failedBefore: null, memory: null, wayOut: null, ...fit } as VariantFit,
  plan: { ...cpuPlan(), contextTokens: request.contextTokens ?? 8192 },
  halved: false,
});
const whole = candidateOf({ contextTokens: 8192 });
const half = candidateOf({ contextTokens: 4096 });
const changes = [{ key: "change-context", figures: { contextTokens: 4096, beforeTokens: 8192 } }];
const smaller = { changes, reason: outOfMemory.toDto() };
/** As it is offered. */
const offered = { changes, variantId: "one", plan: half.request };

const begun = (asked: Partial<AskedLoad> = {}): LoadState => ({
  id,
  asked: { variantId: "one", plan: {}, force: false, ...asked },
  steps: [],
  kind: "judging",
  variant,
  request: { contextTokens: 8192 },
  halved: false,
  isFreed: false,
});

const judged = (candidate: Candidate, hasConsent = false): LoadEvent => ({ id, type: "judged", candidate, hasConsent });
const found = (next: Candidate | null, hasConsent = true): LoadEvent => ({
  id,
  type: "found",
  smaller: next,
  hasConsent,
});
const freed = (wasLoaded: boolean): LoadEvent => ({ id, type: "freed", wasLoaded });
const failed = (error: AppError): LoadEvent => ({ id, type: "failed", error });
const cleared: LoadEvent = { id, type: "cleared" };
const aborted: LoadEvent = { id, type: "aborted" };
const loaded = { id, type: "loaded", sessionId: "1" } as unknown as LoadEvent;

/** The load after all of these, and what it did on its way. */
function through(...events: LoadEvent[]): { state: LoadState; kinds: string[] } {
  return from(begun(), ...events);
}

function from(first: LoadState, ...events: LoadEvent[]): { state: LoadState; kinds: string[] } {
  const kinds: string[] = [first.kind];
  let state = first;
  for (const event of events) {
    state = nextState(state, event);
    kinds.push(state.kind);
  }
  return { state, kinds };
}

describe("a load whose plan fits", () => {
  it("is tried once what was loaded has gone, as it is judged then", () => {
    const { state, kinds } = through(judged(whole), freed(true), judged(half), loaded);
    expect(kinds).toEqual(["judging", "freeing", "judging", "trying", "loaded"]);
    expect(state).toMatchObject({ id, steps: [], candidate: half, sessionId: "1" });
  });

  it("is tried at once where nothing was loaded", () => {
    expect(through(judged(whole), freed(false)).kinds).toEqual(["judging", "freeing", "trying"]);
  });

  it("keeps that its layers were halved when it is judged again", () => {
    const { state } = through(judged({ ...whole, halved: true }), freed(true));
    expect(state).toMatchObject({ kind: "judging", isFreed: true, halved: true, request: whole.request });
  });
});

describe("a plan that does not fit", () => {
  const tooLarge = candidateOf({ contextTokens: 8192 }, { verdict: "does-not-fit" });

  it("costs nothing that is loaded, and is refused with what would fit", () => {
    const { state, kinds } = through(judged(tooLarge), found(half, false));
    expect(kinds).toEqual(["judging", "seeking", "failed"]);
    expect(state).toMatchObject({
      error: { code: "out-of-memory", details: { nextToTry: offered } },
    });
  });

  it("gives way with consent", () => {
    const { state, kinds } = through(judged(tooLarge), found(half));
    expect(kinds).toEqual(["judging", "seeking", "freeing"]);
    expect(state).toMatchObject({ candidate: half, steps: [{ changes }] });
  });

  it("is tried where the person insists", () => {
    expect(from(begun({ force: true }), judged(tooLarge)).state.kind).toBe("freeing");
  });

  it("is refused where there is no smaller one", () => {
    const { state } = through(judged(tooLarge), found(null));
    expect(state.kind === "failed" && state.error.details).not.toHaveProperty("nextToTry");
    expect(state).toMatchObject({ kind: "failed", error: { code: "out-of-memory" } });
  });

  it("goes on to the engine when that shows only once the room is free", () => {
    const { kinds } = through(judged(whole), freed(true), judged(tooLarge), found(half));
    expect(kinds.slice(-2)).toEqual(["seeking", "trying"]);
  });
});

describe("a plan that failed here before", () => {
  const failure: ErrorDto = { code: "load-failed", key: "kept", details: { message: "There was no room." } };
  const failedBefore = { key: "failed-before" as const, figures: { failure, like: null } };
  const unlucky = candidateOf({ contextTokens: 8192 }, { failedBefore });

  it("gives way with consent, and has another chance where there is no other", () => {
    expect(through(judged(unlucky, true), found(half)).state).toMatchObject({
      kind: "freeing",
      candidate: half,
      steps: [{ reason: { code: "load-failed", key: "failed-before", details: { before: failedBefore } } }],
    });
    expect(through(judged(unlucky, true), found(null)).state).toMatchObject({ kind: "freeing", candidate: unlucky });
  });

  it("is tried without", () => {
    expect(through(judged(unlucky)).state).toMatchObject({ kind: "freeing", candidate: unlucky });
  });
});

describe("a try that failed", () => {
  const trying = [judged(whole), freed(false)] as const;

  it("is followed by a smaller one with consent, when its memory is free", () => {
    const { state, kinds } = through(...trying, failed(outOfMemory), cleared, found(half));
    expect(kinds.slice(-4)).toEqual(["trying", "clearing", "seeking", "trying"]);
    expect(state).toMatchObject({ candidate: half, steps: [smaller] });
  });

  it("ends with an offer without, and with its own reason where nothing is left", () => {
    const { state } = through(...trying, failed(outOfMemory), cleared, found(half, false));
    expect(state).toMatchObject({ kind: "failed", error: { details: { nextToTry: offered } } });
    expect(through(...trying, failed(outOfMemory), cleared, found(null)).state).toMatchObject({
      kind: "failed",
      error: outOfMemory,
    });
  });

  it("is the end where no size would help", () => {
    const broken = keptFailure("file-missing", "It is not there.");
    expect(through(...trying, failed(broken), cleared).state).toMatchObject({ kind: "failed", error: broken });
  });

  it("is the end when it was cancelled", () => {
    const cancelled = appError("cancelled", "cancelled");
    expect(through(...trying, failed(cancelled)).state).toMatchObject({ kind: "failed", error: cancelled });
  });
});

describe("a load that nobody wants any more", () => {
  it("leaves alone what is loaded before it has begun", () => {
    expect(through(judged(whole), aborted).state).toMatchObject({ kind: "cancelled", isBegun: false });
  });

  it("tries nothing more", () => {
    const between = through(judged(whole), freed(false), failed(outOfMemory), cleared, found(half), aborted);
    expect(between.state).toMatchObject({ kind: "cancelled", isBegun: true });
  });

  it("is told all the same what was being found out", () => {
    expect(through(aborted, judged(whole)).kinds).toEqual(["judging", "judging", "freeing"]);
    expect(through(judged(whole), freed(false), loaded, aborted).state.kind).toBe("loaded");
  });
});

describe("an event", () => {
  const event = judged(whole);

  it("of another load changes nothing", () => {
    const state = begun();
    expect(nextState(state, { ...event, id: id + 1 })).toBe(state);
  });

  it("that says nothing about what the load does now changes nothing", () => {
    const { state } = through(event);
    for (const other of [event, found(half), failed(outOfMemory), loaded, cleared])
      expect(nextState(state, other)).toBe(state);
    const { state: over } = through(event, freed(false), loaded);
    for (const other of [event, found(half), freed(true), failed(outOfMemory), loaded, cleared, aborted])
      expect(nextState(over, other)).toBe(over);
  });
});
