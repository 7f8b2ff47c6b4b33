import { execFile } from "node:child_process";
import { ProgramFailed } from "./program-failed.ts";
import { ProgramMissing } from "./program-missing.ts";

/** More than any program prints that is asked for something. */
const maxOutputBytes = 4 * 1024 * 1024;

/** What a program prints to its standard output. Rejects with `ProgramMissing`, or with `ProgramFailed` when it fails or takes too long. */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs }: { timeoutMs: number },
): Promise<string> {
  const options = { timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true, killSignal: "SIGKILL" } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT") reject(new ProgramMissing(program));
      else {
        const end =
          error.killed === true
            ? { seconds: timeoutMs / 1000 }
            : { how: String(error.code ?? error.signal ?? "unknown") };
        reject(new ProgramFailed(program, end, stdout));
      }
    });
  });
}
