import type { ChildProcess } from "node:child_process";
import process from "node:process";

/** A child that hangs does not see that its parent is gone, and would hold its memory for good. */
export function killAtExit(child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => {
    process.off("exit", kill);
  });
}
