import { existsSync, realpathSync } from "node:fs";
import type { Llama, LlamaModel } from "node-llama-cpp";
import { type AppError, appError } from "../../../ground/core/index.ts";
import type { LoadCommand, MemorySample, Threads } from "../protocol.ts";
import { contextBatch } from "./context-batch.ts";
import { HotPages } from "./hot-pages.ts";
import { keepMapped, rangesOf } from "./keep-mapped.ts";
import { kvTypeNames } from "./kv-type-names.ts";
import { grownMemory, readProcessMemory, sampleMemory } from "./memory.ts";
import { logAtOnce, wholeLog } from "./native.ts";
import { PaceMeter } from "./pace-meter.ts";
import { Slots } from "./slots.ts";
import { readSystemTime } from "./system-time.ts";
import { ThreadGovernor } from "./thread-governor.ts";

/** A model with its one context, all on the plan's terms. */
export interface LoadedModel {
  llama: Llama;
  model: LlamaModel;
  slots: Slots;
  /** Null where a GPU does the work: then the processor's time says nothing. */
  governor: ThreadGovernor | null;
  hotPages: HotPages;
  paceMeter: PaceMeter;
  memory(): MemorySample;
}

/** Loading weights is nearly all of the work; the rest is the context. */
const weightsShare = 0.97;

export async function loadModel(
  opening: Promise<Llama>,
  { files, plan, threads, mappedTensors }: LoadCommand,
  onProgress: (value: number) => void,
): Promise<LoadedModel> {
  const missing = files.find((file) => !existsSync(file));
  const [first] = files;
  if (missing !== undefined || first === undefined) {
    throw appError("file-missing", "gone-before-load", { path: missing ?? null });
  }
  const llama = await opening.catch((thrown: unknown) => {
    throw engineUnusable(plan.backend, thrown);
  });
  const baseline = readProcessMemory();
  const model = await llama.loadModel({
    modelPath: first,
    gpuLayers: plan.backend === null ? 0 : plan.gpuLayers,
    useMmap: plan.mmap,
    // The plan has been judged before; the library's own check knows neither the reserve nor what people insist on.
    ignoreMemorySafetyChecks: true,
    onLoadProgress: (value) => onProgress(value * weightsShare),
  });
  const kvType = kvTypeNames[plan.kvType];
  const context = await model.createContext({
    contextSize: plan.contextTokens,
    batchSize: contextBatch(model.fileInsights, plan),
    batching: {
      dispatchSchedule(dispatch) {
        // One answer alone goes at once: the next cycle of the event loop would only find that it has been done. Several wait for it, to go together.
        if (slots.taken > 1) setImmediate(dispatch);
        else dispatch();
      },
    },
    sequences: plan.sequences,
    threads: plan.threads,
    flashAttention: plan.flashAttention,
    experimentalKvCacheKeyType: kvType,
    experimentalKvCacheValueType: kvType,
    ignoreMemorySafetyChecks: true,
    // A smaller context than asked for would be a silent cut.
    failedCreationRemedy: false,
  });
  const governor = model.gpuLayers > 0 ? null : governThreads(llama, threads, plan.threads);
  const sequences = Array.from({ length: plan.sequences }, () => context.getSequence());
  const slots: Slots = new Slots(sequences, context.batchSize, governor);
  const realFiles = files.map(realPath);
  await keepMapped(() => rangesOf(model.fileInfo, mappedTensors, realFiles), realFiles, grownMemory(baseline));
  // Only the log says what GPUs hold; a load on the CPU need not wait for it.
  const log = model.gpuLayers > 0 ? await wholeLog() : [];
  const { LlamaLogLevel } = await import("node-llama-cpp");
  llama.logLevel = LlamaLogLevel.warn;
  if (plan.backend === "cuda") logAtOnce(llama);
  return {
    llama,
    model,
    slots,
    governor,
    hotPages: new HotPages(realFiles),
    paceMeter: new PaceMeter(llama, model),
    memory: () => sampleMemory(baseline, log),
  };
}

/** As the kernel names it among what is mapped. A mapping stays when the file is deleted. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function engineUnusable(backend: LoadCommand["plan"]["backend"], thrown: unknown): AppError {
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 1000);
  const options = { cause: thrown };
  // Without a backend no plan could be carried out.
  return backend === null
    ? appError("load-failed", "program-unusable", { backend, reason, planAtFault: false }, options)
    : appError("load-failed", "backend-unusable", { backend, reason, backendRefusal: "unopened" }, options);
}

/** The library gives each decode as many threads as `maxThreads` allows at that moment. */
function governThreads(llama: Llama, threads: Threads, mostThreads: number): ThreadGovernor {
  return new ThreadGovernor({
    threads,
    mostThreads,
    apply: (count) => {
      llama.maxThreads = count;
    },
    clock: {
      now: () => performance.now(),
      cpu: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      },
      system: readSystemTime,
    },
    minWindowMs: process.platform === "win32" ? 300 : 60,
  });
}
