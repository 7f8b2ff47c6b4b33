import type { AnyError } from "./error-codes.ts";
import type { NoFigures } from "./no-figures.ts";
import type { StatementOf } from "./statement-of.ts";

/** A way of storing weights that this engine does not read. `serving`: one of several for Python servers. */
export type ForeignFormat =
  | "gptq"
  | "awq"
  | "exl2"
  | "exl3"
  | "mlx"
  | "bitsandbytes"
  | "serving"
  | "safetensors"
  | "pytorch"
  | "onnx"
  | "flax"
  | "tensorflow"
  | "old-ggml";

/** Why a file of a repository does not run, or what it is instead of a model. */
export interface VariantNotes {
  "is-projector": NoFigures;
  "is-importance-matrix": NoFigures;
  "is-draft-model": NoFigures;
  "is-lora-adapter": NoFigures;
  "is-control-vector": NoFigures;
  "is-vocabulary": NoFigures;
  "no-model-file": NoFigures;
  "repacked-type-removed": NoFigures;
  "oldest-type-removed": NoFigures;
  "type-of-ik-llama": NoFigures;
  "type-of-bitnet": NoFigures;
  "foreign-format": { format: ForeignFormat };
  "raw-piece": NoFigures;
  "raw-pieces": NoFigures;
  "counts-no-parts": NoFigures;
  /** `named`: the numbers of those that are missing, as long as they are few. */
  "parts-missing": { missing: number; count: number; named: number[] };
  /** What its header is refused for. */
  "header-refused": { refusal: AnyError };
}

export type VariantNote = StatementOf<VariantNotes>;
