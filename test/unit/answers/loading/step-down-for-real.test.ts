import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Plan } from "../../../../src-shared/contract/index.ts";
import { syntheticModel, writeGguf } from "../../../fixtures/index.ts";

/** The engine's real words about memory that the kernel really refuses: a limit on the data of the process and its children. */
const hasLimits = process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
const limitBytes = 1_500_000_000;
/** 2.8 GB of cache in 16 bits, 1.5 in 8, 0.8 in 4. */
const contextTokens = 131_072;
/** Each try starts a process; on a busy machine that takes seconds. */
const timeout = 180_000;

const cli = fileURLToPath(new URL("../../../../src-main/doors/cli/main.ts", import.meta.url));
let folder: string;
let model: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-limited-"));
  model = join(folder, "wide-Q4_0.gguf");
  const shape = { vocabulary: 2048, contextTokens };
  writeGguf(model, syntheticModel("smollm2-135m", { label: "Q4_0", shape }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chat(name: string, ...options: string[]): { status: number | null; last: unknown; stderr: string } {
  // Each its own memory of what failed.
  const dataFolder = join(folder, name);
  const run = (args: string[], before: string[] = []) => {
    const line = [...before, process.execPath, cli, ...args, "--data-dir", dataFolder, "--json"];
    return spawnSync(line[0] ?? "", line.slice(1), {
      encoding: "utf8",
      env: { ...process.env, HF_ENDPOINT: "http://127.0.0.1:9" },
    });
  };
  expect(run(["import", model]).status).toBe(0);
  const asked = ["chat", "wide", "--prompt", "Hello", "--max-tokens", "2", "--context", String(contextTokens)];
  const { status, stdout, stderr } = run([...asked, "--force", ...options], ["prlimit", `--data=${limitBytes}`]);
  return { status, last: JSON.parse(stdout.trim().split("\n").at(-1) ?? "null"), stderr };
}

it.skipIf(!hasLimits)("memory that the system refuses is told with what would be tried next", { timeout }, () => {
  const { status, last } = chat("asks");
  expect(status).toBe(1);
  expect(last).toMatchObject({
    error: {
      code: "out-of-memory",
      message: expect.stringMatching(
        /^There was no room for a context of 131,072 tokens: 2\.8 GB of the computer's memory\..* Next to try: the context kept in 8 bits instead of 16\.$/,
      ) as string,
      details: {
        device: "CPU",
        purpose: "cache",
        nextToTry: { changes: ["the context kept in 8 bits instead of 16"] },
      },
    },
  });
});

it.skipIf(!hasLimits)("with consent a smaller plan answers, and every reason is told", { timeout }, () => {
  const { status, last, stderr } = chat("steps", "--step-down");
  expect(status).toBe(0);
  const { plan, tokens } = last as { plan: Plan; tokens: number };
  expect(tokens).toBe(2);
  expect(plan.kvType).not.toBe("f16");
  expect(stderr).toContain("2.8 GB of the computer's memory");
  expect(stderr).toContain("Next: the context kept in 8 bits instead of 16.");
});
