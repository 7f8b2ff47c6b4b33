import { MiB } from "../../../src-shared/figures/index.ts";

/** A piece of memory that the engine asked for and did not get. */
export interface MissingBuffer {
  bytes: number | null;
  /** "CPU", "CUDA0", "GPU 0". */
  device: string;
  deviceKind: "cpu" | "gpu";
  purpose: "weights" | "cache" | "computing" | "unknown";
}

interface Wording {
  pattern: RegExp;
  /** Of the size in the first group. */
  unitBytes: number;
  device: "CPU" | "GPU";
}

/** Lines that state a size, in the words of the llama.cpp that node-llama-cpp 3.21.1 carries. */
const sized: readonly Wording[] = [
  { pattern: /insufficient memory \(attempted to allocate +([\d.]+) MB\)/, unitBytes: MiB, device: "CPU" },
  { pattern: /cpu_buffer_type_alloc_buffer: failed to allocate buffer of size (\d+)/, unitBytes: 1, device: "CPU" },
  { pattern: /ggml_vulkan: .*allocation of size (\d+) failed/i, unitBytes: 1, device: "GPU" },
  {
    pattern: /ggml_metal\w*: (?:error: )?failed to allocate buffer, size = +([\d.]+) MiB/,
    unitBytes: MiB,
    device: "GPU",
  },
  { pattern: /failed to allocate Metal buffer of (\d+) bytes/, unitBytes: 1, device: "GPU" },
  { pattern: /failed to allocate (?:buffer|memory)(?: of size)? (\d+)/, unitBytes: 1, device: "CPU" },
  { pattern: /ggml_(?:m|c)alloc: failed to allocate +([\d.]+) MB/, unitBytes: MiB, device: "CPU" },
];

const gpuWithoutSize = [
  /ErrorOutOfDeviceMemory|OutOfDeviceMemoryError/,
  /(?:CUDA|ROCm|HIP) error: out of memory|cudaErrorMemoryAllocation|hipErrorOutOfMemory|CUBLAS_STATUS_ALLOC_FAILED/,
  /kIOGPUCommandBufferCallbackErrorOutOfMemory|Insufficient Memory \(/,
  /device memory allocation limit/,
];
/** The engine's own bookkeeping, at any moment of a load. */
const anyAllocation = /std::bad_alloc|length_error|vector::_M_default_append/;
const cpuWithoutSize = [
  /ErrorOutOfHostMemory/,
  /Cannot allocate memory|ENOMEM/,
  // Node's own words when it gets no room for itself.
  /(?:FATAL ERROR|Fatal).*(?:out of memory|OOM)/i,
  /out of memory/i,
];

/** Null when the log mentions no failed allocation. */
export function findMissingBuffer(log: readonly string[]): MissingBuffer | null {
  const purpose = purposeOf(log);
  for (const line of log) {
    const named = /failed to allocate (\S+?)(?:_Mapped)? buffer of size (\d+)/.exec(line);
    if (named?.[1] !== undefined && named[1] !== "buffer") {
      return { ...deviceNamed(named[1]), bytes: Number(named[2]), purpose };
    }
    const onDevice = /allocating ([\d.]+) MiB on device (\d+): \w*[mM]alloc failed/.exec(line);
    if (onDevice !== null) {
      const bytes = Math.round(Number(onDevice[1]) * MiB);
      return { device: `GPU ${onDevice[2] ?? ""}`, deviceKind: "gpu", bytes, purpose };
    }
  }
  for (const { pattern, unitBytes, device } of sized) {
    const size = log.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (size !== undefined) return { ...deviceNamed(device), bytes: Math.round(Number(size) * unitBytes), purpose };
  }
  const says = (patterns: readonly RegExp[]): boolean =>
    log.some((line) => patterns.some((pattern) => pattern.test(line)));
  if (says(gpuWithoutSize)) return { ...deviceNamed(gpuOf(log)), bytes: null, purpose };
  if (says([anyAllocation])) return { ...deviceNamed("CPU"), bytes: null, purpose: "unknown" };
  if (says(cpuWithoutSize)) return { ...deviceNamed("CPU"), bytes: null, purpose };
  return null;
}

/** Memory that is pinned for a GPU, as "CUDA_Host", is the CPU's. */
function deviceNamed(device: string): Pick<MissingBuffer, "device" | "deviceKind"> {
  return { device, deviceKind: /^CPU|host/i.test(device) ? "cpu" : "gpu" };
}

/** "  current device: 1, in function alloc at ggml-cuda.cu:512" comes after CUDA's error. */
function gpuOf(log: readonly string[]): string {
  const index = log.map((line) => /current device: (\d+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return index === undefined ? "GPU" : `GPU ${index}`;
}

/** A load takes memory for the weights, then for the cache, then for computing; the log shows how far it got. */
function purposeOf(log: readonly string[]): MissingBuffer["purpose"] {
  const came = (pattern: RegExp): boolean => log.some((line) => pattern.test(line));
  if (came(/kv.?cache.*fail|fail.*kv cache/i)) return "cache";
  if (came(/error loading model|unable to allocate/)) return "weights";
  if (came(/^(sched_reserve|graph_reserve)|compute buffers/)) return "computing";
  if (came(/^llama_(init_from_model|kv_cache|context)/)) return "cache";
  return came(/^load_tensors/) ? "weights" : "unknown";
}
