import { createContext, runInContext } from "node:vm";

/**
 * Runs `work` and stops it wherever it is after `ms`: V8 ends even an endless loop in functions of ours that the script
 * calls. The context is no sandbox here; it only carries the timer.
 */
export function withTimeLimit<T>(ms: number, work: () => T): T {
  const context = createContext({ work });
  return runInContext("work()", context, { timeout: ms }) as T;
}

/** The error comes from the other context, so it is no instance of this one's `Error`. */
export function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
