import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { readSystemTime } from "../../../src-main/answers/engine/worker/system-time.ts";
import type { Hardware } from "../../../src-main/ground/hardware/index.ts";

/** On which processor a figure was measured: it holds for no other. */
export async function processorInWords(hardware: Hardware): Promise<string> {
  const { cpu } = await hardware.get();
  return `${cpu.name}, ${cpu.usableCores} cores used`;
}

const watchMs = 1000;

/** How busy the computer is with other things, in a second in which the benchmark itself does nothing. */
export async function busynessInWords(): Promise<string> {
  const before = readSystemTime();
  const begun = performance.now();
  await wait(watchMs);
  const after = readSystemTime();
  if (before === null || after === null) return "nobody says how busy the computer is";
  const coresMs = (performance.now() - begun) * cpus().length;
  const share = (ms: number): string => `${Math.round((100 * Math.max(0, ms)) / coresMs)} %`;
  const stolenMs = after.stolenMs - before.stolenMs;
  const othersMs = coresMs - (after.idleMs - before.idleMs) - stolenMs;
  return `other programs use ${share(othersMs)} of the processor, ${share(stolenMs)} is stolen by a hypervisor`;
}
