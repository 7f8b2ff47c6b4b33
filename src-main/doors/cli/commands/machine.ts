import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../../src-shared/figures/index.ts";
import { backendNames, say, sayAll } from "../../../../src-shared/words/index.ts";
import type { Command } from "../command.ts";
import { saidMachine } from "../said-machine.ts";
import { printable, table } from "../terminal.ts";

export const machine: Command = {
  name: "machine",
  usage: "machine [--measure]",
  summary: "Shows what Bitloft found in this computer.",
  options: { measure: { type: "boolean", help: "Measures the memory's bandwidth first (under 2 s)." } },
  positionals: [0, 0],
  async run({ terminal, services, options }) {
    const { hardware, backends } = await services();
    const profile = await backends.settle(options["measure"] === true ? await hardware.measureBandwidth() : undefined);
    terminal.answer(saidMachine(profile), () => describeMachine(profile));
  },
};

/** The profile as text, a line per finding. */
export function describeMachine(profile: HardwareProfile): string {
  const { cpu, memory } = profile;
  const rows = [
    ["Computer", profile.name],
    ["CPU", `${cpu.name}, ${cpu.physicalCores} cores, ${cpu.usableCores} usable for the engine`],
    ["Instructions", cpu.instructionSets.join(" ") || "unknown"],
    ["Memory", `${formatBytes(memory.totalBytes)}, ${formatBytes(memory.freeBytes)} free now`],
  ];
  if (memory.limitBytes !== null) rows.push(["Memory limit", formatBytes(memory.limitBytes)]);
  if (memory.bandwidthBytesPerSecond !== null) {
    rows.push(["Bandwidth", `${formatBytes(memory.bandwidthBytesPerSecond)}/s, ${memory.bandwidthBasis ?? "given"}`]);
  }
  for (const gpu of profile.gpus) {
    const size = gpu.dedicatedBytes ?? gpu.workingSetBytes ?? gpu.sharedBytes;
    const parts = [gpu.name, size === null ? "memory unknown" : formatBytes(size)];
    if (gpu.freeBytes !== null) parts.push(`${formatBytes(gpu.freeBytes)} free`);
    if (gpu.unified) parts.push("shares the system's memory");
    parts.push(gpu.backend === null ? "not usable by the engine" : `through ${backendNames[gpu.backend]}`);
    rows.push(["GPU", parts.join(", ")]);
    if (gpu.backendReasons !== undefined) rows.push(["", sayAll(gpu.backendReasons)]);
  }
  if (profile.gpus.length === 0) rows.push(["GPU", "none found: models run on the CPU"]);
  if (profile.disk !== null) rows.push(["Disk", `${formatBytes(profile.disk.freeBytes)} free`]);
  for (const { field, ...problem } of profile.problems) rows.push(["Not known", `${field}: ${say(problem)}`]);
  return table(rows.map((row) => row.map(printable)));
}
