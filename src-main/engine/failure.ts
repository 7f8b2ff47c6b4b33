import type { MemoryNeed, Plan } from "../contract/index.ts";
import { AppError, type AppError as Failure, MiB, formatBytes, formatCount } from "../core/index.ts";
import type { ChildExit } from "./child.ts";

export type Phase = "loading" | "ready" | "prompting" | "answering";

export interface FailureContext {
  plan: Plan;
  predicted: MemoryNeed | null;
}

interface MissingBuffer {
  bytes: number | null;
  /** "CPU", "CUDA0". */
  device: string;
  purpose: "weights" | "cache" | "computing" | "unknown";
}

/** The real reason of a load that failed with the process alive: llama.cpp tells it in its log, the library does not. */
export function explainLoadFailure(thrown: AppError, log: readonly string[], context: FailureContext): Failure {
  if (thrown.code !== "internal") return thrown;
  const missing = findMissingBuffer(log);
  if (missing !== null) return outOfMemory(missing, context);
  if (log.some((line) => /std::bad_alloc|length_error|vector::_M_default_append/.test(line))) {
    return outOfMemory({ bytes: null, device: "CPU", purpose: "unknown" }, context);
  }
  const reason = findReason(log) ?? thrown.message;
  if (/unknown model architecture|unsupported model architecture/.test(reason)) {
    return new AppError("unsupported-model", `The engine does not know this kind of model yet (${quoted(reason)}).`, {
      reason,
    });
  }
  return new AppError("load-failed", `The model could not be loaded: ${reason}`, { reason });
}

/** The process is gone without having been asked. */
export function explainExit({ code, signal, log }: ChildExit, phase: Phase, context: FailureContext): Failure {
  const details = { signal, exitCode: code, reason: findReason(log) };
  const missing = findMissingBuffer(log);
  if (missing !== null) return outOfMemory(missing, context);
  // Nobody but the kernel's out-of-memory killer sends it, besides a person.
  if (signal === "SIGKILL") return killedBySystem(context, details);
  if (phase === "prompting") {
    const message =
      "The chat template in this model's file brought the engine down. Load the model again: it will then use a form that Bitloft knows.";
    return new AppError("template-failed", message, details);
  }
  const how = signal ?? (code === null ? "could not be started" : windowsStatus(code));
  if (phase === "loading") {
    const reason = details.reason ?? how;
    return new AppError(
      "load-failed",
      `The engine ended while it loaded the model (${reason}). Bitloft itself goes on.`,
      details,
    );
  }
  const kept = phase === "answering" ? " The partial answer is kept;" : "";
  const next = kept === "" ? " Load the model again to go on." : " load the model again to go on.";
  return new AppError("engine-crashed", `The engine ended unexpectedly (${how}).${kept}${next}`, details);
}

/** "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4403.49 MiB on device 0: cudaMalloc failed: out of memory" and its kin. */
export function findMissingBuffer(log: readonly string[]): MissingBuffer | null {
  for (const line of log) {
    const named = /failed to allocate (\S+?)(?:_Mapped)? buffer of size (\d+)/.exec(line);
    if (named?.[1] !== undefined && named[1] !== "buffer") {
      return { device: named[1], bytes: Number(named[2]), purpose: purposeOf(log) };
    }
    const onDevice = /allocating ([\d.]+) MiB on device (\d+): \w*[mM]alloc failed/.exec(line);
    if (onDevice !== null) {
      return {
        device: `GPU ${onDevice[2] ?? ""}`,
        bytes: Math.round(Number(onDevice[1]) * MiB),
        purpose: purposeOf(log),
      };
    }
  }
  for (const line of log) {
    const found =
      /failed to allocate (?:buffer|memory)(?: of size)? (\d+)|insufficient memory \(attempted to allocate +([\d.]+) MB\)/.exec(
        line,
      );
    if (found !== null) {
      const bytes = found[1] === undefined ? Math.round(Number(found[2]) * MiB) : Number(found[1]);
      return { device: "CPU", bytes, purpose: purposeOf(log) };
    }
    if (/ErrorOutOfDeviceMemory|ErrorOutOfHostMemory|out of memory/i.test(line)) {
      return { device: line.includes("Host") ? "CPU" : "GPU", bytes: null, purpose: purposeOf(log) };
    }
  }
  return null;
}

