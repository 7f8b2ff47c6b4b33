import type { Llama, LlamaLogLevel } from "node-llama-cpp";
import { LogRing } from "../../../ground/processes/index.ts";

/** llama.cpp's own log of the load, kept for the reason of a failure and for the sizes of its buffers. */
export const nativeLog = new LogRing();

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
