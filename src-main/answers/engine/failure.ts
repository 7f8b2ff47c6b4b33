import type { EngineFailureDetails, MemoryNeed, Plan, UnservedBlame } from "../../../src-shared/contract/index.ts";
import { totalNeedBytes } from "../../../src-shared/figures/index.ts";
import { type AppError, appError, engineFailure } from "../../ground/core/index.ts";
import type { ProcessExit } from "../../ground/processes/index.ts";
import { type MissingBuffer, findMissingBuffer } from "./missing-buffer.ts";

export type Phase = "loading" | "ready" | "prompting" | "answering";

export interface FailureContext {
  plan: Plan;
  predicted: MemoryNeed | null;
}

export type BackendRefusal = NonNullable<EngineFailureDetails["backendRefusal"]>;
const backendRefusals: readonly BackendRefusal[] = ["unopened", "no-code"];

/** Why the engine cannot use the plan's backend at all; null for a failure that says nothing of the kind. */
export function backendRefusal(error: Parameters<typeof engineFailure>[0]): BackendRefusal | null {
  const { backendRefusal } = engineFailure(error);
  return backendRefusals.find((known) => known === backendRefusal) ?? null;
}

/** How the engine's process ended, and what its log says of it. */
interface ExitDetails {
  signal: NodeJS.Signals | null;
  exitCode: number | null;
  reason: string | null;
}

/** Details of a failure that says nothing about its plan, so that the plan is neither remembered for it nor made smaller. */
const notOfThePlan = { planAtFault: false } as const;

/** llama.cpp's words for a file that has become shorter than its header, which was found sound before, says. */
const cutFile = /not within the file bounds|model is corrupted or incomplete|^gguf_init_from_\w+: failed/;

/**
 * The real reason of a load that failed with the process alive: llama.cpp writes it to its log, the library does not
 * report it.
 */
export function explainLoadFailure(thrown: AppError, log: readonly string[], context: FailureContext): AppError {
  if (thrown.code !== "internal") return thrown;
  const missing = findMissingBuffer(log);
  if (missing !== null) return outOfMemory(missing, context);
  const reason = findReason(log) ?? reasonOf(thrown);
  if (/unknown model architecture|unsupported model architecture/.test(reason)) {
    return appError("unsupported-model", "unknown-architecture", { architecture: quoted(reason), reason });
  }
  const isCut = log.some((line) => cutFile.test(line));
  return appError("load-failed", "told-by-engine", { reason, ...(isCut ? notOfThePlan : {}) });
}

/** The real reason of an answer that broke off with the process alive, likewise. */
export function explainAnswerFailure(thrown: AppError, log: readonly string[], context: FailureContext): AppError {
  if (thrown.code !== "internal") return thrown;
  const missing = findMissingBuffer(log);
  // Weights and cache were there before; what a prompt needs besides is taken when it comes.
  if (missing !== null) return outOfMemory({ ...missing, purpose: "computing" }, context);
  const lost = findLostDevice(log);
  if (lost !== null) return deviceLost(lost, "answering");
  const reason = log.findLast((line) => /fail|error/i.test(line)) ?? reasonOf(thrown);
  return appError("engine-crashed", "cannot-go-on", { reason }, { cause: thrown });
}

/** In the words of the code that threw what the engine did not expect. */
function reasonOf({ message, details }: AppError): string {
  return typeof details["reason"] === "string" ? details["reason"] : message;
}

/**
 * The process is gone without having been asked. `isForMemory` is asked about a signal that only another program can
 * have sent.
 */
export function explainExit(
  exit: ProcessExit,
  phase: Phase,
  context: FailureContext,
  isForMemory: (signal: NodeJS.Signals) => boolean,
): AppError {
  const { log } = exit;
  const code = exit.how === "exited" ? exit.code : null;
  const signal = exit.how === "killed" ? exit.signal : signalOfShell(code);
  const details: ExitDetails = { signal, exitCode: code, reason: findReason(log) };
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
  if (phase === "prompting") return appError("template-failed", "ended-engine", details);
  if (phase === "loading") {
    const isFile = exit.how === "not-started" || isOfMappedFile(signal);
    return appError("load-failed", "ended", isFile ? { ...details, ...notOfThePlan } : details);
  }
  return appError("engine-crashed", "ended", { ...details, inAnswer: phase === "answering" });
}

