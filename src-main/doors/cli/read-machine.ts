import { readFile, stat } from "node:fs/promises";
import type { MachineInput } from "../../../src-shared/contract/index.ts";
import { AppError, parseJson } from "../../ground/core/index.ts";
import { commonMachines } from "../../ground/hardware/index.ts";
import { machineInputSchema } from "../../ground/inputs/index.ts";

/** A profile is some kilobytes; nobody's machine needs more than this. */
const maxMachineFileBytes = 1024 * 1024;
const bounds = { depth: 16, values: 20_000 };

/** What `--machine` names: a file as `machine --json` prints it, else one of the common computers. */
export async function readMachine(name: string): Promise<MachineInput> {
  const there = await stat(name).catch(() => null);
  if (there?.isFile() === true) return await readMachineFile(name, there.size);
  const wanted = name.toLowerCase();
  const common = commonMachines.find(({ id }) => id === wanted);
  if (common !== undefined) return common.input;
  throw new AppError(
    "file-missing",
    `"${name}" is neither a file here nor a computer that Bitloft knows: \`bitloft machines\` lists those.`,
    { path: name },
  );
}

async function readMachineFile(path: string, sizeBytes: number): Promise<MachineInput> {
  let text: string;
  try {
    if (sizeBytes > maxMachineFileBytes) throw new Error("it is too large");
    text = await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("file-missing", `The machine file ${path} could not be read: ${reason}.`, { path });
  }
  let value: unknown;
  try {
    value = parseJson(text, bounds);
  } catch (error) {
    const what = error instanceof RangeError ? "holds more than a computer's description does" : "is not JSON";
    throw new AppError("invalid-input", `The machine file ${path} ${what}.`);
  }
  const parsed = machineInputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") || "the whole";
  throw new AppError("invalid-input", `The machine file ${path} is not valid: ${field}: ${issue?.message ?? ""}.`, {
    field,
  });
}
