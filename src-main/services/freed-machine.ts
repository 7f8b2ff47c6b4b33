import { readFileSync } from "node:fs";
import type { EngineState, HardwareProfile } from "../contract/index.ts";
import { KiB } from "../core/index.ts";
import type { Engine } from "../engine/index.ts";

/**
 * The machine as it will be once the loaded model has gone: what it holds now counts as free for its successor. Pages of its file
 * do so already, since the system gives them up by itself.
 */
export function freedMachine(machine: HardwareProfile, engine: Pick<Engine, "state" | "processId">): HardwareProfile {
  const state = engine.state();
  const pid = engine.processId();
  if (pid === null || state.measured === null) return machine;
  const held = residentBytes(pid) ?? state.measured.anonymousBytes ?? 0;
  const gpuShares = sharesOfGpus(state);
  const gpus = machine.gpus.map((gpu) => {
    const bytes = gpuShares.get(gpu.name);
    if (bytes === undefined || gpu.freeBytes === null) return gpu;
    const limit = gpu.dedicatedBytes ?? gpu.workingSetBytes ?? Infinity;
    return { ...gpu, freeBytes: Math.min(limit, gpu.freeBytes + bytes) };
  });
  // On unified memory the GPU's part comes out of the system's.
  const shared = machine.gpus
    .filter(({ unified }) => unified)
    .reduce((sum, { name }) => sum + (gpuShares.get(name) ?? 0), 0);
  const { memory } = machine;
  const freeBytes = Math.min(memory.limitBytes ?? memory.totalBytes, memory.freeBytes + held + shared);
  return { ...machine, memory: { ...memory, freeBytes }, gpus };
}

/** What llama.cpp said that it took, by GPU in the proportions of the plan. */
function sharesOfGpus({ measured, predicted }: EngineState): Map<string, number> {
  const planned = (predicted?.devices ?? []).filter(({ kind }) => kind === "gpu");
  const total = planned.reduce((sum, { needBytes }) => sum + needBytes, 0);
  const taken = measured?.gpuBytes ?? total;
  return new Map(planned.map(({ name, needBytes }) => [name, total === 0 ? 0 : (taken * needBytes) / total]));
}

/** Anonymous memory that a process really holds: less than what was promised to it. Null where there is no /proc. */
function residentBytes(pid: number): number | null {
  if (process.platform !== "linux") return null;
  try {
    const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KiB;
  } catch {
    return null;
  }
}