/** It was stopped and did not even react, or never finished: held by a driver, a disk that is away, or another program. */
export function engineHangs(): AppError {
  return appError("engine-crashed", "hangs", { ...notOfThePlan });
}

/** The kernel, a person, another program or the system's end; never the engine itself. */
export const sentByOthers: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"]);

function endedFromOutside(phase: Phase, details: ExitDetails): AppError {
  const during = phase === "loading" || phase === "answering" ? phase : "waiting";
  return appError("engine-crashed", "ended-from-outside", { ...details, ...notOfThePlan, while: during });
}

/** A mapped file that became shorter, or whose drive is gone. Elsewhere the signal stands for other faults as well. */
const isOfMappedFile = (signal: NodeJS.Signals | null): boolean => signal === "SIGBUS" && process.platform === "linux";

function outOfMemory(
  { bytes, device, deviceKind, purpose }: MissingBuffer,
  { plan, predicted }: FailureContext,
  details: Partial<ExitDetails> = {},
): AppError {
  return appError("out-of-memory", "no-room", {
    ...details,
    device,
    deviceKind,
    bufferBytes: bytes,
    purpose,
    contextTokens: plan.contextTokens,
    predictedBytes: predictedBytes(predicted),
  });
}

function killedBySystem({ predicted }: FailureContext, details: ExitDetails): AppError {
  return appError("out-of-memory", "killed", {
    ...details,
    deviceKind: "cpu",
    predictedBytes: predictedBytes(predicted),
  });
}

/** CUDA's words for code that this card or driver takes none of, as only the first computing shows, and what is to blame. */
const unservedPatterns: readonly (readonly [RegExp, UnservedBlame])[] = [
  [/provided PTX was compiled with an unsupported toolchain/, "old-driver"],
  [/no kernel image is available for execution on the device/, "card"],
];

interface UnservedCard {
  reason: string;
  blame: UnservedBlame;
}

function findUnservedCard(log: readonly string[]): UnservedCard | null {
  for (const line of log) {
    const found = unservedPatterns.find(([pattern]) => pattern.test(line));
    if (found !== undefined) return { reason: clean(line), blame: found[1] };
  }
  return null;
}

function cardUnserved(card: UnservedCard, phase: Phase, { backend }: Plan, exit: ExitDetails): AppError {
  const details = { ...exit, ...card, backend, deviceKind: "gpu", backendRefusal: "no-code" } as const;
  return phase === "loading"
    ? appError("load-failed", "card-unserved", details)
    : appError("engine-crashed", "card-unserved", details);
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
function deviceLost(reason: string, phase: Phase, details: Partial<ExitDetails> = {}): AppError {
  return appError("engine-crashed", "device-lost", {
    ...details,
    reason,
    deviceKind: "gpu",
    inAnswer: phase === "answering",
  });
}

function predictedBytes(predicted: MemoryNeed | null): number | null {
  return predicted === null ? null : totalNeedBytes(predicted);
}

/** The most informative line of a log: an assertion or an error, without the function's name in front. */
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

/** A shell or a container between us and the engine reports a signal as 128 plus its number. */
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

/** Windows' status for memory that could not be committed. */
function isNoMemory(code: number | null): boolean {
  return code !== null && [0xc0000017, 0xc000012d].includes(code >>> 0);
}

/** Windows' statuses of a program whose person logs off or closes its console; its task manager leaves a 1 and no word. */
function isEndOfWindows(code: number | null, log: readonly string[]): boolean {
  if (code === null) return false;
  return [0xc000013a, 0x40010004].includes(code >>> 0) || (code === 1 && log.length === 0);
}
