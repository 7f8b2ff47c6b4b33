import type { MemoryNeed, Plan } from "../../../src-shared/contract/index.ts";
import { formatBytes, formatCount, totalNeedBytes } from "../../../src-shared/figures/index.ts";
import { type AppError as Failure, AppError } from "../../ground/core/index.ts";
import type { ProcessExit } from "../../ground/processes/index.ts";
import { type MissingBuffer, findMissingBuffer } from "./missing-buffer.ts";

export type Phase = "loading" | "ready" | "prompting" | "answering";

export interface FailureContext {
  plan: Plan;
  predicted: MemoryNeed | null;
}

/**
 * Why the engine cannot use a plan's backend at all, whatever the plan: its driver does not open, or the card takes none of the engine's
 * code. The detail's name, and its values.
 */
export const refusalDetail = "backendRefusal";
export const backendRefusals = ["unopened", "no-code"] as const;
export type BackendRefusal = (typeof backendRefusals)[number];

/** Null for a failure that says nothing of the kind. */
export function backendRefusal({ details }: Pick<Failure, "details">): BackendRefusal | null {
  return backendRefusals.find((refusal) => refusal === details[refusalDetail]) ?? null;
}

/** Details of a failure that says nothing about its plan, so that the plan is neither remembered for it nor made smaller. */
const notOfThePlan = { planAtFault: false } as const;

/** llama.cpp's words for a file that has become shorter than its header, which was found sound before, says. */
const cutFile = /not within the file bounds|model is corrupted or incomplete|^gguf_init_from_\w+: failed/;

/** The real reason of a load that failed with the process alive: llama.cpp tells it in its log, the library does not. */
export function explainLoadFailure(thrown: AppError, log: readonly string[], context: FailureContext): Failure {
  if (thrown.code !== "internal") return thrown;
  const missing = findMissingBuffer(log);
  if (missing !== null) return outOfMemory(missing, context);
  const reason = findReason(log) ?? thrown.message;
  if (/unknown model architecture|unsupported model architecture/.test(reason)) {
    return new AppError("unsupported-model", `The engine does not know this kind of model yet (${quoted(reason)}).`, {
      reason,
    });
  }
  const isCut = log.some((line) => cutFile.test(line));
  return new AppError("load-failed", `The model could not be loaded: ${reason}`, {
    reason,
    ...(isCut ? notOfThePlan : {}),
  });
}

/** The real reason of an answer that broke off with the process alive, likewise. */
export function explainAnswerFailure(thrown: AppError, log: readonly string[], context: FailureContext): Failure {
  if (thrown.code !== "internal") return thrown;
  const missing = findMissingBuffer(log);
  // Weights and cache were there before; what a prompt needs besides is taken when it comes.
  if (missing !== null) return outOfMemory({ ...missing, purpose: "computing" }, context);
  const lost = findLostDevice(log);
  if (lost !== null) return deviceLost(lost, "answering");
  const reason = log.findLast((line) => /fail|error/i.test(line)) ?? thrown.message;
  const message = `The engine could not go on with this answer (${reason}). Load the model again, perhaps with a shorter context.`;
  return new AppError("engine-crashed", message, { reason }, { cause: thrown });
}

