import type { CommonMachine, MachineInput } from "../../../src-shared/contract/index.ts";
import { type Language, say } from "../../../src-shared/words/index.ts";

/** A common computer as plans take it, by its name in a language. */
export function commonMachineInput(
  { kind, ramGiB, input }: CommonMachine,
  language?: Language,
): MachineInput & { name: string } {
  const figures = { ...kind.figures, ramGiB };
  return { ...input, name: say({ key: "common-machine-with-memory", figures }, language) };
}
