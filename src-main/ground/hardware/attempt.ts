import type { HardwareProblem, HardwareProfile } from "../../../src-shared/contract/index.ts";
import { ProgramFailed, ProgramMissing } from "../processes/index.ts";
import { inTime } from "../timing/index.ts";
import { PROBE_TIMEOUT_MS } from "./probe-system.ts";

/** A probe that knows what it could not find out. */
export class ProbeFailed extends Error {
  override readonly name = "ProbeFailed";
  readonly problem: HardwareProblem;

  constructor(problem: HardwareProblem, options?: ErrorOptions) {
    super(problem.key, options);
    this.problem = problem;
  }
}

/** What could not be found out, and why; shown beside the field that it cost. */
export class Problems {
  readonly list: HardwareProfile["problems"] = [];

  add(field: string, problem: HardwareProblem): void {
    const found = { field, ...problem };
    const text = JSON.stringify(found);
    if (!this.list.some((other) => JSON.stringify(other) === text)) this.list.push(found);
  }

  /** The probe's answer, or `fallback` when it fails or hangs. Never rejects and never takes much longer than the limit. */
  async attempt<T>(field: string, probe: () => Promise<T>, fallback: T, limitMs = PROBE_TIMEOUT_MS * 1.2): Promise<T> {
    const late = (): never => {
      const figures = { seconds: Math.round(limitMs / 1000) };
      throw new ProbeFailed({ key: "probe-took-too-long", figures });
    };
    try {
      return await inTime(probe(), limitMs, late);
    } catch (error) {
      this.add(field, problemOf(error));
      return fallback;
    }
  }
}

/** What failed, with a line of what a program said of it. */
export function problemOf(error: unknown, said: string | null = null): HardwareProblem {
  if (error instanceof ProbeFailed) return error.problem;
  if (error instanceof ProgramMissing) return { key: "program-missing", figures: { program: error.program } };
  if (error instanceof ProgramFailed) {
    const { program, end } = error;
    return "seconds" in end
      ? { key: "program-took-too-long", figures: { program, seconds: end.seconds, said } }
      : { key: "program-failed", figures: { program, how: end.how, said } };
  }
  return { key: "probe-failed", figures: { reason: error instanceof Error ? error.message : String(error) } };
}