/** The process is gone without having been asked. `isForMemory` is asked about a signal that only somebody else can have sent. */
export function explainExit(
  exit: ProcessExit,
  phase: Phase,
  context: FailureContext,
  isForMemory: (signal: NodeJS.Signals) => boolean,
): Failure {
  const { log } = exit;
  const code = exit.how === "exited" ? exit.code : null;
  const signal = exit.how === "killed" ? exit.signal : signalOfShell(code);
  const details = { signal, exitCode: code, reason: findReason(log) };
  const missing = findMissingBuffer(log);
  if (missing !== null) return outOfMemory(missing, context, details);
  if (isNoMemory(code)) return killedBySystem(context, details);
  if (signal !== null && sentByOthers.has(signal)) {
    return isForMemory(signal) ? killedBySystem(context, details) : endedFromOutside(phase, details);
  }
  if (isEndOfWindows(code, log)) return endedFromOutside(phase, details);
  const unserved = findUnservedCard(log);
  if (unserved !== null) return cardUnserved(unserved, phase, context.plan, details);
  const lost = findLostDevice(log);
  if (lost !== null && phase !== "loading") return deviceLost(lost, phase, details);
  if (phase === "prompting") {
    const message =
      "The chat template in this model's file brought the engine down. Load the model again: it will then use a form that Bitloft knows.";
    return new AppError("template-failed", message, details);
  }
  const how = signalWords(signal) ?? (code === null ? "could not be started" : windowsStatus(code));
  if (phase === "loading") {
    const reason = details.reason ?? how;
    return new AppError(
      "load-failed",
      `The engine ended while it loaded the model (${reason}). Bitloft itself goes on.`,
      exit.how === "not-started" || isOfMappedFile(signal) ? { ...details, ...notOfThePlan } : details,
    );
  }
  const kept = phase === "answering" ? " The partial answer is kept;" : "";
  const next = kept === "" ? " Load the model again to go on." : " load the model again to go on.";
  return new AppError("engine-crashed", `The engine ended unexpectedly (${how}).${kept}${next}`, details);
}

/** It was stopped and did not even hear it, or never came to an end: held by a driver, a disk that is away, or another program. */
export function engineHangs(): Failure {
  const message =
    "The engine stopped responding and was ended. The partial answer is kept; load the model again to go on.";
  return new AppError("engine-crashed", message, { ...notOfThePlan });
}

/** The kernel, a person, another program or the system's end; never the engine itself. */
export const sentByOthers: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"]);

function endedFromOutside(phase: Phase, details: Record<string, string | number | null>): Failure {
  const when = phase === "loading" ? " while it loaded the model" : "";
  const next = phase === "answering" ? "The partial answer is kept; load" : "Load";
  const message = `The engine was ended from outside${when}, by a person or another program. ${next} the model again to go on.`;
  return new AppError("engine-crashed", message, { ...details, ...notOfThePlan });
}

/** A mapped file that became shorter, or whose drive is gone. Elsewhere the signal tells of other faults as well. */
const isOfMappedFile = (signal: NodeJS.Signals | null): boolean => signal === "SIGBUS" && process.platform === "linux";

