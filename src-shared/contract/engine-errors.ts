import type { AnyError } from "./error-codes.ts";
import type { Verdict, WayOut } from "./fit.ts";
import type { FitHeadline, FitStatements } from "./fit-statements.ts";
import type { GpuBackend } from "./gpu-backends.ts";
import type { KeptErrors } from "./kept-errors.ts";
import type { NextToTry, PlanChange } from "./load-statements.ts";
import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";
import type { TemplateFault } from "./template-faults.ts";

/** What a failure of the engine's says for what is tried next, where it says it. */
export interface EngineFailureDetails {
  /** The plan has nothing to do with it: it is neither remembered for the plan nor helped by a smaller one. */
  planAtFault?: false;
  /** Where memory lacked, or what went. */
  deviceKind?: "cpu" | "gpu" | null;
  /** How the process ended; left out where it did not. */
  signal?: string | null;
  exitCode?: number | null;
  /** The engine's own words; null where it died without any. */
  reason?: string | null;
  backend?: GpuBackend | null;
  /** Why the engine cannot use the plan's backend at all: its driver does not open, or the card takes none of the engine's code. */
  backendRefusal?: "unopened" | "no-code";
  /** What could be tried instead, with consent. */
  nextToTry?: NextToTry;
  /** What is being loaded instead already. */
  loadsAgainWith?: PlanChange[];
}

interface KeptEngineErrors {
  kept: KeptErrors["kept"] & EngineFailureDetails;
}

/** What the memory that could not be allocated was for. */
export type MemoryPurpose = "weights" | "cache" | "computing" | "unknown";

export interface OutOfMemoryErrors extends KeptEngineErrors {
  /** `bufferBytes` is null where the engine did not say. */
  "no-room": EngineFailureDetails & {
    purpose: MemoryPurpose;
    device: string;
    deviceKind: "cpu" | "gpu";
    bufferBytes: number | null;
    contextTokens: number;
    predictedBytes: number | null;
  };
  /** By the system, which says nothing; most likely for memory. */
  killed: EngineFailureDetails & { deviceKind: "cpu"; predictedBytes: number | null };
  /** Before it is tried. All of the device's is null where nothing is known of it. */
  "does-not-fit": EngineFailureDetails & {
    verdict: Verdict;
    device: string | null;
    deviceKind: "cpu" | "gpu" | null;
    needBytes: number | null;
    budgetBytes: number | null;
    wayOut: WayOut["says"] | null;
  };
}

/** Whose fault it is that a card takes none of the engine's code. */
export type UnservedBlame = "old-driver" | "card";

type UnservedDetails = EngineFailureDetails & { blame: UnservedBlame; reason: string; backend: GpuBackend | null };

export interface LoadFailedErrors extends KeptEngineErrors {
  /** Whatever a person insists on. */
  refused: EngineFailureDetails & { verdict: Verdict; headline: FitHeadline; wayOut: WayOut["says"] | null };
  "failed-before": EngineFailureDetails & {
    before: StatementOf<FitStatements, "failed-before">;
    backend: GpuBackend | null;
  };
  "told-by-engine": EngineFailureDetails & { reason: string };
  /** `name`: the file's. */
  "lab-model": EngineFailureDetails & { name: string; reason: string };
  "lab-other-engine": EngineFailureDetails & { found: string; known: string };
  /** Its process. */
  ended: EngineFailureDetails & { signal: string | null; exitCode: number | null };
  "backend-unusable": EngineFailureDetails & { backend: GpuBackend; reason: string };
  "program-unusable": EngineFailureDetails & { reason: string };
  "card-unserved": UnservedDetails;
}

export interface EngineCrashedErrors extends KeptEngineErrors {
  "cannot-go-on": EngineFailureDetails & { reason: string };
  ended: EngineFailureDetails & { signal: string | null; exitCode: number | null; inAnswer: boolean };
  /** While it measured, or made a file. */
  "lab-ended": EngineFailureDetails & { signal: string | null; exitCode: number | null; reason: string | null };
  hangs: EngineFailureDetails;
  "ended-from-outside": EngineFailureDetails & { while: "loading" | "answering" | "waiting" };
  "card-unserved": UnservedDetails;
  "device-lost": EngineFailureDetails & { reason: string; inAnswer: boolean };
}

export interface TemplateFailedErrors extends KeptErrors {
  "does-not-work": { fault: TemplateFault; tooCostly: boolean };
  "ended-engine": { signal: string | null; exitCode: number | null; reason: string | null };
}

export interface ContextFullErrors extends KeptErrors {
  "answer-stops": { contextTokens: number };
  "prompt-too-long": { promptTokens: number; contextTokens: number };
  full: NoFigures;
  /** `reason`: what its model could not be asked for. */
  "not-summarised": { contextTokens: number; reason: AnyError };
  "empty-summary": { contextTokens: number };
  /** The first question with its answer leaves no room for a summary of it. */
  "too-long-to-summarise": { contextTokens: number };
}

export interface NoModelErrors extends KeptErrors {
  "none-loaded": NoFigures;
  "none-chosen": NoFigures;
}
