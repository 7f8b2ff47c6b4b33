import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Gpu } from "../../../src-shared/contract/index.ts";
import { MiB } from "../../../src-shared/figures/index.ts";

const run = promisify(execFile);

/** Bytes in use on all cards, by the driver's own tool; null without such a tool. */
export async function heldOnCards(gpus: readonly Gpu[]): Promise<number | null> {
  if (!gpus.some(({ vendor }) => vendor === "nvidia")) return null;
  const told = await run("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits"]).catch(() => null);
  if (told === null) return null;
  const mebibytes = told.stdout.trim().split("\n").map(Number);
  return mebibytes.every(Number.isFinite) ? mebibytes.reduce((sum, each) => sum + each * MiB, 0) : null;
}