/** A load takes memory for the weights, then for the cache, then for computing; the log tells how far it came. */
function purposeOf(log: readonly string[]): MissingBuffer["purpose"] {
  const came = (pattern: RegExp): boolean => log.some((line) => pattern.test(line));
  if (came(/kv.?cache.*fail|fail.*kv cache/i)) return "cache";
  if (came(/error loading model|unable to allocate/)) return "weights";
  if (came(/^(sched_reserve|graph_reserve)|compute buffers/)) return "computing";
  if (came(/^llama_(init_from_model|kv_cache|context)/)) return "cache";
  return came(/^load_tensors/) ? "weights" : "unknown";
}

function outOfMemory({ bytes, device, purpose }: MissingBuffer, { plan, predicted }: FailureContext): Failure {
  const what = {
    weights: "the model's weights",
    cache: `the cache of ${formatCount(plan.contextTokens)} tokens of context`,
    computing: "computing",
    unknown: "the model",
  }[purpose];
  const size = bytes === null ? "enough memory" : formatBytes(bytes);
  const remedy =
    purpose === "cache"
      ? "Load it with a shorter context or a smaller cache type."
      : purpose === "weights"
        ? "Close other programs, or take a smaller variant."
        : "Load it with a shorter context, or take a smaller variant.";
  return new AppError("out-of-memory", `There was no room for ${what}: ${size} on ${device}. ${remedy}`, {
    device,
    bufferBytes: bytes,
    purpose,
    contextTokens: plan.contextTokens,
    predictedBytes: predictedBytes(predicted),
  });
}

function killedBySystem({ predicted }: FailureContext, details: Record<string, string | number | null>): Failure {
  const bytes = predictedBytes(predicted);
  const need = bytes === null ? "" : `; it needs about ${formatBytes(bytes)}`;
  const message = `The system ended the engine, most likely because memory ran out${need}. Close other programs, shorten the context, or take a smaller variant.`;
  return new AppError("out-of-memory", message, { ...details, predictedBytes: bytes });
}

function predictedBytes(predicted: MemoryNeed | null): number | null {
  return predicted === null ? null : predicted.devices.reduce((sum, device) => sum + device.needBytes, 0);
}

/** The most telling line of a log: an assertion or an error, without the function's name in front. */
export function findReason(log: readonly string[]): string | null {
  const patterns = [
    /GGML_ASSERT\(.*|GGML_ABORT.*/,
    /error loading model: .*/,
    /(?:CUDA|Vulkan|Metal|ggml_\w+)[^:]*: error:? .*/i,
    /failed to initialize the context: .*/,
    /\b(?:error|failed|unable|invalid|cannot|unsupported)\b.*/i,
  ];
  for (const pattern of patterns) {
    const line = log.findLast((candidate) => pattern.test(candidate) && !/^\s+at /.test(candidate));
    if (line !== undefined) return clean(pattern.source.startsWith("\\b") ? line : (pattern.exec(line)?.[0] ?? line));
  }
  return null;
}

function clean(line: string): string {
  return line
    .replace(/^(?:\w+: )+/, (prefix) => (/^(?:llama|ggml|gguf|load|alloc|sched)\w*: /.test(prefix) ? "" : prefix))
    .replace(/^(error loading model|failed to initialize the context): /, "")
    .trim()
    .slice(0, 300);
}

const quoted = (reason: string): string => /'([^']+)'/.exec(reason)?.[1] ?? reason;

/** Windows gives a crash as a status such as 3221225477; by name it can be looked up. */
function windowsStatus(code: number): string {
  const names: Record<number, string> = {
    0xc0000005: "access violation",
    0xc000001d: "illegal instruction",
    0xc00000fd: "stack overflow",
    0xc0000017: "no memory",
    0xc0000409: "abort",
  };
  const unsigned = code >>> 0;
  return names[unsigned] ?? (unsigned >= 0xc0000000 ? "native crash" : "it gave up by itself");
}
