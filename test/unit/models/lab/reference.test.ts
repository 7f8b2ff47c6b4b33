import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheRoot } from "../../../../scripts/setup/paths.mjs";
import { engineLibraries } from "../../../../src-main/answers/engine/index.ts";
import { childEnvironment } from "../../../../src-main/ground/processes/index.ts";
import { runLabTask } from "../../../../src-main/models/lab/lab-child.ts";
import { quantiseLabel } from "../../../../src-main/models/lab/index.ts";
import type { Task } from "../../../../src-main/models/lab/protocol.ts";
import reference from "../../../fixtures/lab/reference.json" with { type: "json" };
import { syntheticMatrix } from "../../../fixtures/lab/synthetic-matrix.ts";

const source = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const workerPath = source("src-main/models/lab/worker/main.ts");
const libraries = engineLibraries(source("src-main/answers/engine/worker/main.ts")) ?? "";
/** As the stand-in for the Hub makes it, once, when it is first started. */
const model = join(cacheRoot(), "hub", "SmolLM2-135M-Instruct-F16.gguf");
const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
const isThere = existsSync(model) && sha256(model) === reference.model;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-lab-reference-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (task: Task) =>
  runLabTask({ nodePath: process.execPath, workerPath, libraries, env: childEnvironment({}) }, task, {
    signal: new AbortController().signal,
  });

async function quantised(label: string, matrix: { path: string; name: string } | null): Promise<string> {
  const output = join(folder, "out.gguf");
  const fileType = quantiseLabel(label)?.fileType ?? 0;
  await run({ type: "quantise", input: model, output, fileType, threads: 1, matrix });
  return sha256(output);
}

/** Types whose grids are searched take minutes a file on one core: `BITLOFT_ALL_TYPES=1` makes those as well, and reads the third text. */
const all = process.env["BITLOFT_ALL_TYPES"] === "1";
const types = (made: Record<string, string>): [string, string][] =>
  Object.entries(made).filter(([label]) => all || !label.startsWith("IQ"));
const texts = Object.entries(reference.measured).filter(([text]) => all || text !== "code");

/** What llama.cpp's own tools made of the same files; `make-reference.ts` has the commands. */
describe.skipIf(!isThere)("beside llama.cpp's own tools", () => {
  it.each(types(reference.quantised.plain))("makes the same bytes of %s", async (label, expected) => {
    expect(await quantised(label, null)).toBe(expected);
  });

  it.each(types(reference.quantised.withMatrix))(
    "makes the same bytes of %s with a matrix",
    async (label, expected) => {
      const path = join(folder, "matrix.gguf");
      writeFileSync(path, await syntheticMatrix(model));
      expect(await quantised(label, { path, name: "matrix.gguf" })).toBe(expected);
    },
  );

  it.each(texts)("measures the same divergence over %s", async (text, told) => {
    const variant = join(folder, "Q4_K_M.gguf");
    await run({ type: "quantise", input: model, output: variant, fileType: 15, threads: 1, matrix: null });
    const measured = await run({
      type: "measure",
      reference: model,
      variant,
      text: source(`resources/lab/${text}.txt`),
      chunks: reference.chunks,
      threads: 1,
      rowsFile: text === "german" ? join(folder, "rows") : null,
    });
    if (measured.type !== "measured") throw new Error(measured.type);
    const { klDivergence, sameTopWord, perplexity } = measured.figures;
    near(klDivergence.mean, told.mean);
    near(klDivergence.standardError, told.standardError);
    near(klDivergence.median, told.median);
    near(klDivergence.p99, told.p99);
    near(klDivergence.max, told.max);
    near(sameTopWord.share, told.sameTopWordShare);
    near(perplexity.reference, told.perplexityReference);
    near(perplexity.variant, told.perplexityVariant);
  });
});

/** Within 1 % or 0.0005: rows of 16 bits and the kernels of another processor differ by less. */
function near(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(Math.max(0.0005, 0.01 * Math.abs(expected)));
}
