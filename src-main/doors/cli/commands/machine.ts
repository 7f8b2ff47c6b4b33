import type { HardwareProfile } from "../../../../src-shared/contract/index.ts";
import { backendNames, say, sayAll } from "../../../../src-shared/words/index.ts";
import type { Command } from "../command.ts";
import { saidMachine } from "../said-machine.ts";
import { type Terminal, printable, table } from "../terminal.ts";

export const machine: Command = {
  name: "machine",
  usage: "machine [--measure]",
  options: { measure: { type: "boolean" } },
  positionals: [0, 0],
  async run({ terminal, services, options }) {
    const { hardware, backends } = await services();
    const profile = await backends.settle(options["measure"] === true ? await hardware.measureBandwidth() : undefined);
    terminal.answer(saidMachine(profile), () => describeMachine(profile, terminal));
  },
};

/** The profile as text, a line per finding. */
export function describeMachine(profile: HardwareProfile, terminal: Pick<Terminal, "language" | "words">): string {
  const { cpu, memory } = profile;
  const { language } = terminal;
  const { figures } = language;
  const { unknown, machine: words } = terminal.words;
  const rows = [
    [words.computer, profile.name],
    [words.cpu, words.cores(cpu.name, cpu.physicalCores, cpu.usableCores)],
    [words.instructions, cpu.instructionSets.join(" ") || unknown],
    [words.memory, words.memoryFree(memory.totalBytes, memory.freeBytes)],
  ];
  if (memory.limitBytes !== null) rows.push([words.memoryLimit, figures.memorySize(memory.limitBytes)]);
  if (memory.bandwidthBytesPerSecond !== null) {
    rows.push([
      words.bandwidth,
      `${figures.bytes(memory.bandwidthBytesPerSecond)}/s, ${words.bases[memory.bandwidthBasis ?? "given"]}`,
    ]);
  }
  for (const gpu of profile.gpus) {
    const size = gpu.dedicatedBytes ?? gpu.workingSetBytes ?? gpu.sharedBytes;
    const parts = [gpu.name, size === null ? words.memoryUnknown : figures.memorySize(size)];
    if (gpu.freeBytes !== null) parts.push(words.free(gpu.freeBytes));
    if (gpu.unified) parts.push(words.shares);
    parts.push(gpu.backend === null ? words.notUsable : words.through(backendNames[gpu.backend]));
    rows.push([words.gpu, parts.join(", ")]);
    if (gpu.backendReasons !== undefined) rows.push(["", sayAll(gpu.backendReasons, language)]);
  }
  if (profile.gpus.length === 0) rows.push([words.gpu, words.noGpu]);
  if (profile.disk !== null) rows.push([words.disk, words.diskFree(profile.disk.freeBytes)]);
  for (const { field, ...problem } of profile.problems)
    rows.push([words.notKnown, `${field}: ${say(problem, language)}`]);
  return table(rows.map((row) => row.map(printable)));
}
