import { EngineChild } from "./engine-child.ts";
import type { NewsReport } from "./protocol.ts";
import type { EnvironmentName, RunningCopy } from "./tuning/index.ts";
import type { EngineOptions, LoadOptions } from "./types.ts";

/** Room enough for measuring. */
const contextTokens = 256;

/** A second process with the same model and a small context, to measure another environment; null when it does not load. */
export async function startCopy(
  options: EngineOptions,
  { files, plan }: LoadOptions,
  environment: EnvironmentName,
  signal: AbortSignal,
): Promise<RunningCopy | null> {
  if (signal.aborted) return null;
  return new Promise((resolve) => {
    const take = (report: NewsReport): void => {
      if (report.type === "loaded") resolve(child);
      else if (report.type === "loadFailed") give();
    };
    const give = (): void => {
      signal.removeEventListener("abort", give);
      void child.kill();
      resolve(null);
    };
    const child = new EngineChild(options, { plan }, environment, take);
    signal.addEventListener("abort", give, { once: true });
    void child.exited.then(give);
    child.send({
      type: "load",
      files,
      plan: { ...plan, contextTokens },
      threads: { prompt: plan.threads, decode: plan.threads },
      mappedTensors: [],
      templateHint: "",
      ignoreTemplate: true,
      keeping: null,
    });
  });
}
