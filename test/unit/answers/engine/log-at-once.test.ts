import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { tinyModelFolder } from "./support.ts";

const files = tinyModelFolder();
afterAll(() => files.remove());

it("llama.cpp can be made to write its lines itself, so that none before an abort is lost", () => {
  const script = fileURLToPath(new URL("../../../fixtures/load-and-log.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, files.model], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout + stderr).toMatch(/llama_model_loader: loaded meta data/);
});
