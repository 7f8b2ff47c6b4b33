import type {
  ErrorDto,
  InstalledVariant,
  NextToTry,
  Plan,
  PlanChange,
  PlanRequest,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { kvBits, variantKey } from "../../../src-shared/figures/index.ts";
import { engineFailure } from "../../ground/core/index.ts";
import { backendRefusal } from "../engine/index.ts";
import type { Candidate } from "./types.ts";

export interface SmallerPlanOptions {
  /** What the person asked for, before any step. */
  asked: PlanRequest;
  /** Installed variants of the same model, any size. */
  variants: readonly InstalledVariant[];
  judge: (variant: InstalledVariant, request: PlanRequest) => Promise<VariantFit>;
  /** Whether a plan is worth a try, besides needing less. */
  accepts: (fit: VariantFit) => boolean;
}

/** Shorter contexts are useless for a conversation. */
const shortestContextTokens = 2048;

type DeviceKind = "cpu" | "gpu";

/**
 * The next plan to try after one that failed, or null where nothing is left to try: fewer layers on the GPU, a quantised cache, a
 * shorter context, a smaller installed variant. Steps add up until one is found that needs less on the device which failed, fits
 * what is free, and did not fail here before. Where the backend cannot be used at all, the same plan by another way comes first.
 */
export async function nextSmaller(
  from: Candidate,
  reason: ErrorDto,
  options: SmallerPlanOptions,
): Promise<Candidate | null> {
  const other = backendRefusal(reason) === null ? null : await byAnotherWay(from, options);
  if (other !== null) return other;
  const kind = failedDevice(reason, from.plan);
  const least = needOn(from.fit, kind);
  let base = from;
  for (;;) {
    const next = await firstOf(base, from, reason, options, (fit) => needOn(fit, kind) < least);
    if (next === null) return null;
    if (next.fit.failedBefore === null && options.accepts(next.fit)) return next;
    base = next;
  }
}

/** What was asked for, on the machine as it is known by now: with its GPUs by the next way, or without them. */
async function byAnotherWay(
  { variant, plan: before }: Candidate,
  { asked: request, judge, accepts }: SmallerPlanOptions,
): Promise<Candidate | null> {
  const fit = await judge(variant, request);
  const { plan } = fit;
  if (plan === null || plan.backend === before.backend || fit.refused === true || fit.failedBefore !== null)
    return null;
  return accepts(fit) ? { variant, request, fit, plan, halved: false } : null;
}

/** The first change to `base` after which the failed device needs less. */
async function firstOf(
  base: Candidate,
  from: Candidate,
  reason: ErrorDto,
  { asked, variants, judge }: SmallerPlanOptions,
  needsLess: (fit: VariantFit) => boolean,
): Promise<Candidate | null> {
  const at = async (variant: InstalledVariant, request: PlanRequest, halved: boolean): Promise<Candidate | null> => {
    const fit = await judge(variant, request);
    return fit.plan !== null && fit.refused !== true && needsLess(fit)
      ? { variant, request, fit, plan: fit.plan, halved }
      : null;
  };
  for (const change of smallerPlans(base, isOnlyTheGpus(reason, from.plan))) {
    const smaller = await at(
      base.variant,
      { ...base.request, ...change },
      base.halved || change.gpuLayers !== undefined,
    );
    if (smaller !== null) return smaller;
  }
  const lighter = variants
    .filter(({ id, sizeBytes }) => id !== base.variant.id && sizeBytes < base.variant.sizeBytes)
    .sort((a, b) => b.sizeBytes - a.sizeBytes);
  for (const variant of lighter) {
    // What was asked for, if the smaller variant leaves room for it.
    const smaller = (await at(variant, asked, false)) ?? (await at(variant, base.request, base.halved));
    if (smaller !== null) return smaller;
  }
  return null;
}

/** One step each, the gentlest first. What the plan chose by itself is fixed, or it would choose more where a step makes room. */
function smallerPlans({ plan, halved }: Candidate, onlyTheGpus: boolean): PlanRequest[] {
  const layers = plan.backend === null ? {} : { gpuLayers: plan.gpuLayers };
  const steps: PlanRequest[] = [];
  if (plan.gpuLayers > 1 && !halved && !onlyTheGpus) steps.push({ gpuLayers: Math.floor(plan.gpuLayers / 2) });
  if (plan.gpuLayers > 0) steps.push({ gpuLayers: 0 });
  if (plan.flashAttention) {
    if (plan.kvType === "f16") steps.push({ ...layers, kvType: "q8_0" });
    if (plan.kvType !== "q4_0" && plan.kvType !== "iq4_nl") steps.push({ ...layers, kvType: "q4_0" });
  }
  for (
    let tokens = Math.floor(plan.contextTokens / 2);
    tokens >= shortestContextTokens;
    tokens = Math.floor(tokens / 2)
  ) {
    steps.push({ ...layers, contextTokens: tokens });
  }
  return steps;
}

function needOn({ memory }: VariantFit, kind: DeviceKind): number {
  const devices = (memory?.devices ?? []).filter((device) => device.kind === kind);
  return devices.reduce((sum, device) => sum + device.needBytes, 0);
}

/** Where it failed: the device that the reason names; a death without a word is the GPU's where there is one. */
function failedDevice(reason: ErrorDto, plan: Plan): DeviceKind {
  return plan.gpuLayers === 0 ? "cpu" : (engineFailure(reason).deviceKind ?? "gpu");
}

/** It is not the size: the GPU cannot be used at all, its driver gave up, or it went in mid-answer. */
function isOnlyTheGpus(reason: ErrorDto, plan: Plan): boolean {
  if (plan.gpuLayers === 0 || reason.code === "out-of-memory") return false;
  return reason.code === "engine-crashed" || (engineFailure(reason).reason ?? null) !== null;
}

/** Whether a smaller plan may help. What is wrong with the file, or with how the engine was built, is wrong at any size. */
export function mayStepDown(failure: ErrorDto, plan: Plan): boolean {
  const { code } = failure;
  const details = engineFailure(failure);
  if (code === "out-of-memory") return true;
  if ((code !== "load-failed" && code !== "engine-crashed") || details.planAtFault === false) return false;
  const died = details.signal !== undefined;
  if (plan.gpuLayers > 0) return died || details.backend !== undefined || details.deviceKind === "gpu";
  // A load on the CPU that died without a word; one that failed an assertion says something about the file.
  return code === "load-failed" && died && (details.reason ?? null) === null;
}

/** What a plan has instead of the one before it. */
export function changesTo(to: Candidate, from: Candidate): PlanChange[] {
  const changes: PlanChange[] = [];
  const key = ({ variant }: Candidate): string => variantKey(variant.modifiers, variant.label);
  if (to.variant.id !== from.variant.id)
    changes.push({ key: "change-variant", figures: { variant: key(to), before: key(from) } });
  const [before, after] = [from.plan, to.plan];
  if (after.backend !== before.backend && after.backend !== null && before.backend !== null)
    changes.push({ key: "change-backend", figures: { backend: after.backend, before: before.backend } });
  if (after.gpuLayers !== before.gpuLayers)
    changes.push({ key: "change-layers", figures: { gpuLayers: after.gpuLayers, before: before.gpuLayers } });
  if (after.kvType !== before.kvType)
    changes.push({ key: "change-kv-bits", figures: { bits: kvBits(after.kvType), before: kvBits(before.kvType) } });
  if (after.contextTokens !== before.contextTokens) {
    const figures = { contextTokens: after.contextTokens, beforeTokens: before.contextTokens };
    changes.push({ key: "change-context", figures });
  }
  return changes;
}

/** A smaller plan as it is offered. */
export function nextToTry(to: Candidate, from: Candidate): NextToTry {
  return { changes: changesTo(to, from), variantId: to.variant.id, plan: to.request };
}
