import type { GpuBackend, Plan } from "../../../../src-shared/contract/index.ts";
import type { Logger } from "../../../ground/core/index.ts";
import type { PlanEstimator } from "../../../models/planning/index.ts";

export interface EstimatorOptions {
  /** A real Node, as for the engine. */
  nodePath: string;
  /** The worker's entry: the bundled `estimate-worker.js`, or `engine/worker/estimate-main.ts` in development. */
  workerPath: string;
  codeCacheFolder?: string;
  /** What the worker must know to find the build for a backend. */
  buildsEnvironment?: (backend: Plan["backend"]) => Record<string, string>;
  /** Added to the worker's small environment, and wins over it. */
  env?: Record<string, string>;
  logger: Logger;
  /** How long the process waits for another question; a slider asks many times over. */
  idleMs?: number;
  /** How long one question may take, the start of the process included. */
  limitMs?: number;
}

/** Whether the engine can use a backend: through which devices, or why not. `unknown`: it did not answer in time, or a load wanted the memory. */
export type BackendAnswer =
  { usable: true; devices: string[] } | { usable: false; reason: string } | { usable: "unknown"; reason: string };

/** The engine's own account of plans, from a separate process that lives for some seconds. */
export interface Estimator extends PlanEstimator {
  /**
   * Opens a backend to see what it finds, and lets go of it at once. Never throws. A process that crashes over it is an answer, and one
   * that hangs is none.
   */
  openBackend(backend: GpuBackend): Promise<BackendAnswer>;
  /** Ends the process now, if there is one: a load is about to need what a GPU's driver holds for it. */
  letGo(): Promise<void>;
  dispose(): Promise<void>;
}
