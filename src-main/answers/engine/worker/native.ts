import type { Llama, LlamaLogLevel } from "node-llama-cpp";
import { LogRing } from "../../../ground/processes/index.ts";

/** llama.cpp's own log of the load, kept for the reason of a failure and for the sizes of its buffers. */
export const nativeLog = new LogRing();

/** Its lines come through a separate queue: the last ones may arrive after the work that wrote them has ended. */
const arrivalMs = 50;

/** All lines of what has just ended: the last ones give the reason of a failure, or the size of the compute buffers. */
export async function wholeLog(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, arrivalMs));
  return nativeLog.lines();
}

/**
 * Errors and warnings also go to standard error at once, because after a crash nothing else of this process is left.
 * The loader's line of dots is dropped.
 */
function keep(level: LlamaLogLevel, message: string): void {
  const text = message.trim();
  if (text === "" || text === ".") return;
  nativeLog.write(`${text}\n`);
  if (level === "error" || level === "fatal" || level === "warn") process.stderr.write(`${text}\n`);
}

/**
 * Begins at once, before the load command has come: importing the library and its own test of the binary are half of a
 * small model's load time.
 */
export async function openLlama(backend: "cuda" | "vulkan" | "metal" | null, maxThreads: number): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  return getLlama({
    gpu: backend ?? false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    maxThreads,
    logLevel: LlamaLogLevel.info,
    logger: keep,
  });
}

/**
 * From now on llama.cpp writes its lines itself, to one of the standard streams. The library takes them through the
 * event loop, where those before an abort are lost, and CUDA aborts right after it has logged the reason of an error.
 * This needs a private call of the library's; false where it is missing, and those reasons then stay unknown.
 */
export function logAtOnce(llama: Llama): boolean {
  const bindings: unknown = Reflect.get(llama, "_bindings");
  if (typeof bindings !== "object" || bindings === null) return false;
  const setLogger: unknown = Reflect.get(bindings, "setLogger");
  if (typeof setLogger !== "function") return false;
  // Without an argument it forgets the one that it had.
  Reflect.apply(setLogger, bindings, []);
  return true;
}
