import { readFileSync } from "node:fs";
import { KiB, MiB } from "../../../../src-shared/figures/index.ts";
import type { MemorySample } from "../protocol.ts";

export interface ProcessMemory {
  /**
   * What the kernel has promised this process and cannot take back (VmData), touched or not. Buffers are allocated for
   * the longest prompt and filled by and by: what is resident after a load says less than what will be needed.
   */
  anonymousBytes: number;
  /** Pages of files that it holds (RssFile). */
  fileBackedBytes: number;
}

/** What the kernel holds for this process; null without /proc. */
export function readProcessMemory(): ProcessMemory | null {
  if (process.platform !== "linux") return null;
  try {
    return parseStatus(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return null;
  }
}

export function parseStatus(status: string): ProcessMemory | null {
  const bytes = (name: string): number | null => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KiB;
  };
  const anonymousBytes = bytes("VmData");
  const fileBackedBytes = bytes("RssFile");
  return anonymousBytes === null || fileBackedBytes === null ? null : { anonymousBytes, fileBackedBytes };
}

/** What the process holds beyond `baseline`. */
export function grownMemory(baseline: ProcessMemory | null): ProcessMemory | null {
  const now = readProcessMemory();
  if (now === null || baseline === null) return null;
  const grown = (key: keyof ProcessMemory): number => Math.max(0, now[key] - baseline[key]);
  return { anonymousBytes: grown("anonymousBytes"), fileBackedBytes: grown("fileBackedBytes") };
}

/** What the model added since `baseline`, and what llama.cpp says that it took on GPUs. */
export function sampleMemory(baseline: ProcessMemory | null, log: readonly string[]): MemorySample {
  const grown = grownMemory(baseline);
  return {
    anonymousBytes: grown?.anonymousBytes ?? null,
    fileBackedBytes: grown?.fileBackedBytes ?? null,
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
