import type { ElementContent, Root } from "hast";
import type { ParseOptions } from "../parse-block.ts";

/** What the worker is asked to do, one thing at a time. Every job stands for itself, so that a worker can be replaced. */
export type Job =
  | { kind: "block"; text: string; options: ParseOptions }
  | { kind: "math"; tex: string; display: boolean }
  /** `cuts`: where the code is cut into the pieces that it is drawn in, in characters. */
  | { kind: "code"; text: string; language: string; cuts: readonly number[] };

/** Null: it cannot be done (or not within its limits), and the source is shown. */
export interface Results {
  block: Root | null;
  math: ElementContent[] | null;
  code: ElementContent[][] | null;
}

export type Result = Results[Job["kind"]];
