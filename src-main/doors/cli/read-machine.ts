import { readFile, stat } from "node:fs/promises";
import type { MachineInput } from "../../../src-shared/contract/index.ts";
import type { Language } from "../../../src-shared/words/index.ts";
import { appError, parseJson } from "../../ground/core/index.ts";
import { commonMachines } from "../../ground/hardware/index.ts";
import { machineInputSchema } from "../../ground/inputs/index.ts";
import { commonMachineInput } from "./common-machine-input.ts";

/** A profile is some kilobytes; no machine needs more than this. */
const maxMachineFileBytes = 1024 * 1024;
const bounds = { depth: 16, values: 20_000 };

/** What `--machine` names: a file as `machine --json` prints it, else one of the common computers. */
export async function readMachine(name: string, language: Language): Promise<MachineInput> {
  const there = await stat(name).catch(() => null);
  if (there?.isFile() === true) return await readMachineFile(name, there.size);
  const wanted = name.toLowerCase();
  const common = commonMachines.find(({ id }) => id === wanted);
  if (common !== undefined) return commonMachineInput(common, language);
  throw appError("file-missing", "machine-unknown", { path: name });
}

async function readMachineFile(path: string, sizeBytes: number): Promise<MachineInput> {
  let text: string;
  if (sizeBytes > maxMachineFileBytes) throw appError("file-missing", "machine-too-large", { path });
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw appError("file-missing", "machine-not-read", { path, reason });
  }
  let value: unknown;
  try {
    value = parseJson(text, bounds);
  } catch (error) {
    throw appError("invalid-input", error instanceof RangeError ? "machine-too-rich" : "machine-no-json", { path });
  }
  const parsed = machineInputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") || "(root)";
  throw appError("invalid-input", "machine-not-valid", { path, field, problem: issue?.message ?? "" });
}
