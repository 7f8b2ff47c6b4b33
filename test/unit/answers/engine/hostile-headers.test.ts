import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { AppError } from "../../../../src-main/ground/core/index.ts";
import { describeModel } from "../../../../src-main/models/library/describe-model.ts";
import { hostileHeaders, writeGguf } from "../../../fixtures/index.ts";
import { loadMany } from "../../../fixtures/load-many.ts";
import { worded } from "../../../fixtures/worded.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloft-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the reader says of a file: null where it has nothing against it. */
async function refusalOf(path: string): Promise<AppError | null> {
  try {
    await describeModel(path);
    return null;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}

describe("headers that no honest program writes", () => {
  it(
    "are refused with their reason before the engine sees them, or leave its process alive",
    async () => {
      const accepted: string[] = [];
      const refused: Record<string, AppError> = {};
      for (const [name, content] of Object.entries(hostileHeaders())) {
        const path = join(folder, `${name}.gguf`);
        writeGguf(path, content);
        const refusal = await refusalOf(path);
        if (refusal === null) accepted.push(path);
        else refused[name] = refusal;
      }
      for (const [name, error] of Object.entries(refused)) {
        const { code, message } = worded(error);
        expect(code, name).toMatch(/^(malformed-gguf|unsupported-model|incomplete-model)$/);
        expect(message, name).toMatch(/\w+ \w+ \w+.*\.$/);
      }
      const outcomes = await loadMany(accepted);
      expect([...outcomes].filter(([, outcome]) => outcome.startsWith("died"))).toEqual([]);
      for (const sound of ["sound", "sound-pieces", "sound-experts"])
        expect(outcomes.get(join(folder, `${sound}.gguf`)), sound).toBe("loaded");
    },
    5 * 60_000,
  );
});
