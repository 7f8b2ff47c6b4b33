import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findVariant } from "../../../../src-main/doors/cli/find-variant.ts";
import type { InstalledVariant } from "../../../../src-shared/contract/index.ts";
import { toAppError } from "../../../../src-main/ground/core/index.ts";
import { worded, wording } from "../../../fixtures/worded.ts";

function installed(id: string, repository: string | null, label: string, name: string): InstalledVariant {
  return {
    id,
    repository,
    name,
    label,
    modifiers: [],
    path: `/models/${name}-${label}.gguf`,
  } as unknown as InstalledVariant;
}

const gemma = installed(
  "gemma-3-4b-it-q4_k_m",
  "bartowski/google_gemma-3-4b-it-GGUF",
  "Q4_K_M",
  "google_gemma-3-4b-it",
);
const llama4 = installed("llama-3.1-8b-q4_k_m", "o/Llama-3.1-8B-GGUF", "Q4_K_M", "Llama-3.1-8B");
const llama8 = installed("llama-3.1-8b-q8_0", "o/Llama-3.1-8B-GGUF", "Q8_0", "Llama-3.1-8B");
const llama1 = installed("llama-3.1-8b-instruct-q8_0", null, "Q8_0", "Llama-3.1-8B-Instruct");
const all = [gemma, llama4, llama8, llama1];

describe("an installed variant", () => {
  it.each([
    ["gemma", gemma],
    ["GEMMA", gemma],
    ["gemma-3-4b", gemma],
    ["bartowski", gemma],
    [gemma.id, gemma],
    [gemma.path, gemma],
    ["bartowski/google_gemma-3-4b-it-GGUF:q4_k_m", gemma],
    ["gemma:Q4_K_M", gemma],
    ["instruct", llama1],
    ["o/Llama-3.1-8B-GGUF:Q8_0", llama8],
    // In full it is not the longer name's.
    ["Llama-3.1-8B:Q8_0", llama8],
    ["llama-3.1-8b-q8", llama8],
  ])("is found as %s", (text, wanted) => {
    expect(findVariant(all, text)).toBe(wanted);
  });

  it.each(["llama", "Llama-3.1-8B", "8b", "llama:Q8_0"])(
    "that %s does not tell apart from others is asked for, by name",
    (text) => {
      let thrown: unknown;
      try {
        findVariant(all, text);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ code: "invalid-input" });
      const { message } = worded(toAppError(thrown));
      expect(message).toContain(llama8.id);
      expect(message).not.toContain(gemma.id);
    },
  );

  it("is found by its path from the folder at hand", () => {
    const here = { ...gemma, path: resolve("models/gemma.gguf") };
    expect(findVariant([here], "models/gemma.gguf")).toBe(here);
    expect(findVariant([here], "./models/gemma.gguf")).toBe(here);
  });

  it.each([
    ["model.gguf", ""],
    ["my model.gguf", '"'],
    ["weights.bin", ""],
  ])("is not the file %s that nobody has imported, and the way to do so is told", (name, quote) => {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-find-"));
    try {
      const file = join(folder, name);
      writeFileSync(file, "");
      const message = expect.stringContaining(`\`bitloft import ${quote}${file}${quote}\``) as string;
      expect(wording(() => findVariant(all, file))).toThrow(expect.objectContaining({ code: "not-found", message }));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(["", " ", "qwen", "/nowhere/model.gguf", "gemma:Q8_0", ":Q8_0"])('is not found as "%s"', (text) => {
    expect(() => findVariant(all, text)).toThrow(expect.objectContaining({ code: "not-found" }));
  });
});
