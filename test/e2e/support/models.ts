import { stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { PassThrough } from "node:stream";
import { findTestModel } from "../../../scripts/setup/model.mjs";
import { run } from "../../../src-main/doors/cli/run.ts";
import { tinyChatModel } from "../../fixtures/index.ts";

/** Puts the test model, or a tiny one with random weights where it is missing, into the library of a data folder. */
export async function importSmallModel(dataFolder: string): Promise<void> {
  const found = findTestModel();
  const path = found ?? join(dataFolder, "tiny-Q8_0.gguf");
  if (found === null) {
    process.stderr.write(
      "The test model cannot be had here; a tiny one with random weights answers, and its words mean nothing.\n",
    );
    tinyChatModel(path);
  }
  await importFile(dataFolder, path);
}

/** Imports a file through the command line, which uses the same services as the window. */
export async function importFile(dataFolder: string, path: string): Promise<void> {
  await stat(path);
  await runCommand(dataFolder, ["import", path]);
}

/** Makes a smaller variant of the test model, and measures it beside that. */
export async function measureSmallModel(dataFolder: string): Promise<void> {
  await importSmallModel(dataFolder);
  const path = findTestModel() ?? join(dataFolder, "tiny-Q8_0.gguf");
  await runCommand(dataFolder, ["quantize", path, "Q4_0"]);
  await runCommand(dataFolder, ["measure", "Q4_0", "--against", path, "--tokens", "512"]);
}

async function runCommand(dataFolder: string, args: readonly string[]): Promise<void> {
  const unread = new PassThrough().resume() as unknown as NodeJS.WriteStream;
  const code = await run([...args, "--data-dir", dataFolder], {
    stdin: process.stdin,
    stdout: unread,
    stderr: process.stderr,
    env: process.env,
  });
  if (code !== 0) throw new Error(`${args.join(" ")} failed`);
}
