import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InstalledHeaders } from "../../../../src-main/models/planning/installed-headers.ts";
import { syntheticModel, tinyChatModel, writeGguf } from "../../../fixtures/index.ts";

let folder: string;
let model: string;
let other: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-installed-"));
  model = join(folder, "model-F16.gguf");
  other = join(folder, "other-Q4_0.gguf");
  tinyChatModel(model);
  writeGguf(other, syntheticModel("smollm2-135m", { label: "Q4_0", shape: { vocabulary: 2048 } }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("a model that was put in another's place is judged by its own header and size", async () => {
  const headers = new InstalledHeaders();
  const before = await headers.read("id", [model]);
  expect(before.sizesBytes).toEqual([statSync(model).size]);
  expect((await headers.read("id", [model])).facts).toBe(before.facts);
  copyFileSync(other, model);
  const after = await headers.read("id", [model]);
  expect(after.facts.blockCount).toBe(30);
  expect(after.facts.blockCount).not.toBe(before.facts.blockCount);
  expect(after.sizesBytes).toEqual([statSync(other).size]);
});

it("what was read of a file that is gone since is still known", async () => {
  const headers = new InstalledHeaders();
  const { facts } = await headers.read("id", [model]);
  rmSync(model);
  expect(await headers.read("id", [model])).toEqual({ facts, sizesBytes: [null] });
  await expect(headers.read("another", [model])).rejects.toMatchObject({ code: "file-missing" });
});
