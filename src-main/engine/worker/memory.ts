import { readFileSync } from "node:fs";
import { MiB } from "../../core/index.ts";
import type { MemorySample } from "../protocol.ts";

interface Resident {
  anonymousBytes: number;
  fileBackedBytes: number;
}

/** What the kernel holds for this process; null where there is no /proc. */
export function readResident(): Resident | null {
  if (process.platform !== "linux") return null;
  try {
    return parseStatus(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return null;
  }
}

export function parseStatus(status: string): Resident | null {
  const kibibytes = (name: string): number | null => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return found === undefined ? null : Number(found) * 1024;
  };
  const anonymousBytes = kibibytes("RssAnon");
  const fileBackedBytes = kibibytes("RssFile");
  return anonymousBytes === null || fileBackedBytes === null ? null : { anonymousBytes, fileBackedBytes };
}

/** What the model added since `baseline`, and what llama.cpp says that it took on GPUs. */
export function sampleMemory(baseline: Resident | null, log: readonly string[]): MemorySample {
  const now = readResident();
  const grown = (key: keyof Resident): number | null =>
    now === null || baseline === null ? null : Math.max(0, now[key] - baseline[key]);
  return {
    anonymousBytes: grown("anonymousBytes"),
    fileBackedBytes: grown("fileBackedBytes"),
    gpuBytes: sumGpuBuffers(log),
  };
}

/** Lines such as "load_tensors:        CUDA0 model buffer size =  4403.49 MiB"; null when no GPU was used. */
export function sumGpuBuffers(log: readonly string[]): number | null {
  let sum = 0;
  for (const line of log) {
    const found =
      /\b((?:CUDA|Vulkan|Metal|MTL)\d*(?:_\w+)?)\s+(?:model|KV|RS|compute|output) buffer size\s*=\s*([\d.]+) MiB/.exec(
        line,
      );
    // "CUDA_Host" and its like are pinned memory of the CPU.
    if (found?.[1] !== undefined && !/host/i.test(found[1])) sum += Number(found[2]) * MiB;
  }
  return sum === 0 ? null : Math.round(sum);
}
