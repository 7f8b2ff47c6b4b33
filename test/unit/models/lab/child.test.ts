import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineLibraries } from "../../../../src-main/answers/engine/index.ts";
import { childEnvironment } from "../../../../src-main/ground/processes/index.ts";
import { runLabTask } from "../../../../src-main/models/lab/lab-child.ts";

const source = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const workerPath = source("src-main/models/lab/worker/main.ts");
const libraries = engineLibraries(source("src-main/answers/engine/worker/main.ts")) ?? "";
const signal = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-lab-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = (from: string, worker = workerPath) =>
  runLabTask(
    { nodePath: process.execPath, workerPath: worker, libraries: from, env: childEnvironment({}) },
    { type: "check" },
    { signal },
  );

describe("the lab's child", () => {
  it("opens the engine's libraries, whose version and layouts are those that it knows", async () => {
    await expect(check(libraries)).resolves.toEqual({ type: "checked" });
  });

  it("calls nothing of an engine of another version", async () => {
    for (const name of readdirSync(libraries)) symlinkSync(join(libraries, name), join(folder, name));
    // Its functions are C's own: none of the engine's is there.
    const name = readdirSync(libraries).find((one) => /^libggml-cpu-(x64|armv8\.0_1)\.so$/.test(one));
    const llama = readdirSync(libraries).find((one) => /^libllama\..*so$/.test(one));
    if (name === undefined || llama === undefined) return;
    rmSync(join(folder, llama));
    cpSync(join(libraries, name), join(folder, llama));
    await expect(check(folder)).rejects.toMatchObject({
      code: "load-failed",
      key: "lab-other-engine",
      details: { found: expect.stringContaining("unknown") as string },
    });
  });

  it("is told by how it ended where it ends by itself, and by nothing but its absence where there are no libraries", async () => {
    await expect(check(libraries, join(folder, "none.ts"))).rejects.toMatchObject({
      code: "engine-crashed",
      key: "lab-ended",
      details: { exitCode: 1 },
    });
    await expect(check(folder)).rejects.toMatchObject({ code: "load-failed", key: "told-by-engine" });
  });
});