function outOfMemory(
  { bytes, device, deviceKind, purpose }: MissingBuffer,
  { plan, predicted }: FailureContext,
  details: Record<string, string | number | null> = {},
): Failure {
  const what = {
    weights: "the model's weights",
    cache: `a context of ${formatCount(plan.contextTokens)} tokens`,
    computing: "computing",
    unknown: "the model",
  }[purpose];
  const where = deviceKind === "cpu" ? "of the computer's memory" : `on ${device}`;
  const size = bytes === null ? (deviceKind === "cpu" ? "enough" : "enough memory") : formatBytes(bytes);
  const remedy =
    purpose === "cache"
      ? "Load it with a shorter context, or one kept in fewer bits."
      : purpose === "weights"
        ? "Close other programs, or take a smaller variant."
        : "Load it with a shorter context, or take a smaller variant.";
  return new AppError("out-of-memory", `There was no room for ${what}: ${size} ${where}. ${remedy}`, {
    ...details,
    device,
    deviceKind,
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
  return new AppError("out-of-memory", message, { ...details, deviceKind: "cpu", predictedBytes: bytes });
}

/** CUDA's words for code that this card or driver takes none of, as only the first computing shows, and what is to blame. */
const unservedPatterns: readonly (readonly [RegExp, string])[] = [
  [
    /provided PTX was compiled with an unsupported toolchain/,
    "NVIDIA's driver is too old for the engine's CUDA part. Update the driver.",
  ],
  [/no kernel image is available for execution on the device/, "The engine's CUDA part does not serve this card."],
];

interface UnservedCard {
  reason: string;
  blame: string;
}

function findUnservedCard(log: readonly string[]): UnservedCard | null {
  for (const line of log) {
    const found = unservedPatterns.find(([pattern]) => pattern.test(line));
    if (found !== undefined) return { reason: clean(line), blame: found[1] };
  }
  return null;
}

function cardUnserved(
  { reason, blame }: UnservedCard,
  phase: Phase,
  { backend }: Plan,
  details: Record<string, string | number | null>,
): Failure {
  const message = `${blame} Load the model again: Bitloft then uses Vulkan where it can, else the processor.`;
  return new AppError(phase === "loading" ? "load-failed" : "engine-crashed", message, {
    ...details,
    reason,
    backend,
    deviceKind: "gpu",
    [refusalDetail]: "no-code" satisfies BackendRefusal,
  });
}

/** The words with which drivers say that a GPU is gone: unplugged, reset, asleep, or its program at fault. */
const lostPatterns = [
  /device lost|DeviceLost|DEVICE_LOST/,
  /CUDA error: .+/,
  /(?:unspecified launch failure|illegal memory access|fallen off the bus|device-side assert)/i,
  /ROCm error: .+|hipError\w+/,
  /command buffer \d+ failed with status \d+/,
];

/** The line that says it; null when the log has none. */
function findLostDevice(log: readonly string[]): string | null {
  const line = log.findLast((candidate) => lostPatterns.some((pattern) => pattern.test(candidate)));
  return line === undefined ? null : clean(line);
}

/** A GPU that went while it was used, whether the engine survived it or not. */
function deviceLost(reason: string, phase: Phase, details: Record<string, string | number | null> = {}): Failure {
  const kept = phase === "answering" ? " The partial answer is kept." : "";
  const message = `The graphics card stopped working for the engine (${reason}).${kept} Load the model again, perhaps without the graphics card.`;
  return new AppError("engine-crashed", message, { ...details, reason, deviceKind: "gpu" });
}

function predictedBytes(predicted: MemoryNeed | null): number | null {
  return predicted === null ? null : totalNeedBytes(predicted);
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

/** A shell or a container between us and the engine tells a signal as 128 and its number. */
function signalOfShell(code: number | null): NodeJS.Signals | null {
  const names: Record<number, NodeJS.Signals> = {
    129: "SIGHUP",
    130: "SIGINT",
    131: "SIGQUIT",
    132: "SIGILL",
    134: "SIGABRT",
    135: "SIGBUS",
    137: "SIGKILL",
    139: "SIGSEGV",
    143: "SIGTERM",
  };
  return process.platform === "win32" || code === null ? null : (names[code] ?? null);
}

function signalWords(signal: NodeJS.Signals | null): string | null {
  if (signal === "SIGBUS") return "SIGBUS: the model's file could not be read while it was in use";
  if (signal === "SIGILL") return "SIGILL: an instruction that this processor does not have";
  return signal;
}

/** Windows' status for memory that could not be committed. */
function isNoMemory(code: number | null): boolean {
  return code !== null && [0xc0000017, 0xc000012d].includes(code >>> 0);
}

/** Windows' statuses of a program whose person logs off or closes its console; its task manager leaves a 1 and no word. */
function isEndOfWindows(code: number | null, log: readonly string[]): boolean {
  if (code === null) return false;
  return [0xc000013a, 0x40010004].includes(code >>> 0) || (code === 1 && log.length === 0);
}

/** Windows gives a crash as a status such as 3221225477; by name it can be looked up. */
function windowsStatus(code: number): string {
  const names: Record<number, string> = {
    0xc0000005: "access violation",
    0xc000001d: "illegal instruction",
    0xc00000fd: "stack overflow",
    0xc0000409: "abort",
  };
  const unsigned = code >>> 0;
  return names[unsigned] ?? (unsigned >= 0xc0000000 ? "native crash" : "it gave up by itself");
}
