import { createContext, runInContext } from "node:vm";

/**
 * Runs `work` and stops it wherever it is after `ms`: V8 ends even an endless loop in functions of ours that the script
 * calls. The context is no sandbox here; it only carries the timer.
 */
export function withTimeLimit<T>(ms: number, work: () => T): T {
  const context = createContext({ work });
  return runInContext("work()", context, { timeout: ms }) as T;
}

export function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
