import { describe, expect, it } from "vitest";
import { ProgramFailed, ProgramMissing, runProgram } from "../../../../src-main/ground/processes/index.ts";

const run = (script: string, timeoutMs = 60_000): Promise<string> =>
  runProgram(process.execPath, ["-e", script], { timeoutMs });

describe("a program that is run for what it prints", () => {
  it("gives its standard output", async () => {
    expect(await run('console.log("yes"); console.error("no")')).toBe("yes\n");
  });

  it("fails with its code and what it had printed", async () => {
    const failed = await run('console.log("driver too old"); process.exitCode = 14').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProgramFailed);
    expect(failed).toMatchObject({ stdout: "driver too old\n", message: `${process.execPath}: 14` });
  });

  it("is ended where it takes too long", async () => {
    await expect(run("setInterval(() => undefined, 1000)", 1)).rejects.toThrow(/no answer in 0\.001 s/);
  });

  it("may not be there", async () => {
    await expect(runProgram("bitloft-no-such-program", [], { timeoutMs: 1000 })).rejects.toThrow(ProgramMissing);
  });
});
