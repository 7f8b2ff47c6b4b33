import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { localVariant, readGgufFile } from "../../../../src-main/models/catalog/index.ts";
import { syntheticModel, writeGguf } from "../../../fixtures/index.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloft-local-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of that name whose tensors are what `label` makes of them. */
async function variantOf(name: string, label: string) {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeGguf(path, syntheticModel("llama-3.2-1b", { label, vocabulary: "none", shape: { blocks: 2 } }));
  return localVariant(path, await readGgufFile(path));
}

test("the header decides, the name adds its modifiers", async () => {
  expect(await variantOf("model-Q4_K_M.gguf", "Q4_K_M")).toMatchObject({ key: "Q4_K_M", label: "Q4_K_M", runs: true });
  expect(await variantOf("renamed-Q8_0.gguf", "Q4_K_M")).toMatchObject({ key: "Q4_K_M", label: "Q4_K_M" });
  expect(await variantOf("model-UD-Q4_K_XL.gguf", "Q4_K_M")).toMatchObject({ key: "UD-Q4_K_XL" });
  expect(await variantOf("model.gguf", "Q8_0")).toMatchObject({ key: "Q8_0", label: "Q8_0" });
  expect(await variantOf("F16/model.gguf", "Q5_K_M")).toMatchObject({ label: "Q5_K_M" });
});
