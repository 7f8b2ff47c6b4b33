import type { PlanRequest } from "./fit.ts";
import type { GpuBackend } from "./gpu-backends.ts";
import type { StatementOf } from "./statement-of.ts";

/** What a smaller plan has instead of the one before it. */
export interface PlanChanges {
  "change-variant": { variant: string; before: string };
  "change-backend": { backend: GpuBackend; before: GpuBackend };
  "change-layers": { gpuLayers: number; before: number };
  "change-kv-bits": { bits: number; before: number };
  "change-context": { contextTokens: number; beforeTokens: number };
}

export type PlanChange = StatementOf<PlanChanges>;

/** The smaller plan that is offered with a failed load. */
export interface NextToTry {
  changes: PlanChange[];
  variantId: string;
  plan: PlanRequest;
}
