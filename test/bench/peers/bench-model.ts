import { join } from "node:path";
import { findTestModel } from "../../../scripts/setup/model.mjs";
import { tinyChatModel } from "../../fixtures/index.ts";

/** The path of the real model; where there is none, of a tiny one that is written into the folder. */
export function benchModel(folder: string, note: (text: string) => void): string {
  const real = findTestModel();
  if (real !== null) return real;
  note("no real model is here: a tiny one with random weights is measured instead");
  const path = join(folder, "tiny.gguf");
  tinyChatModel(path);
  return path;
}
