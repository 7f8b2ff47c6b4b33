import type { GpuBackend } from "./gpu-backends.ts";
import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

/** Why the engine reaches a GPU the way it does, or not at all. */
export interface GpuReasons {
  "metal-is-apples-own": NoFigures;
  "cuda-is-fastest": NoFigures;
  "vulkan-serves-all": NoFigures;
  "no-build-for-graphics": NoFigures;
  "metal-not-opened": NoFigures;
  /** `remedy`: what may help, the driver alone where it is null. */
  "backend-not-opened": { backend: GpuBackend; remedy: "libglvnd" | "mesa" | null };
  "no-code-for-card": { backend: GpuBackend };
  "cuda-part-missing": NoFigures;
  "older-cuda-part-missing": NoFigures;
  "vulkan-part-missing": NoFigures;
  /** `package`: of Debian and Ubuntu. */
  "vulkan-loader-missing": { library: string; package: string | null };
  "vulkan-driver-missing": NoFigures;
  "nvidia-vulkan-driver-missing": NoFigures;
  "cuda-not-installed": { versions: number[] };
  "other-cuda-would-do": { versions: number[] };
  "other-cuda-comes-first": { version: number; first: number };
  "driver-too-old": { version: number; needed: number; installed: string };
  "card-too-old": { version: number; needed: string; own: string };
  "part-needs-driver": { version: number; needed: number; installed: string };
  "reserved-for-virtual-machine": NoFigures;
  "driver-silent": NoFigures;
  /** In the words of a machine's file. */
  "reason-as-told": { words: string };
}

export type GpuReason = StatementOf<GpuReasons>;

/** What a probe could not find out, and why. Errors of other programs keep their own text. */
export interface HardwareProblems {
  "no-probes": { platform: string };
  "no-gpu-on-intel-mac": NoFigures;
  "metal-limit-estimated": { bytes: number };
  "nvidia-driver-missing": NoFigures;
  "nvidia-smi-missing": NoFigures;
  "windows-tells-at-most": { gpu: string };
  "gpu-memory-not-told": { gpu: string; leftOut: boolean };
  "gpu-not-usable": { reasons: readonly GpuReason[] };
  "probe-took-too-long": { seconds: number };
  "program-missing": { program: string };
  /** `said`: a line of what it printed. */
  "program-took-too-long": { program: string; seconds: number; said: string | null };
  "program-failed": { program: string; how: string; said: string | null };
  "no-card-named": { said: string | null };
  "told-nothing": { source: string };
  "probe-failed": { reason: string };
  /** In the words of a machine's file. */
  "problem-as-told": { words: string };
}

export type HardwareProblem = StatementOf<HardwareProblems>;

/** Which probe found a part out. */
export interface ProbeSources {
  "of-system": { names: string[] };
  "of-affinity": NoFigures;
  "of-chip-table": NoFigures;
  "of-card-table": NoFigures;
  "of-windows": NoFigures;
  "of-registry": NoFigures;
  "of-file-system": NoFigures;
}

export type ProbeSource = StatementOf<ProbeSources>;
